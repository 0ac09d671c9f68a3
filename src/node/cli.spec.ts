import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { checkout, kernelPython } from './paths';

jest.setTimeout(600_000);

const folder = mkdtempSync(join(tmpdir(), 'cellforge-cli-'));
const source = join(checkout(), 'src', 'node');
const bundle = join(checkout(), 'dist', `cli-spec-${process.pid}.cjs`);
const shared = process.env.CELLFORGE_SHARED ?? join(checkout(), '..', 'shared');

beforeAll(() => {
  buildSync({
    entryPoints: [join(source, 'cli.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs'
  });
  for (const kind of ['good', 'no-control', 'nan']) {
    const script = join(source, 'testing', 'make-data.py');
    execFileSync(kernelPython(), [script, join(folder, `${kind}.h5ad`), kind]);
  }
  writeFileSync(join(folder, 'empty.h5ad'), '');
  writeFileSync(join(folder, 'text.h5ad'), 'not HDF5');
  writeFileSync(
    join(folder, 'mine.ipynb'),
    '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[]}'
  );
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(bundle, { force: true });
});

/** As npm runs it: from the checkout, with INIT_CWD naming where the user stands. */
const env = () => ({
  ...process.env,
  INIT_CWD: folder,
  CELLFORGE_PYTHON: kernelPython(),
  OMP_NUM_THREADS: '1',
  // no endpoint of whoever runs the tests is ever asked
  OPENAI_BASE_URL: '',
  OPENAI_API_KEY: '',
  CELLFORGE_MODEL: ''
});

const run = (...words: string[]) => runIn({}, ...words);

function runIn(more: Readonly<Record<string, string>>, ...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...words], {
    env: { ...env(), ...more },
    encoding: 'utf8'
  });
  return { status, stdout, stderr };
}

const json = (name: string) =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, never>;

describe('bad input', () => {
  it.each([
    ['no command', [], /no such command/i],
    ['a missing file', ['design', 'nowhere.h5ad'], /no file "nowhere.h5ad".*Expected.*\.h5ad/],
    ['an empty file', ['design', 'empty.h5ad'], /"empty.h5ad" is empty.*0 bytes/],
    ['a text file', ['design', 'text.h5ad'], /no AnnData.*Expected.*Found.*HDF5/],
    ['an unknown KEY', ['design', 'good.h5ad', '--set', 'foo=1'], /no setting "foo".*perturbation/],
    [
      'an unknown scenario',
      ['design', 'good.h5ad', '--set', 'scenario=unseen-planet'],
      /unseen-planet.*unseen-context|unseen-context.*unseen-planet/
    ],
    ['an unknown column', ['design', 'good.h5ad', '--set', 'perturbation=guide'], /guide/],
    ['no control cells', ['design', 'no-control.h5ad'], /control/],
    ['NaN in the data', ['design', 'nan.h5ad'], /NaN/],
    [
      'a notebook that is somebody’s',
      ['design', 'good.h5ad', '--out', 'mine.ipynb'],
      /there already/
    ],
    [
      'a folder that is not there',
      ['design', 'good.h5ad', '--json', 'no/where.json'],
      /no such folder/
    ],
    ['a folder as a file', ['design', 'good.h5ad', '--json', '.'], /cannot be written.*a folder/],
    [
      'language models without an endpoint',
      ['design', 'good.h5ad', '--experts', 'llm'],
      /OPENAI_BASE_URL, OPENAI_API_KEY, CELLFORGE_MODEL are not set/
    ],
    [
      'a debate that is not there',
      ['design', 'good.h5ad', '--experts', 'replay:mine.ipynb'],
      /no debate/
    ],
    ['verify without a notebook', ['verify', 'nowhere.ipynb'], /nowhere.ipynb.*no such file/],
    ['verify without a record', ['verify', 'mine.ipynb'], /no record/],
    ['verify of something else', ['verify', 'good.h5ad'], /cannot be read/],
    [
      'verify without the recorded data',
      ['verify', join(checkout(), 'examples', 'papalexi-llm.ipynb')],
      /relative to the notebook.*Give --data FILE, or --quick/
    ]
  ])('%s: one paragraph, exit 2, and nothing is left behind', (_name, words, told) => {
    const before = readdirSync(folder);
    const { status, stdout, stderr } = run(...words);
    expect(stderr).toMatch(told);
    expect(status).toBe(2);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
    expect(readdirSync(folder)).toEqual(before);
  });

  const real = (name: string) => join(shared, 'data', 'original', name);
  const ifThere = existsSync(shared) ? it.each : it.skip.each;
  ifThere([
    ['10x_v3_filtered_feature_bc_matrix.h5', /10x/],
    ['singles_dox_mki67_v3.RDS', /R object/]
  ])('%s is refused by name', (name, told) => {
    const { status, stderr } = run('design', real(name));
    expect(stderr).toMatch(told);
    expect(status).toBe(2);
  });
});

describe('a dry run', () => {
  it('stops after the task, which --json holds with the profile', () => {
    const { status, stderr } = run('design', 'good.h5ad', '--dry-run', '--json', 'dry.json');
    expect(stderr).toMatch(/unseen-perturbation/);
    expect(status).toBe(0);
    expect(json('dry.json')).toMatchObject({
      experts: 'built-in',
      profile: { n_conditions: expect.any(Number) },
      task: { perturbation: 'perturbation', control: 'control', layer: 'X', value_state: 'counts' }
    });
    expect(existsSync(join(folder, 'good-designed.ipynb'))).toBe(false);
  });
});

describe('a design and its verification', () => {
  const words = ['design', 'good.h5ad', '--set', 'folds=2', '--objective', 'new targets'];

  it('writes the executed notebook and the JSON, and verifies', () => {
    const designed = run(
      ...words,
      '--constraint',
      'words=keep it simple',
      '--out',
      'a.ipynb',
      '--json',
      'a.json',
      '--export',
      'scverse,cell-eval'
    );
    expect(designed.stderr).toMatch(/round 1: .*\n(?:.*\n)*.*agreed/);
    expect(designed).toMatchObject({ status: 0, stdout: 'a.ipynb\n' });
    const report = json('a.json');
    expect(Object.keys(report).sort()).toEqual(
      'cells consensus constraints cost evidence experts exports notes pipeline plan profile run scenarios task verdict versions'.split(
        ' '
      )
    );
    expect(report).toMatchObject({
      experts: 'built-in',
      cells: 6,
      verdict: { 'unseen-perturbation/all': expect.any(String) },
      cost: { prompt_tokens: 0, completion_tokens: 0, device: 'cpu' }
    });
    const { exports, notes } = report as unknown as {
      exports: Record<string, readonly string[]>;
      notes: readonly string[];
    };
    expect(notes.length).toBeGreaterThan(0);
    notes.forEach(note => expect(designed.stderr).toContain(`note: ${note}\n`));
    expect(
      Object.values(exports)
        .flat()
        .map(file => file.split('/').slice(2).join('/'))
    ).toEqual([
      'exports/cell-eval/unseen-perturbation-all/predicted.h5ad',
      'exports/cell-eval/unseen-perturbation-all/real.h5ad',
      'exports/cell-eval/README.md',
      'exports/scverse/conditions.h5ad'
    ]);
    Object.values(exports)
      .flat()
      .forEach(file => expect(existsSync(join(folder, file))).toBe(true));
    expect(designed.stderr).toMatch(/export: 1 file in a-cellforge\/r-\w+\/exports\/scverse\n/);
    expect(run('verify', 'a.ipynb', '--quick', '--json', 'v.json')).toMatchObject({ status: 0 });
    expect(json('v.json')).toMatchObject({ agrees: true });
  });

  it('is a notebook of nbformat 4.5 with every cell run and nothing private in it', () => {
    const check = 'import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], 4))';
    execFileSync(kernelPython(), ['-c', check, join(folder, 'a.ipynb')]);
    const { cells, metadata } = json('a.ipynb') as unknown as {
      cells: {
        cell_type: string;
        execution_count: number;
        metadata: { cellforge: { step: string } };
      }[];
      metadata: { cellforge: { version: number } };
    };
    const steps = 'load design-note setup data model training evaluation prediction';
    expect(cells.map(cell => cell.metadata.cellforge.step).join(' ')).toBe(steps);
    const code = cells.filter(cell => cell.cell_type === 'code');
    expect(code.every(cell => cell.execution_count > 0)).toBe(true);
    expect(metadata.cellforge.version).toBe(1);
    expect(readFileSync(join(folder, 'a.ipynb'), 'utf8')).not.toContain(folder);
  });

  it('runs the recorded cells again and finds the same scores', () => {
    expect(run('verify', 'a.ipynb')).toMatchObject({ status: 0 });
  });

  it('says which data is missing, and verifies without it when it is quick', () => {
    const gone = ['verify', 'a.ipynb', '--data', 'gone.h5ad'];
    const { status, stderr } = run(...gone);
    expect(stderr).toMatch(/no file "gone.h5ad"/);
    expect(status).toBe(2);
    expect(run(...gone, '--quick').status).toBe(0);
  });

  it('confirms no scores where the kernel lacks a package that the setup cell names, with exit 2', () => {
    // a torch without metadata, found before the real one: as an environment without it
    const block = join(folder, 'lacking');
    mkdirSync(block);
    const lines = [
      'import importlib.metadata as m',
      'real = m.version',
      'def version(name):',
      '    if name == "torch":',
      '        raise m.PackageNotFoundError(name)',
      '    return real(name)',
      'm.version = version'
    ];
    writeFileSync(join(block, 'sitecustomize.py'), lines.join('\n'));
    const { status, stdout, stderr } = runIn({ PYTHONPATH: block }, 'verify', 'a.ipynb');
    expect(stderr).toMatch(
      /Nothing disagrees, and the scores of r-\w+ were not compared.*no torch/
    );
    expect([status, stdout]).toEqual([2, '']);
  });

  it('names an edited cell, with exit 4', () => {
    const text = readFileSync(join(folder, 'a.ipynb'), 'utf8');
    writeFileSync(join(folder, 'edited.ipynb'), text.replace(/hidden = \d+/, 'hidden = 3'));
    const { status, stdout } = run('verify', 'edited.ipynb', '--quick');
    expect(stdout).toMatch(/^r-\w+: The cell "model" was edited/);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(4);
  });

  it('replays the same debate on the same data, and stops at its budget with exit 3', () => {
    const budget = ['--budget-minutes', '0.25', '--out', 'b.ipynb', '--json', 'b.json'];
    const { status, stderr } = run(...words, '--experts', 'replay:a.ipynb', ...budget);
    expect(stderr).toMatch(/experts: replay/);
    expect(stderr).toMatch(/budget/);
    expect(status).toBe(3);
    // what was finished, and that it was not all
    const error = { code: 'run/budget-used', message: expect.stringMatching(/budget/) };
    expect(json('b.json')).toMatchObject({ status: 'stopped', error, exit: 3, scenarios: {} });
    expect(json('b.json').run).toMatch(/^r-/);
    expect(run('verify', 'b.ipynb', '--quick').status).toBe(0);
  });

  it('stops at Ctrl-C and leaves nothing running', async () => {
    const child = spawn(process.execPath, [bundle, ...words, '--out', 'c.ipynb'], { env: env() });
    let said = '';
    const exit = new Promise<number | null>(resolve => child.once('close', resolve));
    await new Promise<void>(resolve =>
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('training')) {
          resolve();
        }
      })
    );
    child.kill('SIGINT');
    expect(await exit).toBe(130);
    expect(processesOf(folder)).toEqual([]);
    expect(run('verify', 'c.ipynb', '--quick').status).toBe(0);
  });
});

/** Every process that was started for this folder, by the environment it was given. */
function processesOf(called: string): readonly string[] {
  const numbers = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  return numbers.filter(number => {
    try {
      return readFileSync(`/proc/${number}/environ`, 'utf8').includes(`INIT_CWD=${called}`);
    } catch {
      // ended in between, or another user's
      return false;
    }
  });
}
