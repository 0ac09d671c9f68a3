// Each rule of the house style, proven by a planted violation and by a neighbour that is allowed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { inEnvironment, inRoot, nodeProgram, root } from '../paths.mjs';
import { runProgram } from '../processes.mjs';

const work = mkdtempSync(join(tmpdir(), 'cellforge-rules-'));
after(() => rmSync(work, { recursive: true, force: true }));

/** Write files below a fresh folder, and return it. */
function planted(files) {
  const folder = mkdtempSync(join(work, 'tree-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function run(command, args, cwd = root) {
  const { code, output } = await runProgram(command, args, { quiet: true, cwd });
  return { code, output };
}

async function cruise(files) {
  const folder = planted({ 'tsconfig.json': '{}', ...files });
  symlinkSync(inRoot('node_modules'), join(folder, 'node_modules'));
  const program = nodeProgram('dependency-cruiser/bin/dependency-cruise.mjs');
  const config = inRoot('.dependency-cruiser.cjs');
  const { output } = await run(process.execPath, [program, `--config=${config}`, 'src'], folder);
  return output;
}

const value = 'export const value = 1;\n';
const imports = {
  'core imports a seam': [
    { 'src/core/a.ts': "export * from '../lab/b';\n", 'src/lab/b.ts': value },
    'core-imports-only-core-and-zod'
  ],
  'core imports a type of JupyterLab': [
    {
      'src/core/a.ts':
        "import type { Kernel } from '@jupyterlab/services';\nexport type A = Kernel.IModel;\n"
    },
    'core-imports-only-core-and-zod'
  ],
  'core imports node': [
    {
      'src/core/a.ts': "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n"
    },
    'core-imports-only-core-and-zod'
  ],
  'the panel imports lab': [
    { 'src/panel/a.ts': "export * from '../lab/b';\n", 'src/lab/b.ts': value },
    'seams-do-not-import-each-other'
  ],
  'two files import each other': [
    {
      'src/lab/a.ts': "import { b } from './b';\nexport const a = () => b;\n",
      'src/lab/b.ts': "import { a } from './a';\nexport const b = () => a;\n"
    },
    'no-circles'
  ],
  'an import leads nowhere': [{ 'src/lab/a.ts': "export * from './b';\n" }, 'nothing-unresolved']
};

for (const [name, [files, rule]] of Object.entries(imports)) {
  test(`imports: ${name} is refused`, async () => {
    assert.match(await cruise(files), new RegExp(`error ${rule}`));
  });
}

test('imports: zod in core, core in the panel and a seam in itself are allowed', async () => {
  const output = await cruise({
    'src/core/a.ts': "import { z } from 'zod';\nexport const a = z.string();\n",
    'src/panel/a.ts': "export * from '../core/a';\n",
    'src/panel/b.ts': "export * from './a';\n"
  });

  assert.match(output, /no dependency violations found/);
});

for (const text of ['document.title', 'fetch("/")', 'process.env', 'setTimeout(() => 1)']) {
  test(`core: ${text} does not compile`, async () => {
    const folder = planted({
      'a.ts': `export const a = ${text};\n`,
      'tsconfig.json': JSON.stringify({
        extends: inRoot('src/core/tsconfig.json'),
        compilerOptions: { incremental: false, tsBuildInfoFile: null, rootDir: '.' },
        include: ['a.ts'],
        exclude: []
      })
    });

    const { output } = await run(process.execPath, [
      nodeProgram('typescript/bin/tsc'),
      '-p',
      folder
    ]);

    assert.match(output, /error TS(2304|2580|2584|2591): Cannot find name/);
  });
}

/** The rules that eslint names for a text under a file's name. */
async function eslintRules(path, text) {
  const { ESLint } = await import('eslint');
  const eslint = new ESLint({
    cwd: root,
    overrideConfig: {
      languageOptions: { parserOptions: { projectService: false, project: null } }
    },
    // rules that need types can't look at a file that does not exist
    ruleFilter: ({ ruleId }) =>
      !ruleId.startsWith('@typescript-eslint/') && !ruleId.startsWith('jupyter/')
  });
  const [{ messages }] = await eslint.lintText(text, { filePath: inRoot(path) });
  return messages.map(message => message.ruleId ?? message.message);
}

const lines = n => 'export const x = [\n' + '  1,\n'.repeat(n) + '];\n';
const body = n => 'export function f(): void {\n' + '  void 0;\n'.repeat(n) + '}\n';
const lint = {
  'Date.now in core': ['src/core/a.ts', 'export const a = Date.now();', 'no-restricted-properties'],
  'Math.random in core': [
    'src/core/a.ts',
    'export const a = Math.random();',
    'no-restricted-properties'
  ],
  'new Date() in core': ['src/core/a.ts', 'export const a = new Date();', 'no-restricted-syntax'],
  'a file of more than 400 lines': ['src/lab/a.ts', lines(400), 'max-lines'],
  'a test file of more than 500 lines': ['src/lab/a.spec.ts', lines(500), 'max-lines'],
  'a function of more than 80 lines': ['src/lab/a.ts', body(80), 'max-lines-per-function'],
  'six parameters': [
    'src/lab/a.ts',
    'export const f = (a, b, c, d, e, g) => [a, b, c, d, e, g];',
    'max-params'
  ]
};

for (const [name, [path, text, rule]] of Object.entries(lint)) {
  test(`eslint: ${name} is refused`, async () => {
    assert.ok((await eslintRules(path, text)).includes(rule));
  });
}

test('eslint: a date that is given, a file of 400 lines and comments beyond them are allowed', async () => {
  assert.deepEqual(await eslintRules('src/core/a.ts', 'export const a = new Date(0);'), []);
  assert.deepEqual(await eslintRules('src/lab/a.ts', lines(390) + '// why\n'.repeat(60)), []);
});

for (const name of ['torch', 'lightning', 'scanpy']) {
  test(`ruff: ${name} imported with the module is refused`, async () => {
    const folder = planted({ 'a.py': `import ${name}\n\nprint(${name})\n` });
    const { output } = await run(inEnvironment('ruff'), [
      'check',
      '--no-cache',
      '--config',
      inRoot('pyproject.toml'),
      folder
    ]);

    assert.match(output, /TID253/);
  });
}

test("ruff: syntax of Python 3.11 is refused in the server's package and allowed in the kernel's", async () => {
  const text = 'try:\n    pass\nexcept* ValueError:\n    pass\n';
  const folder = planted({
    'pyproject.toml': readFileSync(inRoot('pyproject.toml'), 'utf8'),
    'jupyterlab_cellforge/a.py': text,
    'runtime/cellforge_runtime/a.py': text
  });
  const syntax = ['check', '--no-cache', '--select', 'E9', '--output-format', 'concise', '.'];
  const { output } = await run(inEnvironment('ruff'), syntax, folder);

  assert.match(output, /jupyterlab_cellforge\/a\.py:3.*3\.10/);
  assert.doesNotMatch(output, /cellforge_runtime/);
});

test('import-linter: the runtime importing the extension is refused, and the other way round', async () => {
  for (const [from, to] of [
    ['cellforge_runtime', 'jupyterlab_cellforge'],
    ['jupyterlab_cellforge', 'cellforge_runtime']
  ]) {
    const folder = planted({
      [`${from}/__init__.py`]: `import ${to}\n`,
      [`${to}/__init__.py`]: ''
    });
    const { code, output } = await runProgram(
      inEnvironment('lint-imports'),
      ['--no-cache', '--config', inRoot('pyproject.toml')],
      { quiet: true, cwd: folder, env: { PYTHONPATH: folder } }
    );

    assert.equal(code, 1, output);
    assert.match(output, /BROKEN/);
  }
});

const python = {
  'a file of more than 400 lines': ['a.py', 'x = 1\n'.repeat(401), /401 lines, at most 400/],
  'a test file of more than 500 lines': [
    'tests/test_a.py',
    'x = 1\n'.repeat(501),
    /501 lines, at most 500/
  ],
  'a function of more than 80 lines': [
    'a.py',
    'def f():\n' + '    x = 1\n'.repeat(80),
    /f has 81 lines/
  ],
  'six positional parameters': [
    'a.py',
    'def f(a, b, c, d, e, g): ...\n',
    /f has 6 positional parameters/
  ]
};

for (const [name, [path, text, message]] of Object.entries(python)) {
  test(`sizes (Python): ${name} is refused`, async () => {
    const folder = planted({ [path]: text });
    const { code, output } = await run(inEnvironment('python'), [
      inRoot('scripts/checks/sizes.py'),
      join(folder, path)
    ]);

    assert.equal(code, 1);
    assert.match(output, message);
  });
}

test('sizes (Python): comments, docstrings and keyword-only parameters are not counted', async () => {
  const text =
    '"""Why.\n' +
    'More.\n'.repeat(300) +
    '"""\n' +
    '# because\n'.repeat(300) +
    'def f(self, a, *, b, c, d, e, g): ...\n';
  const folder = planted({ 'a.py': text });
  const { code, output } = await run(inEnvironment('python'), [
    inRoot('scripts/checks/sizes.py'),
    join(folder, 'a.py')
  ]);

  assert.equal(code, 0, output);
});

test('clean files: a registry and a folder of the machine are refused', async () => {
  const lent = ['scripts/paths.mjs', 'scripts/checks/clean-files.mjs'];
  const files = Object.fromEntries(lent.map(path => [path, readFileSync(inRoot(path), 'utf8')]));
  const check = folder => run(process.execPath, ['scripts/checks/clean-files.mjs'], folder);
  const folder = planted({ ...files, 'a.txt': 'nothing\n' });
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  assert.deepEqual(await check(folder), { code: 0, output: '' });

  writeFileSync(join(folder, 'a.txt'), 'https://registry.npmjs' + '.org/zod\n');
  assert.match((await check(folder)).output, /a\.txt:1/);

  writeFileSync(join(folder, 'a.txt'), `${folder}/data.h5ad\n`);
  assert.match((await check(folder)).output, /a\.txt:1/);
});
