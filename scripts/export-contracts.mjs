// Writes schema/contracts/*.json from the zod schemas in src/core: node scripts/export-contracts.mjs
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'schema', 'contracts');
const scratch = await mkdtemp(join(tmpdir(), 'cellforge-contracts-'));
try {
  const outfile = join(scratch, 'contracts.mjs');
  await build({
    entryPoints: [join(root, 'src', 'core', 'contracts.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile
  });
  const { exportContracts } = await import(pathToFileURL(outfile).href);
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
} finally {
  await rm(scratch, { recursive: true });
}
