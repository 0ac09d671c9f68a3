import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inRoot } from '../../paths.mjs';

const name = 'quickstart.ipynb';

/**
 * Put a copy of the quickstart into `workspace/`, which git ignores, and name it.
 *
 * A copy that the user has changed is kept; an untouched one follows the example.
 */
export function quickstart() {
  const example = inRoot('examples', name);
  const copy = inRoot('workspace', name);
  const mark = inRoot('.cache', 'quickstart.sha256');
  mkdirSync(inRoot('workspace'), { recursive: true });
  if (!existsSync(example)) {
    return undefined;
  }
  const untouched =
    existsSync(copy) && existsSync(mark) && hash(copy) === readFileSync(mark, 'utf8');
  if (!existsSync(copy) || untouched) {
    writeFileSync(copy, readFileSync(example));
    mkdirSync(inRoot('.cache'), { recursive: true });
    writeFileSync(mark, hash(copy));
  }
  return name;
}

function hash(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  quickstart();
}
