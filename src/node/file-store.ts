import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import {
  TakenOver,
  WriterLock,
  eventLine,
  readLines,
  sha256Hex,
  signEveryMs,
  wholeLines,
  writerFileName
} from '../core';
import type { Store, WriterFile } from '../core';

/** A run's log as a file in its folder, one canonical event a line. Half a line at its end, of a writer at work or killed, is passed over. */
export function fileStore(path: string): Store {
  return {
    read: async () => readLines(wholeLines(await textOf(path)), sha256Hex),
    async append(event) {
      await mkdir(dirname(path), { recursive: true });
      await appendFile(path, eventLine(event));
    }
  };
}

/** A run's log, held for this process alone. */
export interface HeldStore extends Store {
  /** Whether another took the run over. */
  readonly isLost: boolean;
  /** Lets others write. */
  release(): Promise<void>;
}

/**
 * Becomes the writer of the log at `path`.
 *
 * @param onLost - called once, where another takes the run over
 * @throws BeingWritten where another writes it, unless `takeOver`
 */
export async function holdStore(
  path: string,
  { takeOver = false, onLost = () => undefined }: HoldOptions = {}
): Promise<HeldStore> {
  const lock = writerLock(path);
  await lock.claim({ takeOver });
  const store = fileStore(path);
  let lost: TakenOver | null = null;
  const holding = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof TakenOver && lost === null) {
        lost = error;
        onLost(error);
      }
      throw error;
    }
  };
  const signs = setInterval(() => {
    // what is lost is told by `onLost`, and a folder that cannot be reached by the next event
    holding(lock.renew()).catch(() => undefined);
  }, signEveryMs);
  try {
    await cutHalfLine(path);
  } catch (error) {
    clearInterval(signs);
    await lock.release();
    throw error;
  }
  return {
    get isLost() {
      return lost !== null;
    },
    read: () => store.read(),
    async append(event) {
      await holding(lock.check());
      await store.append(event);
    },
    async release() {
      clearInterval(signs);
      await lock.release();
    }
  };
}

interface HoldOptions {
  readonly takeOver?: boolean;
  readonly onLost?: (error: TakenOver) => void;
}

/** Who writes the log at `path`, from the view of this process. */
function writerLock(path: string): WriterLock {
  const id = randomUUID();
  const self = { id, session: id, before: null, name: userInfo().username } as const;
  const file = writerFile(join(dirname(path), writerFileName));
  return new WriterLock(
    file,
    { ...self, at: 'command-line' },
    { now: () => new Date().toISOString() }
  );
}

/** The writer's file; made at once or not at all, so that of two that begin together one finds the other. */
function writerFile(path: string): WriterFile {
  const read = async () => (await textOf(path)) || null;
  return {
    read,
    async swap(expected, text) {
      await mkdir(dirname(path), { recursive: true });
      if (expected === null) {
        try {
          await writeFile(path, text, { flag: 'wx' });
          return true;
        } catch (error) {
          if (hasCode(error, 'EEXIST')) {
            return false;
          }
          throw error;
        }
      }
      if ((await read()) !== expected) {
        return false;
      }
      const aside = `${path}.${randomUUID()}`;
      await writeFile(aside, text);
      await rename(aside, path);
      return (await read()) === text;
    },
    remove: () => rm(path, { force: true })
  };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return '';
    }
    throw error;
  }
}

/** A process that was killed may leave half a line, which the next event would be glued to. */
async function cutHalfLine(path: string): Promise<void> {
  const text = await textOf(path);
  const whole = wholeLines(text);
  if (whole !== text) {
    await truncate(path, Buffer.byteLength(whole));
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  (error as NodeJS.ErrnoException).code === code;
