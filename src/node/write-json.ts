import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DesignArguments } from './arguments';
import { calledFrom } from './paths';

/** What `--json` asks for. */
export async function writeJson(
  { json }: Pick<DesignArguments, 'json'>,
  report: unknown
): Promise<void> {
  if (json !== null) {
    await writeFile(resolve(calledFrom(), json), `${JSON.stringify(report, null, 1)}\n`);
  }
}
