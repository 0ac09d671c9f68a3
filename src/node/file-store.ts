import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { eventLine, readLines, sha256Hex } from '../core';
import type { Store } from '../core';

/** A run's log as a file in its folder, one canonical event a line. */
export function fileStore(path: string): Store {
  return {
    async read() {
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
          return [];
        }
        throw error;
      }
      return readLines(text, sha256Hex);
    },
    async append(event) {
      await mkdir(dirname(path), { recursive: true });
      await appendFile(path, eventLine(event));
    }
  };
}
