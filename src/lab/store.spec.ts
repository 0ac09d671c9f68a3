import { UUID } from '@lumino/coreutils';

import { eventLines, linkEvent } from '../core';
import type { NewEvent, RunEvent } from '../core';
import { writerContract } from '../core/testing/writer-contract';
import type { PlaceUnderTest } from '../core/testing/writer-contract';
import { page } from './page';
import { RunFolder } from './run-folder';
import { clock, hash } from './services';
import { LabStore } from './store';
import type { LabStoreOptions } from './store';
import { MapContents } from './testing';
import { writerLock } from './writer-file';

const started: NewEvent = {
  type: 'run-started',
  run: 'r-1',
  pipeline: '0.1.0',
  experts: 'built-in',
  notebook: 'pairs.ipynb',
  branched_from: null
};

const nothing = (): void => undefined;

/** As a page of its own: `settle` lets what another page writes at the same moment arrive. */
function storeOver(contents: MapContents, given: Partial<LabStoreOptions> = {}) {
  const folder = new RunFolder(contents.manager, 'pairs-cellforge/r-1');
  const settle = () => new Promise<void>(resolve => setTimeout(resolve, 5));
  const services = { clock, settle, user: () => 'Anna' };
  const lock = writerLock(services, folder, UUID.uuid4());
  return new LabStore({
    folder,
    hash,
    lock,
    onEvent: nothing,
    onOther: nothing,
    onLost: nothing,
    ...given
  });
}

/** A store that is the writer of its log. */
async function heldOver(contents: MapContents, given: Partial<LabStoreOptions> = {}) {
  const store = storeOver(contents, given);
  await store.hold();
  return store;
}

describe('LabStore', () => {
  it('reads in another page what it wrote in this one', async () => {
    const contents = new MapContents();
    const first = linkEvent(started, null, hash);
    const second = linkEvent({ type: 'run-ended' }, first, hash);
    const store = await heldOver(contents);
    await store.append(first);
    await store.append(second);
    await store.release();

    expect(await storeOver(contents).read()).toEqual([first, second]);
  });

  it('tells each event as it comes, before it is on disk', async () => {
    const told: RunEvent[] = [];
    const event = linkEvent(started, null, hash);
    const store = await heldOver(new MapContents(), { onEvent: each => told.push(each) });
    await store.append(event);

    expect(told).toEqual([event]);
  });

  it('writes a hundred events as a few files, not as a hundred', async () => {
    const contents = new MapContents();
    const store = await heldOver(contents);
    let last = linkEvent(started, null, hash);
    await store.append(last);
    for (let i = 0; i < 100; i++) {
      last = linkEvent({ type: 'run-stopped', by: 'analyst' }, last, hash);
      await store.append(last);
    }
    await store.release();

    // two folders, then the file
    expect(contents.saves).toBeLessThanOrEqual(6);
  });

  it('writes in order, one file at a time, and has written all when it is flushed', async () => {
    const contents = new MapContents();
    const store = await heldOver(contents);
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
    const store = await heldOver(contents);
    const event = linkEvent(started, null, hash);
    store.dispose();
    await store.append(event);
    await store.release();

    expect(await storeOver(contents).read()).toEqual([event]);
  });
});

function place(): PlaceUnderTest {
  const contents = new MapContents();
  const file = (name: string) => new RunFolder(contents.manager, 'pairs-cellforge/r-1').read(name);
  return {
    hold: async ({ takeOver = false } = {}) => {
      const store = storeOver(contents);
      await store.hold({ takeOver });
      return { store, flush: () => store.flush(), release: () => store.release() };
    },
    log: async () => (await file('events.jsonl')) ?? '',
    writer: () => file('writer.json'),
    putWriter: text =>
      new RunFolder(contents.manager, 'pairs-cellforge/r-1').write('writer.json', text)
  };
}

describe('one writer of a log in JupyterLab', () => {
  it.each(writerContract.map(rule => [rule.name, rule] as const))('%s', (_name, rule) =>
    rule.check(place())
  );

  it('writes over no log that somebody wrote to past the file that says who may', async () => {
    const contents = new MapContents();
    const lost: string[] = [];
    const store = await heldOver(contents, { onLost: error => lost.push(error.found) });
    const first = linkEvent(started, null, hash);
    await store.append(first);
    await store.flush();
    const other = eventLines([first, linkEvent({ type: 'run-ended' }, first, hash)]);
    contents.files.set('pairs-cellforge/r-1/events.jsonl', other);
    await store.append(linkEvent({ type: 'run-stopped', by: 'analyst' }, first, hash));

    await expect(store.flush()).rejects.toMatchObject({ code: 'run/taken-over' });
    expect(lost).toEqual([expect.stringContaining('1 event from here came too late')]);
    expect(contents.files.get('pairs-cellforge/r-1/events.jsonl')).toBe(other);
  });

  it('begins from nothing that went on elsewhere since it was shown', async () => {
    const contents = new MapContents();
    const first = linkEvent(started, null, hash);
    const second = linkEvent({ type: 'run-ended' }, first, hash);
    const writer = await heldOver(contents);
    await writer.append(first);
    await writer.append(second);
    await writer.release();
    const others: (readonly RunEvent[])[] = [];
    const store = storeOver(contents, { onOther: events => others.push(events) });
    store.begin([first]);

    await expect(store.hold()).rejects.toMatchObject({ code: 'run/went-on' });
    expect(others).toEqual([[first, second]]);
    expect(contents.files.has('pairs-cellforge/r-1/writer.json')).toBe(false);
    await store.hold();
    await store.release();
  });

  it('knows a page that is reloaded as the writer from before', async () => {
    const contents = new MapContents();
    const before = { ...page };
    const writer = { version: 1, id: 'w-1', session: 's-before', name: 'Anna', at: 'jupyterlab' };
    const at = clock.now();
    const folder = new RunFolder(contents.manager, 'pairs-cellforge/r-1');
    await folder.write('writer.json', JSON.stringify({ ...writer, since: at, seen: at }));
    await expect(storeOver(contents).hold()).rejects.toMatchObject({ code: 'run/being-written' });
    Object.assign(page, { before: 's-before' });
    try {
      const store = await heldOver(contents);
      await store.release();
    } finally {
      Object.assign(page, before);
    }
  });
});

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !isSo(); turn++) {
    await new Promise(resolve => setTimeout(resolve, 1));
  }
  expect(isSo()).toBe(true);
}
