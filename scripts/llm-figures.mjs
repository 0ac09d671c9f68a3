// What the way to a language model costs of itself: `npm run benchmark -- --only llm`.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';
import { runProgram } from './processes.mjs';

const folder = mkdtempSync(join(tmpdir(), 'cellforge-figures-'));
try {
  const outfile = join(folder, 'figures.cjs');
  await build({
    entryPoints: [inRoot('src', 'llm', 'testing', 'figures.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
    outfile
  });
  const { code } = await runProgram(process.execPath, [outfile]);
  process.exitCode = code;
} finally {
  rmSync(folder, { recursive: true });
}
