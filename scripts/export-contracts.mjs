// Writes schema/contracts/*.json from the zod schemas in src/core: node scripts/export-contracts.mjs
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importCore } from './import-core.mjs';
import { inRoot } from './paths.mjs';

const folder = inRoot('schema', 'contracts');
const { exportContracts } = await importCore('src/core/contracts.ts');
const files = exportContracts();
await mkdir(folder, { recursive: true });
for (const name of await readdir(folder)) {
  if (!(name in files)) {
    await rm(join(folder, name));
  }
}
for (const [name, text] of Object.entries(files)) {
  await writeFile(join(folder, name), text);
}
