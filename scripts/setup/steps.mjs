import { mkdirSync, readFileSync, rmSync, unlinkSync, lstatSync } from 'node:fs';
import { bundleLabextension, labextension } from '../labextension.mjs';
import { componentInputs, writeComponentLibrary } from '../component-library.mjs';
import { writeProbeSource, probeInputs } from '../probe-source.mjs';
import {
  commandLine,
  environment,
  environmentIsGiven,
  inEnvironment,
  inRoot,
  isThere,
  nodeProgram
} from '../paths.mjs';
import { mustRun } from '../processes.mjs';
import { environmentWorks, makeEnvironment } from './python.mjs';

const link = `${environment}/share/jupyter/labextensions/jupyterlab-cellforge`;
const compiled = ['src', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

/**
 * A step of the set-up. It is skipped when `isDone()` holds and its fingerprint, if it has `paths`, is the remembered one.
 *
 * @typedef {{ name: string, says: string, paths?: string[], facts?: () => unknown[], isDone: () => boolean | Promise<boolean>,
 *   work: () => Promise<unknown> }} Step
 */

/** @type {Step} */
export const pythonEnvironment = {
  name: 'python-environment',
  says: 'making the Python environment',
  isDone: environmentWorks,
  work: makeEnvironment
};

/** @type {Step} */
export const nodePackages = {
  name: 'node-packages',
  says: 'installing node packages (about a minute the first time)',
  isDone: nodePackagesAreInstalled,
  work: () => mustRun('npm ci', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'])
};

/** @type {Step} */
export const pythonPackages = {
  name: 'python-packages',
  says: 'installing Python packages (one to several minutes the first time)',
  paths: ['requirements/dev.txt', 'jupyter-config', 'install.json'],
  facts: () => [
    packagingPart('pyproject.toml'),
    packagingPart('runtime/pyproject.toml'),
    JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).version
  ],
  isDone: () =>
    isThere(`${environment}/etc/jupyter/jupyter_server_config.d/jupyterlab_cellforge.json`),
  work: installPythonPackages
};

/** @type {Step} */
export const probe = {
  name: 'probe-source',
  says: 'bundling the probe',
  get paths() {
    return probeInputs();
  },
  isDone: () => isThere(inRoot('src/core/task/probe-source.ts')),
  work: async () => writeProbeSource()
};

/** @type {Step} */
export const components = {
  name: 'component-library',
  says: 'bundling the component library',
  paths: componentInputs,
  isDone: () => isThere(inRoot('src/core/experiment/component-library.ts')),
  work: async () => writeComponentLibrary()
};

/** @type {Step} */
export const library = {
  name: 'library',
  says: 'compiling TypeScript',
  paths: compiled,
  isDone: () => isThere(inRoot('lib', 'index.js')),
  work: async () => {
    rmSync(inRoot('lib'), { recursive: true, force: true, maxRetries: 5 });
    const compiler = nodeProgram('typescript/bin/tsc');
    await mustRun('TypeScript', process.execPath, [compiler, '-p', 'tsconfig.build.json']);
  }
};

/** @type {Step} */
export const extension = {
  name: 'extension',
  says: 'bundling the JupyterLab extension',
  paths: [...compiled, 'style', 'schema', 'package.json'],
  isDone: () => isThere(`${labextension}/static`) && isThere(`${labextension}/package.json`),
  work: bundleLabextension
};

/** @type {Step} */
export const headless = {
  name: 'command-line',
  says: 'bundling the command line',
  paths: [...compiled, 'package.json'],
  isDone: () => isThere(commandLine) || !isThere(inRoot('src/node/cli.ts')),
  work: async () => {
    if (!isThere(inRoot('src/node/cli.ts'))) {
      return;
    }
    await mustRun('Bundling the command line', process.execPath, [
      nodeProgram('esbuild/bin/esbuild'),
      'src/node/cli.ts',
      '--bundle',
      '--platform=node',
      '--target=node20',
      '--format=cjs',
      '--log-level=warning',
      `--outfile=${commandLine}`
    ]);
  }
};

/** @type {Step} */
export const development = {
  name: 'development-link',
  says: 'linking the extension into JupyterLab',
  paths: pythonPackages.paths,
  facts: pythonPackages.facts,
  isDone: () => isLink(link),
  work: () =>
    mustRun('Linking the extension', inEnvironment('python'), [
      '-c',
      'import sys; from jupyter_builder.main import main; sys.exit(main())',
      'develop',
      '--overwrite',
      '.'
    ])
};

/** Whether npm's own record of what it installed agrees with the lock file. */
function nodePackagesAreInstalled() {
  const record = inRoot('node_modules', '.package-lock.json');
  if (!isThere(record)) {
    return false;
  }
  const packagesOf = path => JSON.parse(readFileSync(path, 'utf8')).packages;
  const installed = packagesOf(record);
  return Object.entries(packagesOf(inRoot('package-lock.json')))
    .filter(([path, { optional }]) => path !== '' && (!optional || path in installed))
    .every(([path, { version }]) => installed[path]?.version === version);
}

async function installPythonPackages() {
  // pip would follow the link of an earlier set-up and remove the bundle behind it
  if (isLink(link)) {
    unlinkSync(link);
  }
  mkdirSync(labextension, { recursive: true });
  const wanted = environmentIsGiven ? ['jupyter-builder'] : ['-r', 'requirements/dev.txt'];
  const ours = ['-e', '.', '-e', 'runtime[train,mudata]'];
  await mustRun(
    'Installing Python packages',
    inEnvironment('python'),
    ['-m', 'pip', 'install', '--disable-pip-version-check', ...wanted, ...ours],
    { env: { SKIP_JUPYTER_BUILDER: '1' } }
  );
}

/** The tables of a pyproject.toml that decide what pip installs; settings of linters are left out. */
function packagingPart(path) {
  return readFileSync(inRoot(path), 'utf8')
    .split(/^(?=\[)/m)
    .filter(table => /^\[+(build-system|project|tool\.hatch)/.test(table))
    .join('');
}

function isLink(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
