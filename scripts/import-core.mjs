import { build } from 'esbuild';
import { inRoot } from './paths.mjs';

/** Imports a TypeScript module of ours, bundled in memory: scripts need no build before them. */
export async function importCore(entry) {
  const { outputFiles } = await build({
    entryPoints: [inRoot(entry)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning'
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}
