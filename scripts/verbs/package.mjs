import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { inEnvironment, inRoot } from '../paths.mjs';
import { mustRun } from '../processes.mjs';
import { setUp } from '../setup/setup.mjs';

const distributions = ['.', 'runtime'];

/** Two wheels in dist/: the extension for the server's environment, the runtime for the kernel's. */
export async function run() {
  await setUp();
  for (const path of await buildWheels(inRoot('dist'))) {
    process.stdout.write(`${path}\n`);
  }
}

/** Build both wheels into the folder, and name them. */
export async function buildWheels(folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder).filter(isWheel)) {
    rmSync(`${folder}/${name}`);
  }
  for (const source of distributions) {
    await mustRun(
      `Building the wheel of ${source}`,
      inEnvironment('python'),
      ['-m', 'build', '--wheel', '--no-isolation', '--outdir', folder, source],
      { env: { SKIP_JUPYTER_BUILDER: '1' } }
    );
  }
  return readdirSync(folder)
    .filter(isWheel)
    .map(name => `${folder}/${name}`);
}

const isWheel = name => name.endsWith('.whl');
