import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
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

const folder = mkdtempSync(join(tmpdir(), 'cellforge-resume-'));
const bundle = join(checkout(), 'dist', `resume-spec-${process.pid}.cjs`);

beforeAll(() => {
  buildSync({
    entryPoints: [join(checkout(), 'src', 'node', 'cli.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs'
  });
  for (const kind of ['good', 'other']) {
    const script = join(checkout(), 'src', 'node', 'testing', 'make-data.py');
    execFileSync(kernelPython(), [script, join(folder, `${kind}.h5ad`), kind]);
  }
  writeFileSync(
    join(folder, 'mine.ipynb'),
    '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[]}'
  );
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(bundle, { force: true });
});

/** `until`: what the progress says when Ctrl-C is pressed. */
async function run(words: readonly string[], until?: RegExp) {
  const child = spawn(process.execPath, [bundle, 'design', ...words], {
    env: {
      ...process.env,
      INIT_CWD: folder,
      CELLFORGE_PYTHON: kernelPython(),
      OMP_NUM_THREADS: '1',
      OPENAI_BASE_URL: '',
      OPENAI_API_KEY: '',
      CELLFORGE_MODEL: ''
    }
  });
  const said = { stdout: '', stderr: '' };
  let isStopped = false;
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    said.stderr += chunk.toString();
    if (until?.test(said.stderr) === true && !isStopped) {
      isStopped = true;
      child.kill('SIGINT');
    }
  });
  const status = await new Promise<number | null>(resolve => child.once('close', resolve));
  return { status, ...said };
}

interface Report {
  readonly run: string;
  readonly plan: unknown;
  readonly consensus: unknown;
  readonly scenarios: unknown;
  readonly verdict: unknown;
  readonly exports?: Readonly<Record<string, readonly string[]>>;
}

const report = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Report;
const asked = ['good.h5ad', '--set', 'folds=3', '--objective', 'new targets', '--seed', '3'];
const runsOf = (place: string): readonly string[] =>
  readdirSync(join(folder, place)).filter(name => name.startsWith('r-'));
const log = (place: string): string => join(folder, place, runsOf(place)[0], 'events.jsonl');

/** Finished fits that the folder of the run keeps until all are done. */
const finished = (place: string): readonly string[] =>
  readdirSync(join(folder, place, runsOf(place)[0], 'kept')).sort();

describe('a design that was cut off', () => {
  it('goes on from its notebook: finished folds are kept, and nothing is argued again', async () => {
    const cut = await run([...asked, '--out', 'a.ipynb'], /training .*: [789]0 %/);
    expect(cut.status).toBe(130);
    const [events, before] = [readFileSync(log('a-cellforge'), 'utf8'), finished('a-cellforge')];
    expect(before.length).toBeGreaterThan(0);
    const ended = await run(['--resume', 'a.ipynb', '--json', 'a.json', '--export', 'scverse']);
    expect(ended).toMatchObject({ status: 0, stdout: 'a.ipynb\n' });
    expect(ended.stderr).toMatch(/going on with r-\w+ of a\.ipynb/);
    expect(ended.stderr).not.toMatch(/round 1/);
    expect(readFileSync(log('a-cellforge'), 'utf8').startsWith(events)).toBe(true);
    // of three fits those that were finished are not fitted again
    expect(ended.stderr).toMatch(/training .*: [3-9]0 %/);
    expect(ended.stderr).not.toMatch(/training .*: [12]0 %/);
    expect(runsOf('a-cellforge')).toHaveLength(1);
    expect(report('a.json').exports?.scverse).toHaveLength(1);
  });

  it('goes on in the debate, from half a line of its log, to the scores of a run that was not cut', async () => {
    mkdirSync(join(folder, 'cut'));
    cpSync(join(folder, 'a-cellforge'), join(folder, 'cut', 'a-cellforge'), { recursive: true });
    const place = join('cut', 'a-cellforge');
    const kept = join(folder, place, runsOf(place)[0]);
    for (const name of readdirSync(kept).filter(name => name !== 'events.jsonl')) {
      rmSync(join(kept, name), { recursive: true });
    }
    const lines = readFileSync(log(place), 'utf8').split('\n');
    const at = lines.findIndex(line => line.includes('"key":"round-1')) + 1;
    expect(at).toBeGreaterThan(0);
    writeFileSync(log(place), `${lines.slice(0, at).join('\n')}\n${lines[at].slice(0, 40)}`);
    const words = ['good.h5ad', '--resume', join(place, runsOf(place)[0]), '--json', 'b.json'];
    expect(await run(words)).toMatchObject({ status: 0, stdout: 'cut/a.ipynb\n' });
    const [one, other] = [report('a.json'), report('b.json')];
    for (const part of ['run', 'plan', 'consensus', 'scenarios', 'verdict'] as const) {
      expect(other[part]).toEqual(one[part]);
    }
  });

  it('exports from a run that has ended, whose cells then make their predictions again', async () => {
    const events = readFileSync(log('a-cellforge'), 'utf8');
    const words = ['--resume', 'a.ipynb', '--json', 'c.json', '--export', 'cell-eval'];
    const { status, stderr } = await run(words);
    expect(stderr).toMatch(/export: running the cells up to training again/);
    expect(status).toBe(0);
    const files = report('c.json').exports?.['cell-eval'] ?? [];
    expect(files).toHaveLength(3);
    files.forEach(file => expect(existsSync(join(folder, file))).toBe(true));
    expect(readFileSync(log('a-cellforge'), 'utf8')).toBe(events);
  });

  it('is not gone on with while somebody else writes it, but by --take-over, and leaves no writer', async () => {
    const place = join(folder, 'a-cellforge', runsOf('a-cellforge')[0]);
    const writer = join(place, 'writer.json');
    const before = readFileSync(log('a-cellforge'), 'utf8');
    const now = new Date().toISOString();
    const anna = { version: 1, id: 'w', session: 's', name: 'Anna', at: 'jupyterlab' };
    writeFileSync(writer, JSON.stringify({ ...anna, since: now, seen: now }));
    const refused = await run(['--resume', 'a.ipynb', '--json', 'd.json']);
    expect(refused.stderr).toMatch(/Somebody else writes this run.*Anna in a window of JupyterLab/);
    expect([refused.status, refused.stdout]).toEqual([2, '']);
    expect(readFileSync(writer, 'utf8')).toContain('Anna');

    const taken = await run(['--resume', 'a.ipynb', '--take-over', '--json', 'd.json']);
    expect([taken.status, taken.stdout]).toEqual([0, 'a.ipynb\n']);
    expect(existsSync(writer)).toBe(false);
    expect(readFileSync(log('a-cellforge'), 'utf8')).toBe(before);
  });

  it.each([
    ['other data', ['other.h5ad', '--resume', 'a.ipynb'], /not the one that this run is about/],
    ['a notebook of somebody’s', ['--resume', 'mine.ipynb'], /no run to go on with/],
    ['a notebook that is not there', ['--resume', 'nowhere.ipynb'], /no such file/],
    ['a folder that holds no run', ['--resume', '.'], /no run in this folder/],
    ['other experts', ['--resume', 'a.ipynb', '--experts', 'llm'], /--experts built-in/],
    ['another question', ['--resume', 'a.ipynb', '--seed', '4'], /--seed stands in its record/],
    ['data that is not there', ['gone.h5ad', '--resume', 'a.ipynb'], /no file "gone\.h5ad"/]
  ])('refuses %s by one paragraph and exit 2, and writes nothing', async (_name, words, told) => {
    const before = readFileSync(log('a-cellforge'), 'utf8');
    const files = readdirSync(folder);
    const { status, stdout, stderr } = await run(words);
    expect(stderr).toMatch(told);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readdirSync(folder)).toEqual(files);
    expect(readFileSync(log('a-cellforge'), 'utf8')).toBe(before);
  });
});
