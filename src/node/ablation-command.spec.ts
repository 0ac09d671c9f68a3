import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { scriptedEndpoint } from '../llm/testing/scripted-endpoint';
import { checkout, kernelPython } from './paths';

jest.setTimeout(900_000);

const folder = mkdtempSync(join(tmpdir(), 'cellforge-ablation-'));
const source = join(checkout(), 'src', 'node');
const bundle = join(checkout(), 'dist', `ablation-spec-${process.pid}.cjs`);

beforeAll(() => {
  buildSync({
    entryPoints: [join(source, 'cli.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs'
  });
  const script = join(source, 'testing', 'make-data.py');
  execFileSync(kernelPython(), [script, join(folder, 'good.h5ad'), 'good']);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(bundle, { force: true });
});

/** Beside a server of this process, so not waited for in one piece. */
function run(words: readonly string[], { baseURL = '', stopAt = null as string | null } = {}) {
  const env = {
    ...process.env,
    INIT_CWD: folder,
    CELLFORGE_PYTHON: kernelPython(),
    OMP_NUM_THREADS: '1',
    OPENAI_BASE_URL: baseURL,
    OPENAI_API_KEY: baseURL === '' ? '' : 'none',
    CELLFORGE_MODEL: baseURL === '' ? '' : 'small'
  };
  const child = spawn(process.execPath, [bundle, 'ablation', ...words], { env });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    said.stderr += chunk.toString();
    if (stopAt !== null && !child.killed && said.stderr.includes(stopAt)) {
      child.kill('SIGINT');
    }
  });
  return new Promise<{ status: number | null; stdout: string; stderr: string }>(resolve =>
    child.once('close', status => resolve({ status, ...said }))
  );
}

const json = (name: string) =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, never>;

// few epochs: what is tested is the way, not the scores
const words = ['good.h5ad', '--set', 'folds=2', '--constraint', 'minutes=1'];
const own = [...words, '--without', 'one-expert,no-critic', '--out', 'runs', '--json', 'runs.json'];

it('ends at once where nothing can be done, and leaves nothing behind', async () => {
  const before = readdirSync(folder);
  for (const [bad, told] of [
    [['nowhere.h5ad'], /no file "nowhere.h5ad"/],
    [['good.h5ad', '--experts', 'replay:a.ipynb'], /held as it was/],
    [['good.h5ad', '--without', 'no-data'], /one-expert/],
    [['good.h5ad', '--set', 'perturbation=guide'], /guide/],
    [['good.h5ad', '--out', 'good.h5ad'], /a file of that name/],
    [['good.h5ad', '--experts', 'llm'], /OPENAI_BASE_URL/]
  ] as const) {
    const { status, stdout, stderr } = await run(bad);
    expect(stderr).toMatch(told);
    expect([status, stdout]).toEqual([2, '']);
  }
  expect(readdirSync(folder)).toEqual(before);
});

it('is stopped by Ctrl-C, and goes on from there to the table', async () => {
  const stopped = await run(own, { stopAt: 'full: training' });
  expect([stopped.status, stopped.stdout]).toEqual([130, '']);

  const { status, stdout, stderr } = await run(own);
  expect({ status, stderr: stderr.slice(-2000) }).toMatchObject({ status: 0 });
  expect(stdout).toMatch(/^the whole design +agreed in round \d+/m);
  expect(stdout).toMatch(/one expert alone/);
  const { runs, looks, worth } = json('runs.json') as unknown as {
    runs: readonly {
      id: string;
      state: string;
      same_as: string | null;
      parts: Record<string, { n: number; paired: { n: number; ci: unknown } | null }>;
    }[];
    looks: number;
    worth: readonly string[];
  };
  expect(runs.map(({ id }) => id)).toEqual(['full', 'one-expert', 'no-critic']);
  const trained = runs.filter(({ state }) => state === 'scored');
  expect(runs.every(({ state }) => state === 'scored' || state === 'same')).toBe(true);
  // a look is one set of predictions: two runs that fall back on the same baseline are one
  expect(looks).toBeGreaterThanOrEqual(1);
  expect(looks).toBeLessThanOrEqual(trained.length);
  expect(worth).toHaveLength(1);
  for (const { id, parts } of trained) {
    const part = parts['unseen-perturbation/all'];
    expect(part.n).toBe(10);
    expect(part.paired === null).toBe(id === 'full');
    expect(part.paired?.n ?? 10).toBe(10);
  }
  for (const one of runs.filter(({ state }) => state === 'same')) {
    expect(trained.map(({ id }) => id)).toContain(one.same_as);
    expect(existsSync(join(folder, 'runs', `${one.id}-cellforge`, 'looks.json'))).toBe(false);
  }
});

it('takes finished runs from the folder, and says the same', async () => {
  const before = json('runs.json');
  const { status, stderr } = await run(own);
  expect(status).toBe(0);
  expect(stderr).toContain('full: taken from the folder');
  expect(stderr).not.toContain('training');
  expect(json('runs.json')).toEqual(before);
});

it('refuses a folder whose runs were asked for something else, by name', async () => {
  const { status, stderr } = await run([...own, '--seed', '7']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/settings as in full.ipynb/);
});

it('keeps a token budget for all runs together, and still scores the rules', async () => {
  const endpoint = await scriptedEndpoint({ answer: () => ({ nothing: 'usable' }) });
  try {
    const llm = ['--experts', 'llm', '--without', 'one-expert', '--out', 'llm'];
    const { status, stdout } = await run([...words, ...llm, '--budget-tokens', '5'], endpoint);
    expect(status).toBe(3);
    expect(endpoint.received).toHaveLength(0);
    expect(stdout).toMatch(/^the whole design +stopped: the budget is used up$/m);
    expect(stdout).toMatch(/^built-in experts +-?\d/m);
    expect(stdout).toContain('A debate of language models could not be measured');
  } finally {
    await endpoint.close();
  }
});
