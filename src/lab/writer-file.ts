import { WriterLock, writerFileName } from '../core';
import type { Writer, WriterFile } from '../core';
import type { WriterState } from '../panel/model';
import { page } from './page';
import type { RunFolder } from './run-folder';
import type { LabServices } from './services';

type Services = Pick<LabServices, 'clock' | 'settle' | 'user'>;

/** Who writes the run of a folder. `id`: one notebook of this page. */
export function writerLock(services: Services, folder: RunFolder, id: string): WriterLock {
  const { clock, settle, user } = services;
  const self = { id, session: page.id, before: page.before, name: user() };
  return new WriterLock(writerFile(folder, settle), { ...self, at: 'jupyterlab' }, clock);
}

/** As the panel tells it to a person of the name `me`. */
export function shownWriter(writer: Writer | null, me: string): WriterState | null {
  if (writer === null) {
    return null;
  }
  const { name, at, since, seen } = writer;
  return { name, isYou: at === 'jupyterlab' && name === me, at, since, seen };
}

/**
 * The writer's file of a run, through the contents service: it can't write on a condition, so what was written is read
 * again after `settle`, by when another's write of the same moment stands there instead.
 */
function writerFile(folder: RunFolder, settle: () => Promise<void>): WriterFile {
  const read = () => folder.read(writerFileName);
  return {
    read,
    async swap(expected, text) {
      if ((await read()) !== expected) {
        return false;
      }
      await folder.write(writerFileName, text);
      await settle();
      return (await read()) === text;
    },
    remove: () => folder.forget(writerFileName)
  };
}
