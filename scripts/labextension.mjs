// Bundles the JupyterLab extension into the Python package.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inRoot, nodeProgram } from './paths.mjs';
import { mustRun } from './processes.mjs';

/** Where the bundle lies. */
export const labextension = inRoot('jupyterlab_cellforge', 'labextension');

/** Bundle `lib/`, `style/` and the plugins' settings schemas; what an earlier bundle left is removed. */
export async function bundleLabextension() {
  rmSync(`${labextension}/static`, { recursive: true, force: true });
  await mustRun('Bundling the JupyterLab extension', process.execPath, [
    nodeProgram('@jupyter/builder/lib/build-labextension.js'),
    '--core-package-file',
    nodeProgram('@jupyterlab/core-meta/core.package.json'),
    '.'
  ]);
  // JupyterLab takes every file of the schema folder for a plugin's settings; the contracts are none
  rmSync(`${labextension}/schemas/jupyterlab-cellforge/contracts`, {
    recursive: true,
    force: true
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundleLabextension();
}
