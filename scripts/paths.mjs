import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A path inside the checkout. */
export const inRoot = (...parts) => join(root, ...parts);

/** Whether the Python environment is the caller's own (Binder, conda), not the checkout's `.venv`. */
export const environmentIsGiven = Boolean(process.env.CELLFORGE_ENVIRONMENT);

/** The Python environment that everything runs in. */
export const environment = environmentIsGiven
  ? resolve(process.env.CELLFORGE_ENVIRONMENT)
  : inRoot('.venv');

/** A program of the Python environment. */
export const inEnvironment = name => join(environment, 'bin', name);

/** A program of node_modules, as the script that node runs. */
export const nodeProgram = path => inRoot('node_modules', ...path.split('/'));

/** Where the user stood when calling npm. */
export const calledFrom = process.env.INIT_CWD ?? process.cwd();

/** The command line's bundle. */
export const commandLine = inRoot('dist', 'cli.cjs');

export const isThere = path => existsSync(path);
