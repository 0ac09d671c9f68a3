import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What the runtime keeps beside run folders: by split of the data, the predictions that were scored on it. */
const Looks = z.record(z.string(), z.array(z.string()));
type Looks = Readonly<Record<string, readonly string[]>>;

const file = 'looks.json';
const ending = '-cellforge';

/**
 * Tells a run's evaluation how often these held-out conditions were scored in the folder before: each notebook counts by
 * itself, and the runs of a comparison are looks at the same conditions.
 */
export async function carryLooks(folder: string, notebookStem: string): Promise<void> {
  const place = join(folder, `${notebookStem}${ending}`);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, file), JSON.stringify(await looksIn(folder)));
}

async function looksIn(folder: string): Promise<Looks> {
  const names = (await readdir(folder)).filter(name => name.endsWith(ending)).sort();
  const all = await Promise.all(names.map(name => readLooks(join(folder, name, file))));
  const splits = new Set(all.flatMap(looks => Object.keys(looks)));
  return Object.fromEntries(
    [...splits].map(split => [split, [...new Set(all.flatMap(looks => looks[split] ?? []))]])
  );
}

async function readLooks(path: string): Promise<Looks> {
  try {
    return Looks.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // no run of this notebook was scored yet
    return {};
  }
}
