import { gunzipSync, gzipSync, Gunzip, strFromU8, strToU8 } from 'fflate';
import * as fc from 'fast-check';
import type { RunEvent } from '../events';
import { runPipeline } from '../run';
import { sha256Hex } from '../sha256';
import { examplePorts, exampleRequest } from '../testing/example-run';
import { fromBase64, toBase64 } from './base64';
import { runsWithoutRecord } from './cell-mark';
import { eventLines } from './chain';
import { gzipWith } from './compression';
import { emptyRecord, readLines, readRecord, unpackRun, withRun, withoutRun } from './record';
import type { StoredRecord } from './record';
import { exportRecord, importRecord } from './record-file';

const compression = gzipWith({ gzipSync, Gunzip, strFromU8, strToU8 });
const tools = { compression, hash: sha256Hex };

async function recordedRun(run = 'r-1a2b3c'): Promise<readonly RunEvent[]> {
  const ports = examplePorts();
  await runPipeline(ports, { ...exampleRequest, run }, { signal: new AbortController().signal });
  return ports.store.events;
}

describe('a record', () => {
  let events: readonly RunEvent[];
  let record: StoredRecord;
  beforeAll(async () => {
    events = await recordedRun();
    record = withRun(emptyRecord, events, tools);
  });

  it('gives back every event from a notebook that was saved and opened', () => {
    const saved = JSON.parse(JSON.stringify({ metadata: { cellforge: record } })) as {
      metadata: { cellforge: unknown };
    };
    expect(unpackRun(readRecord(saved.metadata.cellforge), 'r-1a2b3c', tools)).toEqual(events);
  });

  it('is small, and the same bytes for the same run', () => {
    expect(JSON.stringify(record).length).toBeLessThan(100_000);
    expect(withRun(emptyRecord, events, tools)).toEqual(record);
  });

  it('keeps runs apart, replaces a run by its later state, and removes one', async () => {
    const two = withRun(record, await recordedRun('r-2'), tools);
    expect(Object.keys(two.runs)).toEqual(['r-1a2b3c', 'r-2']);
    expect(Object.keys(withRun(two, events, tools).runs)).toHaveLength(2);
    expect(withoutRun(two, 'r-2')).toEqual(record);
  });

  it('goes through a file of its own', () => {
    const text = exportRecord(record, 'example.ipynb');
    expect(importRecord(text, tools)).toEqual(record);
  });

  it('names the runs of cells that have no record', () => {
    const mark = { run: 'r-9', step: 'model', title: 'Model', hash: '' };
    expect(runsWithoutRecord([mark, mark, { ...mark, run: 'r-1a2b3c' }], record)).toEqual(['r-9']);
  });

  it('refuses a log under another run’s name', () => {
    const moved = { ...record, runs: { 'r-2': record.runs['r-1a2b3c'] } };
    expect(() => unpackRun(moved, 'r-2', tools)).toThrow(/damaged/);
  });

  it('refuses a log with any event changed, dropped or swapped', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: events.length - 2 }),
        fc.constantFrom('drop', 'swap', 'change'),
        (at, how) => {
          const lines = eventLines(tampered(events, at, how));
          expect(() => readLines(lines, sha256Hex)).toThrow(/damaged/);
        }
      ),
      { numRuns: 30 }
    );
  });
});

function tampered(events: readonly RunEvent[], at: number, how: string): readonly RunEvent[] {
  const copy = [...events];
  switch (how) {
    case 'drop':
      copy.splice(at, 1);
      return copy;
    case 'swap':
      [copy[at], copy[at + 1]] = [copy[at + 1], copy[at]];
      return copy;
    default:
      copy[at] = { ...copy[at], seq: copy[at].seq, chain: sha256Hex(String(at)) };
      return copy;
  }
}

/** A record whose one run is this text, packed. */
const packed = (text: string | Uint8Array): unknown => ({
  version: 1,
  runs: { 'r-1': stored(gzipSync(typeof text === 'string' ? strToU8(text) : text)) }
});

const stored = (bytes: Uint8Array) => ({
  pipeline: '0.1.0',
  experts: 'built-in',
  started_at: null,
  plan: null,
  events: 1,
  log: toBase64(bytes)
});

const many = (count: number, what: (index: number) => [string, unknown]) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => what(index)));

/** Of this process alone: what else the machine does is not the reader's fault. */
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

describe('a hostile or damaged record', () => {
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
  it.each<[string, () => unknown, RegExp]>([
    ['10 MB of text in one run', () => packed(new Uint8Array(10_000_000).fill(97)), /refused/],
    ['a bomb of 30 MB', () => ({ version: 1, runs: { 'r-1': stored(bomb()) } }), /refused/],
    [
      '10 MB packed',
      () => ({
        version: 1,
        runs: { 'r-1': { ...stored(new Uint8Array(3)), log: 'A'.repeat(10_000_000) } }
      }),
      /refused/
    ],
    ['a depth of 10,000', () => packed(`{"version":1,"a":${deep}}\n`), /refused/],
    ['__proto__', () => packed('{"__proto__":{"polluted":true}}\n'), /refused/],
    [
      '__proto__ by its escapes',
      () => packed('{"\\u005f_proto__":{"polluted":true}}\n'),
      /refused/
    ],
    ['a million events', () => packed('{}\n'.repeat(1_000_000)), /refused/],
    [
      'a hundred thousand runs',
      () => ({ version: 1, runs: many(100_000, index => [`r-${index}`, {}]) }),
      /refused/
    ],
    [
      'bytes that are not packed',
      () => ({ version: 1, runs: { 'r-1': stored(strToU8('hello')) } }),
      /damaged/
    ],
    [
      'letters that are not base64',
      () => ({ version: 1, runs: { 'r-1': { ...stored(strToU8('x')), log: '!!!!' } } }),
      /damaged/
    ],
    [
      'packed bytes cut short',
      () => ({
        version: 1,
        runs: { 'r-1': stored(gzipSync(strToU8('{}\n'.repeat(100))).subarray(0, 20)) }
      }),
      /damaged/
    ],
    ['lines that are not JSON', () => packed('hello\n'), /damaged/],
    ['no version', () => ({ runs: {} }), /damaged/],
    ['a list', () => [], /damaged/],
    ['an unknown member', () => ({ version: 1, runs: {}, more: 1 }), /damaged/],
    ['a later version', () => ({ version: 2, runs: {}, more: 1 }), /newer CellForge.*version 2/]
  ])('of %s is refused within a second, and by name', (_name, make, told) => {
    const raw = make();
    const started = cpuMs();
    expect(() => {
      const record = readRecord(raw);
      unpackRun(record, 'r-1', tools);
    }).toThrow(expect.objectContaining({ paragraph: expect.stringMatching(told) }));
    expect(cpuMs() - started).toBeLessThan(1000);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    ['10 MB', () => `"${'a'.repeat(11_000_000)}"`, /refused/],
    ['a depth of 10,000', () => `{"format":"cellforge-record","record":${deep}}`, /refused/],
    ['another format', () => '{"nbformat":4}', /damaged/],
    ['nothing', () => '', /damaged/]
  ])('as a file of %s is refused within a second', (_name, make, told) => {
    const text = make();
    const started = cpuMs();
    expect(() => importRecord(text, tools)).toThrow(told);
    expect(cpuMs() - started).toBeLessThan(1000);
  });

  it('names no run it does not hold', () => {
    expect(() => unpackRun(emptyRecord, '__proto__', tools)).toThrow(/no run __proto__/);
  });
});

/** gzip of very many zeros, made of the gzip of some: members of one stream follow each other. */
function bomb(): Uint8Array {
  return gzipSync(new Uint8Array(30_000_000));
}

describe('base64', () => {
  it('agrees with Node, and gives the bytes back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), bytes => {
        const text = toBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect([...fromBase64(text)]).toEqual([...bytes]);
      })
    );
  });
});

describe('gzip', () => {
  it('is what other tools read', () => {
    expect(strFromU8(gunzipSync(compression.compress('CellForge')))).toBe('CellForge');
  });
});
