import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../paths.mjs';
import { moduleName, probeSourceFile } from '../probe-source.mjs';
import { runProgram } from '../processes.mjs';
import { explain, findPython } from '../setup/python.mjs';
import { checkNode } from '../setup/setup.mjs';

test('the second set-up takes under 5 s and says nothing', async () => {
  const setUp = () => runProgram('npm', ['run', '--silent', 'setup'], { quiet: true });
  await setUp();

  const started = Date.now();
  const { code, output } = await setUp();

  assert.deepEqual({ code, output: withoutNpmsNoise(output) }, { code: 0, output: '' });
  assert.ok(Date.now() - started < 5_000, `${Date.now() - started} ms`);
});

test('design looks for DATA where it was called, and passes the exit code of bad input on', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'cellforge-called-from-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const args = ['--prefix', root, 'run', '--silent', 'design', '--', 'missing.h5ad'];
  const { code, output } = await runProgram('npm', args, { quiet: true, cwd: folder });

  assert.equal(code, 2, output);
  assert.match(output, /missing\.h5ad/);
});

test('a verb that does not exist is answered with those that do', async () => {
  const { code, output } = await runProgram(process.execPath, ['scripts/run.mjs', 'dance'], {
    quiet: true
  });

  assert.equal(code, 2);
  assert.match(output, /Expected one of setup, start, test.*; found "dance"/);
});

test('a Node that is too old is refused with what to do', () => {
  assert.throws(
    () => checkNode('18.19.0'),
    /needs Node 20 or newer; this is Node 18\.19\.0\. Install/
  );
  checkNode('20.0.0');
  checkNode('24.1.0');
});

const pythons = {
  'only an old Python': [
    [{ name: 'python3', version: '3.8.18', isNewEnough: false, hasVenv: true }],
    /needs Python 3\.11 or newer .* Found: python3 3\.8\.18\. Install a newer/
  ],
  'a Python without venv': [
    [{ name: 'python3', version: '3.12.3', isNewEnough: true, hasVenv: false }],
    /Found python3 3\.12\.3, but it cannot make environments\. .*apt-get install python3-venv/
  ],
  'no Python at all': [[], /Found: none/]
};

for (const [name, [seen, message]] of Object.entries(pythons)) {
  test(`${name} is refused with what to do`, () => assert.match(explain(seen), message));
}

const machines = {
  'Ubuntu 22.04': [{ python3: '3 10 12 True' }, 'python3.11', ['python3', 'python3.11']],
  'one without venv': [{ 'python3.12': '3 12 3 False' }, 'python3.12', ['python3.12']],
  'a bare one': [{}, 'python3', ['python3']]
};

for (const [name, [has, finds, installs]] of Object.entries(machines)) {
  test(`on ${name} root gets the Python that is missing`, async t => {
    const machine = mkdtempSync(join(tmpdir(), 'cellforge-machine-'));
    const { PATH, CELLFORGE_BASE_PYTHON } = process.env;
    t.after(() => rmSync(machine, { recursive: true }));
    t.after(() =>
      Object.assign(process.env, { PATH, ...(CELLFORGE_BASE_PYTHON && { CELLFORGE_BASE_PYTHON }) })
    );
    process.env.PATH = machine;
    delete process.env.CELLFORGE_BASE_PYTHON;
    const put = (program, says) =>
      writeFileSync(join(machine, program), `#!/bin/sh\necho ${says}\n`, { mode: 0o755 });
    Object.entries(has).forEach(([program, says]) => put(program, says));
    const asked = [];

    const found = await findPython(async (what, packages) => {
      const [program] = packages[0].split('-');
      asked.push(program);
      // the distribution's own python3 stays what it is
      put(program, (program === 'python3' && has.python3) || '3 12 3 True');
      return packages.every(each => each.startsWith(program));
    });

    assert.deepEqual({ found, asked }, { found: finds, asked: installs });
  });
}

test('a Python that cannot be installed is asked for', async t => {
  const { PATH } = process.env;
  const machine = mkdtempSync(join(tmpdir(), 'cellforge-machine-'));
  t.after(() => rmSync(machine, { recursive: true }));
  t.after(() => Object.assign(process.env, { PATH }));
  process.env.PATH = machine;

  await assert.rejects(
    findPython(async () => false),
    /Found: none.*python3\.11-venv/
  );
});

test('the probe is bundled by dotted module names', () => {
  assert.equal(
    moduleName('cellforge_runtime/describe/labels.py'),
    'cellforge_runtime.describe.labels'
  );
  assert.equal(moduleName('cellforge_runtime/describe/__init__.py'), 'cellforge_runtime.describe');
  assert.match(probeSourceFile([['a.b', 'x = "1"\n']]), /"a\.b": "x = \\"1\\"\\n"/);
  assert.match(probeSourceFile([]), /Readonly<Record<string, string>> = {\n\n};/);
});

/** npm remarks on settings of the machine it does not know. */
function withoutNpmsNoise(text) {
  return text.replace(/^npm (warn|notice).*\n?/gm, '').trim();
}
