// package.json says the version; whatever else states it must agree.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { inEnvironment, inRoot } from '../paths.mjs';

const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
const lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'));
const stating = (path, pattern) => pattern.exec(readFileSync(inRoot(path), 'utf8'))?.[1];

const installed = name =>
  execFileSync(inEnvironment('python'), [
    '-c',
    `from importlib.metadata import version; print(version("${name}"))`
  ])
    .toString()
    .trim();

const stated = {
  'package-lock.json': lock.version,
  'runtime/cellforge_runtime/__init__.py': stating(
    'runtime/cellforge_runtime/__init__.py',
    /^__version__ = "(.*)"$/m
  ),
  'src/core/version.ts (runtimeVersion)': stating(
    'src/core/version.ts',
    /^export const runtimeVersion = '(.*)';$/m
  ),
  'installed cellforge-runtime': installed('cellforge-runtime'),
  'installed jupyterlab-cellforge': installed('jupyterlab-cellforge')
};

const wrong = Object.entries(stated).filter(([, found]) => found !== version);
for (const [where, found] of wrong) {
  process.stderr.write(`package.json says ${version}; ${where} says ${found}.\n`);
}
process.exit(wrong.length > 0 ? 1 : 0);
