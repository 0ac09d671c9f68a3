import type { RunEvent } from '../events';
import type { Store } from '../ports';
import { eventLines, linkEvent } from '../record/chain';
import { sha256Hex } from '../sha256';
import { BeingWritten, TakenOver, Writer, staleAfterMs } from '../writer';

/** A run's log that somebody is the writer of. */
export interface HeldUnderTest {
  readonly store: Store;
  /** Settles when all that was appended is on disk; rejects where it was refused. */
  flush(): Promise<void>;
  release(): Promise<void>;
}

/** One run's folder, and how this side becomes the writer of its log. */
export interface PlaceUnderTest {
  /** As a page or process of its own. */
  hold(options?: { readonly takeOver?: boolean }): Promise<HeldUnderTest>;
  /** The log as it is on disk. */
  log(): Promise<string>;
  /** The file that says who writes; null: there is none. */
  writer(): Promise<string | null>;
  /** Puts that file there, as somebody else would. */
  putWriter(text: string): Promise<void>;
}

export interface WriterRule {
  readonly name: string;
  check(place: PlaceUnderTest): Promise<void>;
}

/** One writer of a run at a time: the same on Node and in JupyterLab. Each rule wants a folder of its own. */
export const writerContract: readonly WriterRule[] = [
  {
    name: 'a second writer is refused, told who the first is, and may write when that is done',
    async check(place) {
      const first = await place.hold();
      await write(first, started);
      const refused = await failureOf(place.hold());
      same(refused instanceof BeingWritten, true, `refused by ${String(refused)}`);
      const held = Writer.parse(JSON.parse((await place.writer()) ?? ''));
      same((refused as BeingWritten).writer.id, held.id, 'the writer that is told');
      await first.release();
      same(await place.writer(), null, 'the file of a writer that is done');

      const second = await place.hold();
      same(eventLines(await second.store.read()), eventLines([started]), 'what the second reads');
      await write(second, ended);
      same(await place.log(), eventLines([started, ended]), 'the log');
      await second.release();
    }
  },
  {
    name: 'who was taken over is refused, and nothing of who took over is written over',
    async check(place) {
      const first = await place.hold();
      await write(first, started);
      const second = await place.hold({ takeOver: true });
      await write(second, ended);
      const late = await failureOf(write(first, stopped));
      same(late instanceof TakenOver, true, `refused by ${String(late)}`);
      const held = Writer.parse(JSON.parse((await place.writer()) ?? ''));
      same((late as TakenOver).by?.id, held.id, 'the writer that is told');
      await first.release();
      same(await place.log(), eventLines([started, ended]), 'the log');
      same((await place.writer()) === null, false, 'the file of who took over is gone');
      await second.release();
    }
  },
  {
    name: 'a writer without a sign for long is taken over without asking, one within that time is not',
    async check(place) {
      await place.putWriter(writerSeen(staleAfterMs / 2));
      same((await failureOf(place.hold())) instanceof BeingWritten, true, 'a recent sign');
      await place.putWriter(writerSeen(staleAfterMs + 60_000));
      const held = await place.hold();
      await write(held, started);
      same(await place.log(), eventLines([started]), 'the log');
      await held.release();
    }
  },
  {
    name: 'of two that begin together one is refused',
    async check(place) {
      const begun = await Promise.allSettled([place.hold(), place.hold()]);
      const held = begun.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []));
      same(held.length, 1, 'writers');
      await write(held[0], started);
      await held[0].release();
    }
  },
  {
    name: 'the file of a newer version is refused by name',
    async check(place) {
      await place.putWriter('{"version": 2}');
      const refused = await failureOf(place.hold());
      same(/version 2/.test(String(refused)), true, `refused by ${String(refused)}`);
    }
  }
];

const header = { run: 'r-1', pipeline: '0', experts: 'built-in', notebook: 'a.ipynb' };
const started = linkEvent({ type: 'run-started', ...header, branched_from: null }, null, sha256Hex);
const ended = linkEvent({ type: 'run-ended' }, started, sha256Hex);
const stopped = linkEvent({ type: 'run-stopped', by: 'analyst' }, started, sha256Hex);

function writerSeen(agoMs: number): string {
  const seen = new Date(Date.parse(new Date().toISOString()) - agoMs).toISOString();
  const writer: Writer = {
    version: 1,
    id: 'w-1',
    session: 's-1',
    name: 'Anna',
    at: 'jupyterlab',
    since: seen,
    seen
  };
  return JSON.stringify(writer);
}

async function write({ store, flush }: HeldUnderTest, event: RunEvent): Promise<void> {
  await store.append(event);
  await flush();
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return null;
  } catch (error) {
    return error;
  }
}

function same(found: unknown, expected: unknown, what: string): void {
  if (found !== expected) {
    throw new Error(
      `the contract is broken: ${what}: expected ${String(expected)}, found ${String(found)}`
    );
  }
}
