import { execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { type Received, scriptedEndpoint } from '../llm/testing/scripted-endpoint';
import type { ScriptedEndpoint } from '../llm/testing/scripted-endpoint';
import { readNotebook } from './notebook-file';
import { checkout, kernelPython } from './paths';
import { compression } from './compression';
import { fold, readRecord, type RunView, sha256Hex, unpackRun } from '../core';

jest.setTimeout(600_000);

const folder = mkdtempSync(join(tmpdir(), 'cellforge-agents-'));
const bundle = join(checkout(), 'dist', `agents-spec-${process.pid}.cjs`);
const asked: string[] = [];
let server: Server;
let endpoint: ScriptedEndpoint;

/** A model that knows which literature it wants and can copy a cell, and is too small for all else. */
function answer({ messages }: Received): unknown {
  const prompt = messages.map(({ content }) => content).join('\n');
  const example = /<data name="example">\n([\s\S]*?)\n<\/data>/.exec(prompt);
  if (example !== null) {
    return { source: example[1], explanation: 'As it stands.', faults: 'none', reason: '' };
  }
  return prompt.includes('You are the problem investigator')
    ? { claims: [], ask: [], search: [{ words: 'gene pairs', why: 'how pairs add up' }] }
    : 'Hello!';
}

const item = {
  DOI: '10.5555/example.1',
  title: ['Example of gene pairs'],
  author: [{ family: 'Example', given: 'Ann' }],
  issued: { 'date-parts': [[2024]] },
  'container-title': ['Journal of Examples'],
  abstract: '<jats:p>Pairs of genes answer as the sum of both genes.</jats:p>'
};

beforeAll(async () => {
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
  endpoint = await scriptedEndpoint({ answer });
  server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers['user-agent']}`);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ status: 'ok', message: { items: [item] } }));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  configure({ sources: ['crossref'], base_urls: { crossref: `http://127.0.0.1:${port}` } });
});

afterAll(async () => {
  await Promise.all([
    endpoint.close(),
    new Promise(resolve => {
      server.closeAllConnections();
      server.close(resolve);
    })
  ]);
  rmSync(folder, { recursive: true, force: true });
  rmSync(bundle, { force: true });
});

/** What an administrator's file says. */
function configure(literature: Record<string, unknown>): void {
  const config = { CellForgeLiterature: { ...literature, cache_days: 0 } };
  writeFileSync(join(folder, 'jupyter_server_config.json'), JSON.stringify(config));
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `until`: words on stderr at which Ctrl-C is pressed. */
function run(words: readonly string[], model: string, until?: string): Promise<Ended> {
  const child = spawn(process.execPath, [bundle, ...words], {
    env: {
      ...process.env,
      INIT_CWD: folder,
      JUPYTER_CONFIG_DIR: folder,
      CELLFORGE_PYTHON: kernelPython(),
      OMP_NUM_THREADS: '1',
      OPENAI_BASE_URL: model,
      OPENAI_API_KEY: model === '' ? '' : 'sk-test-1234',
      CELLFORGE_MODEL: model === '' ? '' : 'tiny'
    }
  });
  const said = { stdout: '', stderr: '' };
  let isStopped = false;
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    said.stderr += chunk.toString();
    if (until !== undefined && !isStopped && said.stderr.includes(until)) {
      isStopped = true;
      child.kill('SIGINT');
    }
  });
  return new Promise(resolve => child.once('close', status => resolve({ status, ...said })));
}

/** The run that a notebook records. */
function recorded(name: string): RunView {
  const { record } = readNotebook(join(folder, name));
  const { runs } = readRecord(record);
  const tools = { compression, hash: sha256Hex };
  return fold(unpackRun(readRecord(record), Object.keys(runs)[0], tools));
}

/** A later runtime may take means more exactly, which moves what is recorded to six digits, and scores after those. */
function agreed({ consensus }: RunView) {
  const scores = consensus.scores.map(round => round.map(score => score.toFixed(6)));
  return { ...consensus, scores };
}

const words = ['design', 'good.h5ad', '--set', 'folds=2', '--objective', 'predict gene pairs'];
const agents = ['--experts', 'llm', '--rounds', '2', '--literature', 'live', '--coder'];
// what follows, the training, is the same as of any design
const planned = 'cells: ';

describe('a design by language models, without a browser', () => {
  let designed: Ended;
  let view: RunView;
  let calls: number;
  beforeAll(async () => {
    const more = ['--contact', 'me@example.org', '--out', 'a.ipynb'];
    designed = await run([...words, ...agents, ...more], endpoint.baseURL, planned);
    view = recorded('a.ipynb');
    calls = endpoint.received.length;
  });

  it('searches the live services with the contact that was given, and relies on what it read', () => {
    expect(designed.stderr).toMatch(/literature: pubmed: /);
    expect(designed.stderr).toMatch(/literature: 1 of the retrieved works relied on/);
    expect(asked.some(url => url.includes('gene') && url.includes('me@example.org'))).toBe(true);
    expect(view.evidence).toContainEqual(
      expect.objectContaining({ id: 'doi:10.5555-example.1', source: 'crossref' })
    );
  });

  it('lets the coder write the model cell, which the fences and the rule let run', () => {
    expect(designed.stderr).toMatch(/code, attempt 1: passed the trial/);
    const [attempt] = view.attempts;
    expect(attempt).toMatchObject({ by: 'llm', approved: { decision: 'run', by: 'headless' } });
    expect(view.cells.find(cell => cell.name === 'model')?.source).toContain(attempt.source);
  });

  it('keeps key, address and contact out of notebook and log', () => {
    const log = join(folder, 'a-cellforge', view.run, 'events.jsonl');
    const kept = [log, join(folder, 'a.ipynb')].map(path => readFileSync(path, 'utf8')).join('');
    expect(kept).not.toMatch(/sk-test-1234|127\.0\.0\.1|me@example\.org/);
  });

  it('is held again over the same data with no model and no service, and verifies', async () => {
    const before = asked.length;
    const held = ['design', 'good.h5ad', '--experts', 'replay:a.ipynb', '--out', 'b.ipynb'];
    const replayed = await run(held, '', planned);
    expect(replayed.stderr).toMatch(/experts: replay/);
    expect([endpoint.received.length, asked.length]).toEqual([calls, before]);
    const again = recorded('b.ipynb');
    const choices = ({ plan }: RunView) => plan!.choices.map(({ slot, choice }) => [slot, choice]);
    expect(choices(again)).toEqual(choices(view));
    expect(again.consensus).toEqual(view.consensus);
    expect(again.evidence).toEqual(view.evidence);
    expect(again.report).toEqual(view.report);
    expect(again.attempts[0]).toMatchObject({
      source: view.attempts[0].source,
      check: { ok: true },
      approved: { decision: 'run', by: 'headless' }
    });
    expect(again.spent).toMatchObject({ calls: 0, requests: 0, prompt_tokens: 0 });
    expect((await run(['verify', 'b.ipynb', '--quick'], '')).status).toBe(0);
  });

  it.each([
    ['other data', ['other.h5ad'], /about other data.*recorded .*, now /],
    ['other settings', ['good.h5ad', '--set', 'folds=3'], /asked something else.*folds=3/],
    ['another objective', ['good.h5ad', '--objective', 'x'], /asked something else.*--objective/]
  ])('is not held over %s: what differs is named, with exit 2', async (_name, given, told) => {
    const held = ['design', ...given, '--experts', 'replay:a.ipynb', '--out', 'c.ipynb'];
    const refused = await run(held, '');
    expect(refused.stderr).toMatch(told);
    expect(refused.status).toBe(2);
    expect(existsSync(join(folder, 'c.ipynb'))).toBe(false);
  });
});

it('goes on with the bundled evidence where no service can be reached, and says so', async () => {
  configure({ sources: ['crossref'], base_urls: { crossref: 'http://127.0.0.1:9' } });
  const offline = await run([...words, ...agents, '--out', 'd.ipynb'], endpoint.baseURL, 'plan: ');
  expect(offline.stderr).toMatch(/literature: crossref: .*could not be reached/);
  expect(offline.stderr).toMatch(/no service can be asked; the run goes on with the bundled/);
  expect(recorded('d.ipynb').evidence.length).toBeGreaterThan(10);
});

const shared = process.env.CELLFORGE_SHARED ?? join(checkout(), '..', 'shared');
const papalexi = join(shared, 'data', 'h5ad', 'papalexi2021_thp1_crispr_sceptre.h5ad');
const ifThere = existsSync(papalexi) ? it : it.skip;

ifThere('holds the recorded example again over its real data', async () => {
  const example = join(checkout(), 'examples', 'papalexi-llm.ipynb');
  const held = ['design', papalexi, '--experts', `replay:${example}`, '--out', 'e.ipynb'];
  const replayed = await run(held, '', planned);
  expect(replayed.stderr).toMatch(/plan: /);
  copyFileSync(example, join(folder, 'example.ipynb'));
  const [first, again] = ['example.ipynb', 'e.ipynb'].map(recorded);
  expect(agreed(again)).toEqual(agreed(first));
  expect(again.plan?.name).toBe(first.plan?.name);
  expect(again.spent.requests).toBe(0);
});
