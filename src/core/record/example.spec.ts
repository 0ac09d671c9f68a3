import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Gunzip, gzipSync, strFromU8, strToU8 } from 'fflate';
import type { RunStarted } from '../events';
import { builtInMind } from '../minds/built-in/built-in-mind';
import { sha256Hex } from '../sha256';
import { pipelineVersion } from '../version';
import { eventLines } from './chain';
import { gzipWith } from './compression';
import { readRecord, unpackRun } from './record';
import { replay } from './replay';

const tools = {
  compression: gzipWith({ gzipSync, Gunzip, strFromU8, strToU8 }),
  hash: sha256Hex
};

function recorded(name: string) {
  const text = readFileSync(join(__dirname, '..', '..', '..', 'examples', name), 'utf8');
  const { metadata } = JSON.parse(text) as { metadata: { cellforge: unknown } };
  const record = readRecord(metadata.cellforge);
  const [run] = Object.keys(record.runs);
  return { text, events: unpackRun(record, run, tools) };
}

describe.each(['papalexi-llm.ipynb', 'norman-llm.ipynb'])('the recorded design in %s', name => {
  const { text, events } = recorded(name);

  it('is told again to the byte, with nobody asked', async () => {
    const signal = new AbortController().signal;
    const told = await replay(events, { hash: sha256Hex, mind: builtInMind(), signal });
    const { pipeline } = events[0] as RunStarted;
    // a later pipeline shows a record as it was made
    const isOurs = pipeline === pipelineVersion;
    expect(told.kind).toBe(isOurs ? 'replayed' : 'other-pipeline');
    if (told.kind === 'replayed') {
      expect(told.disagreements).toEqual([]);
      expect(told.lines === eventLines(events)).toBe(true);
    }
  });

  it('names its mind and holds no absolute path', () => {
    const lines = eventLines(events);
    // answers told again from a record cost nothing, and still name who gave them
    const minds = [...lines.matchAll(/"call":\{[^{}]*"model":"([^"]+)"/g)].map(found => found[1]);
    expect(new Set(minds)).toEqual(new Set(['answered-by-claude']));
    expect(`${text}${lines}`).not.toMatch(/(?<![\w.:/])\/(?:work|tmp|root|home|usr)\//);
  });

  it('is small', () => {
    expect(text.length).toBeLessThan(300_000);
  });
});
