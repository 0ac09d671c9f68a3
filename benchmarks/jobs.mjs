// The headless main job as a user calls it, on measured files and on simulated screens: `npm run benchmark -- --only norman19`.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine, inEnvironment, inRoot } from '../scripts/paths.mjs';
import { takenByTree } from './process-tree.mjs';
import { tell } from './tell.mjs';

const shared = process.env.CELLFORGE_SHARED ?? inRoot('..', 'shared');
const perturbench = 'original/perturbench_devel.h5ad';
const papalexi = 'h5ad/papalexi2021_thp1_crispr_sceptre.h5ad';
const norman = ['--set', 'where=dataset:norman19'];
const mcfaline = ['--set', 'where=dataset:mcfaline23'];
const unseen = scenario => ['--set', `scenario=${scenario}`];
const knowing = table => ['--knowledge', inShared(`knowledge/${table}`)];

/** Files of ../shared/data with the options of each job; all else is left to the defaults. */
export const jobs = {
  norman19: { file: perturbench, options: norman },
  'norman19-singles': { file: perturbench, options: [...norman, ...unseen('unseen-perturbation')] },
  papalexi: { file: papalexi, options: [] },
  'papalexi-tags': { file: papalexi, options: knowing('papalexi_tags.tsv') },
  'papalexi-go': { file: papalexi, options: knowing('go_direct_human.tsv.gz') },
  kang: { file: 'h5ad/kang2018_ifnb_scgen_valid.h5ad', options: unseen('unseen-context') },
  mcfaline23: { file: perturbench, options: [...mcfaline, ...unseen('unseen-context')] },
  'dexamethasone-rna': { file: 'h5ad/cao2018_scicar_a549_dex_rna.h5ad', options: unseen('time') },
  'dexamethasone-atac': {
    file: 'h5ad/cao2018_scicar_a549_dex_rna_atac.h5mu',
    options: ['--set', 'modality=atac', ...unseen('time')]
  }
};

const scenarioOf = {
  interaction: 'unseen-combination',
  'nonlinear-context': 'unseen-context',
  additive: 'unseen-combination',
  dose: 'unseen-dose',
  compounds: 'unseen-perturbation',
  time: 'time',
  chromatin: 'unseen-context',
  protein: 'unseen-combination'
};

/** What a kind is given beside the screen itself. */
const givenTo = {
  compounds: ['--knowledge', 'obs:SMILES'],
  protein: ['--set', 'modality=rna,protein']
};

/**
 * Seeds of each kind, fixed before the first run on any of them; nothing else may be run on these seeds. A kind whose models
 * changed was given new ones: 301 when switches got their start, 401 when unseen targets and proteins were answered otherwise,
 * 501 when peaks were told in logarithms of rates; compounds 201 when rows of tables that training contradicts came to count less.
 */
const firstSeed = {
  compounds: 201,
  'nonlinear-context': 301,
  dose: 301,
  time: 301,
  chromatin: 501,
  interaction: 401,
  additive: 401,
  protein: 401
};

/** The three seeds of a kind that nobody looked at while its models were made. */
export const unseenSeeds = kind => [0, 1, 2].map(count => firstSeed[kind] + count);

/** Simulated screens that nobody looked at while models were made. */
export const simulatedJobs = Object.fromEntries(
  Object.entries(scenarioOf).flatMap(([kind, scenario]) =>
    unseenSeeds(kind).map(seed => [
      `sim-${kind}-${seed}`,
      { kind, seed, options: [...unseen(scenario), ...(givenTo[kind] ?? [])] }
    ])
  )
);

/** Where a file of the shared data lies. */
export function inShared(file) {
  return join(shared, 'data', file);
}

/** A command as anyone can call it: shared data by `SHARED`, no path of this machine. */
export function asTold(words) {
  return words.map(word => word.replaceAll(shared, 'SHARED')).join(' ');
}

/** One job with `seeds` seeds, each a run of its own; gives the greatest exit code. */
export async function runJob(name, seeds) {
  const { file, options } = jobs[name];
  const data = inShared(file);
  if (!existsSync(data)) {
    process.stdout.write(`${name}: not run, ${file} is not in CELLFORGE_SHARED\n`);
    return 0;
  }
  let worst = 0;
  for (let count = 0; count < seeds; count++) {
    // without --seed it is the job as it is called by default
    const seed = count === 0 ? [] : ['--seed', String(42 + count)];
    const words = [...options, ...seed];
    process.stdout.write(`\n${name}: design ${file} ${asTold(words)}\n`);
    const folder = mkdtempSync(join(tmpdir(), 'cellforge-benchmark-'));
    try {
      worst = Math.max(worst, told(await designed(data, words, folder)));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return worst;
}

/** Print what came of a design; its exit code. */
export function told({ took, report, recordKb }) {
  if (report === null) {
    process.stdout.write(`  exit code ${took.code}\n${took.errors}\n`);
    return took.code;
  }
  tell(report, took);
  process.stdout.write(`  record ${recordKb.toFixed(0)} kB\n`);
  return 0;
}

/** Design, train and score in `folder`, which then holds `designed.ipynb`, its run folder and `result.json`. */
export async function designed(data, words, folder) {
  const notebook = join(folder, 'designed.ipynb');
  const json = join(folder, 'result.json');
  const args = [commandLine, 'design', data, ...words, '--out', notebook, '--json', json];
  const load = loadavg()[0];
  const took = await timed(process.execPath, args);
  if (took.code !== 0) {
    return { took, report: null, recordKb: 0 };
  }
  const { metadata } = JSON.parse(readFileSync(notebook, 'utf8'));
  const recordKb = Buffer.byteLength(JSON.stringify(metadata.cellforge)) / 1000;
  const cores = availableParallelism();
  return {
    took: { ...took, load, cores },
    report: JSON.parse(readFileSync(json, 'utf8')),
    recordKb
  };
}

function timed(command, args) {
  const started = Date.now();
  const env = { ...process.env, CELLFORGE_PYTHON: inEnvironment('python') };
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let peakMb = 0;
  let processor = 0;
  let errors = '';
  const saidAt = {};
  child.stderr.on('data', data => {
    errors = (errors + data).slice(-4000);
    for (const [, what] of String(data).matchAll(/\b(evidence: \d|plan: )/g)) {
      saidAt[what.split(':')[0]] ??= performance.now();
    }
  });
  const timer = setInterval(() => {
    const { mb, processorSeconds } = takenByTree(child.pid);
    peakMb = Math.max(peakMb, mb);
    processor = Math.max(processor, processorSeconds);
  }, 1000);
  return new Promise(done =>
    child.on('close', code => {
      clearInterval(timer);
      const debate = (saidAt.plan - saidAt.evidence) / 1000;
      done({ code, seconds: (Date.now() - started) / 1000, processor, debate, peakMb, errors });
    })
  );
}
