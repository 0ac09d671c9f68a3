import { linkEvent } from '../core';
import type { NewEvent, RunEvent } from '../core';
import { RunFolder } from './run-folder';
import { hash } from './services';
import { LabStore } from './store';
import { MapContents } from './testing';

const started: NewEvent = {
  type: 'run-started',
  run: 'r-1',
  pipeline: '0.1.0',
  experts: 'built-in',
  notebook: 'pairs.ipynb',
  branched_from: null
};

function storeOver(contents: MapContents, onEvent: (event: RunEvent) => void = () => undefined) {
  return new LabStore(new RunFolder(contents.manager, 'pairs-cellforge/r-1'), hash, onEvent);
}

describe('LabStore', () => {
  it('reads in another page what it wrote in this one', async () => {
    const contents = new MapContents();
    const first = linkEvent(started, null, hash);
    const second = linkEvent({ type: 'run-ended' }, first, hash);
    const store = storeOver(contents);
    await store.append(first);
    await store.append(second);
    await store.flush();

    expect(await storeOver(contents).read()).toEqual([first, second]);
  });

  it('tells each event as it comes, before it is on disk', async () => {
    const told: RunEvent[] = [];
    const event = linkEvent(started, null, hash);
    await storeOver(new MapContents(), each => told.push(each)).append(event);

    expect(told).toEqual([event]);
  });

  it('writes a hundred events as a few files, not as a hundred', async () => {
    const contents = new MapContents();
    const store = storeOver(contents);
    let last = linkEvent(started, null, hash);
    await store.append(last);
    for (let i = 0; i < 100; i++) {
      last = linkEvent({ type: 'run-stopped', by: 'analyst' }, last, hash);
      await store.append(last);
    }
    await store.flush();

    // two folders, then the file
    expect(contents.saves).toBeLessThanOrEqual(6);
  });

  it('writes in order, one file at a time, and has written all when it is flushed', async () => {
    const contents = new MapContents();
    const store = storeOver(contents);
    const first = linkEvent(started, null, hash);
    const second = linkEvent({ type: 'run-ended' }, first, hash);
    // the first write takes its time, and the second would overtake it
    const save = contents.save.bind(contents);
    const ends: (() => void)[] = [];
    jest.spyOn(contents, 'save').mockImplementation(async (path, model) => {
      if (path.endsWith('events.jsonl')) {
        await new Promise<void>(resolve => ends.push(resolve));
      }
      return save(path, model);
    });
    await store.append(first);
    const slow = store.flush();
    await until(() => ends.length === 1);
    await store.append(second);
    let isFlushed = false;
    const flushed = store.flush().then(() => (isFlushed = true));
    await new Promise(resolve => setTimeout(resolve, 20));
    expect([ends.length, isFlushed]).toEqual([1, false]);
    ends[0]();
    await until(() => ends.length === 2);
    ends[1]();
    await Promise.all([slow, flushed]);

    expect(await storeOver(contents).read()).toEqual([first, second]);
  });

  it('takes what comes after its end, and writes it when it is flushed', async () => {
    const contents = new MapContents();
    const store = storeOver(contents);
    const event = linkEvent(started, null, hash);
    store.dispose();
    await store.append(event);
    await store.flush();

    expect(await storeOver(contents).read()).toEqual([event]);
  });
});

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !isSo(); turn++) {
    await new Promise(resolve => setTimeout(resolve, 1));
  }
  expect(isSo()).toBe(true);
}
