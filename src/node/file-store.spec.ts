import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventLine, linkEvent, sha256Hex, writerFileName } from '../core';
import { writerContract } from '../core/testing/writer-contract';
import type { PlaceUnderTest } from '../core/testing/writer-contract';
import { fileStore, holdStore } from './file-store';

const folder = mkdtempSync(join(tmpdir(), 'cellforge-writer-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function newLog(): string {
  const run = join(folder, `r-${++count}`);
  mkdirSync(run);
  return join(run, 'events.jsonl');
}

function place(): PlaceUnderTest {
  const log = newLog();
  const writer = join(log, '..', writerFileName);
  const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : null);
  return {
    hold: async options => {
      const store = await holdStore(log, options);
      return { store, flush: async () => undefined, release: () => store.release() };
    },
    log: async () => read(log) ?? '',
    writer: async () => read(writer),
    putWriter: async text => writeFileSync(writer, text)
  };
}

describe('one writer of a log on Node', () => {
  it.each(writerContract.map(rule => [rule.name, rule] as const))('%s', (_name, rule) =>
    rule.check(place())
  );

  it('tells once that it was taken over', async () => {
    const log = newLog();
    const told: string[] = [];
    const first = await holdStore(log, { onLost: error => told.push(error.code) });
    const second = await holdStore(log, { takeOver: true });
    const event = linkEvent({ type: 'run-ended' }, null, sha256Hex);
    for (let turn = 0; turn < 2; turn++) {
      await expect(first.append(event)).rejects.toMatchObject({ code: 'run/taken-over' });
    }
    expect([told, first.isLost, second.isLost]).toEqual([['run/taken-over'], true, false]);
    await Promise.all([first.release(), second.release()]);
  });
});

it('passes over half a line, and takes it off before it writes', async () => {
  const log = newLog();
  const header = { run: 'r-1', pipeline: '0', experts: 'built-in', notebook: 'é.ipynb' };
  const started = linkEvent(
    { type: 'run-started', ...header, branched_from: null },
    null,
    sha256Hex
  );
  const half = `${eventLine(started)}{"chain":`;
  writeFileSync(log, half);
  expect(await fileStore(log).read()).toEqual([started]);
  expect(readFileSync(log, 'utf8')).toBe(half);
  const held = await holdStore(log);
  expect(readFileSync(log, 'utf8')).toBe(eventLine(started));
  await held.release();
});
