// Runs Binder's steps in a fresh environment and a fresh copy of the tree. What conda and npm would bring is lent by this
// checkout: the heavy Python packages on the path, and node_modules.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inEnvironment, inRoot, root } from '../paths.mjs';
import { mustRun } from '../processes.mjs';

const work = mkdtempSync(join(tmpdir(), 'cellforge-binder-'));
const tree = join(work, 'tree');
const environment = join(work, 'environment');
const python = join(environment, 'bin', 'python');
const env = { CELLFORGE_ENVIRONMENT: '', NB_PYTHON_PREFIX: environment, PYTHONNOUSERSITE: '1' };
let output;

before(async () => {
  copyOfTheTree();
  symlinkSync(inRoot('node_modules'), join(tree, 'node_modules'));
  await mustRun('venv', inEnvironment('python'), ['-m', 'venv', environment]);
  writeFileSync(
    join(sitePackages(python), 'lent.pth'),
    `${sitePackages(inEnvironment('python'))}\n`
  );
  output = await mustRun('binder/postBuild', join(tree, 'binder', 'postBuild'), [], {
    cwd: work,
    env
  });
});
after(() => rmSync(work, { recursive: true, force: true }));

test("Binder's steps install the extension where JupyterLab finds it", () => {
  const lists = output.replace(/\u001b\[\d+m/g, ''); // eslint-disable-line no-control-regex
  assert.match(lists, /jupyterlab-cellforge v\S+ enabled OK/);
  assert.match(lists, /jupyterlab_cellforge \S+ OK/);
});

test('the quickstart lies in the workspace and runs from top to bottom', async () => {
  const notebook = join(tree, 'workspace', 'quickstart.ipynb');
  assert.ok(existsSync(notebook));

  const args = [
    '-m',
    'nbconvert',
    '--to',
    'notebook',
    '--execute',
    '--output=executed.ipynb',
    notebook
  ];
  await mustRun('the quickstart', python, args, { cwd: tree, env });

  assert.ok(existsSync(join(tree, 'workspace', 'executed.ipynb')));
});

function copyOfTheTree() {
  const list = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: root
    }
  );
  for (const file of list.toString().split('\0').filter(Boolean)) {
    if (existsSync(inRoot(file))) {
      cpSync(inRoot(file), join(tree, file), { recursive: true });
    }
  }
}

function sitePackages(interpreter) {
  const question = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  return execFileSync(interpreter, ['-c', question]).toString().trim();
}
