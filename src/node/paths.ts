import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** Where the user stood when calling: npm changes the folder and keeps the old one in INIT_CWD. */
export const calledFrom = (): string => process.env.INIT_CWD ?? process.cwd();

/** The checkout this code runs from, bundled or not. */
export function checkout(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && readFileSync(manifest, 'utf8').includes('"jupyterlab-cellforge"')) {
      return folder;
    }
    if (folder === dirname(folder)) {
      throw new Error(`no checkout of jupyterlab-cellforge above ${__dirname}`);
    }
  }
}

export const bridgeScript = (): string => join(checkout(), 'src', 'node', 'kernel_bridge.py');

/** The Python the kernel runs in: CELLFORGE_PYTHON, else the checkout's own environment. */
export const kernelPython = (): string =>
  process.env.CELLFORGE_PYTHON ?? join(checkout(), '.venv', 'bin', 'python');

/** `path` as a notebook in `folder` names it, with forward slashes. */
export const relativeTo = (folder: string, path: string): string =>
  relative(folder, resolve(path)).split(sep).join('/');
