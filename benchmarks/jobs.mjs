// The headless main job on measured files, as a user calls it: `npm run benchmark -- --only norman19`.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine, inEnvironment, inRoot } from '../scripts/paths.mjs';
import { takenByTree } from './process-tree.mjs';

const shared = join(process.env.CELLFORGE_SHARED ?? inRoot('..', 'shared'), 'data');
const perturbench = 'original/perturbench_devel.h5ad';
const norman = ['--set', 'where=dataset:norman19'];
const mcfaline = ['--set', 'where=dataset:mcfaline23'];
const unseen = scenario => ['--set', `scenario=${scenario}`];

/** Files of ../shared/data with the options of each job; all else is left to the defaults. */
export const jobs = {
  norman19: [perturbench, norman],
  'norman19-singles': [perturbench, [...norman, ...unseen('unseen-perturbation')]],
  papalexi: ['h5ad/papalexi2021_thp1_crispr_sceptre.h5ad', []],
  kang: ['h5ad/kang2018_ifnb_scgen_valid.h5ad', unseen('unseen-context')],
  mcfaline23: [perturbench, [...mcfaline, ...unseen('unseen-context')]]
};

/** One job with `seeds` seeds, each a run of its own; gives the greatest exit code. */
export async function runJob(name, seeds) {
  const [file, options] = jobs[name];
  const data = join(shared, file);
  if (!existsSync(data)) {
    process.stdout.write(`${name}: not run, ${file} is not in CELLFORGE_SHARED\n`);
    return 0;
  }
  let worst = 0;
  for (let count = 0; count < seeds; count++) {
    // without --seed it is the job as it is called by default
    const seed = count === 0 ? [] : ['--seed', String(42 + count)];
    const words = [...options, ...seed];
    process.stdout.write(`\n${name}: design ${file} ${words.join(' ')}\n`);
    worst = Math.max(worst, await oneRun(data, words));
  }
  return worst;
}

async function oneRun(data, words) {
  const folder = mkdtempSync(join(tmpdir(), 'cellforge-benchmark-'));
  const notebook = join(folder, 'designed.ipynb');
  const json = join(folder, 'result.json');
  try {
    const args = [commandLine, 'design', data, ...words, '--out', notebook, '--json', json];
    const took = await timed(process.execPath, args);
    if (took.code !== 0) {
      process.stdout.write(`  exit code ${took.code}\n${took.errors}\n`);
      return took.code;
    }
    tell(JSON.parse(readFileSync(json, 'utf8')), took);
    const { metadata } = JSON.parse(readFileSync(notebook, 'utf8'));
    const kB = Buffer.byteLength(JSON.stringify(metadata.cellforge)) / 1000;
    process.stdout.write(`  record ${kB.toFixed(0)} kB\n`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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

function tell({ cost, plan, scenarios, verdict }, { seconds, processor, debate, peakMb }) {
  const memory = `memory: greatest worker ${cost.peak_rss_mb?.toFixed(0)} MiB, all processes together ${peakMb.toFixed(0)} MiB`;
  const load = loadavg()[0].toFixed(1);
  const took = `wall time ${seconds.toFixed(0)} s, of which the debate ${debate.toFixed(2)} s`;
  const machine = `${availableParallelism()} cores at load ${load}`;
  process.stdout.write(
    `  ${took}; ${processor.toFixed(0)} s of processor time, ${machine}; ${memory}\n`
  );
  process.stdout.write(`  plan: ${plan.choices.map(({ choice }) => choice).join(', ')}\n`);
  for (const [scenario, { parts }] of Object.entries(scenarios)) {
    for (const [part, { metrics, conditions }] of Object.entries(parts)) {
      const said = verdict[`${scenario}/${part}`];
      process.stdout.write(`  ${scenario}/${part}, ${conditions} conditions: ${said}\n`);
      process.stdout.write(
        partLines(metrics)
          .map(line => `    ${line}\n`)
          .join('')
      );
    }
  }
}

const digits = { mse: 5 };

function partLines(metrics) {
  const { paired, model, component, baselines } = metrics.pearson_delta_indep;
  const [best] = Object.keys(baselines).sort((a, b) => baselines[b].value - baselines[a].value);
  const { difference, ci } = paired[best];
  const span = ci === null ? 'no interval' : `[${ci.map(signed).join(', ')}]`;
  return [
    `pearson_delta_indep ${fixed(model)}, component alone ${fixed(component)}; against ${best} ${signed(difference)} ${span}`,
    line('pearson_delta', metrics, best),
    line('mse', metrics, best),
    line('pearson_delta_notarget', metrics, best)
  ];
}

/** The model beside the best baseline of the primary metric, and the two baselines that a claim must stand above. */
function line(id, metrics, best) {
  const { model, baselines } = metrics[id];
  const names = [...new Set([best, 'training-mean', 'target-rule'])].filter(
    name => name in baselines
  );
  const told = names.map(name => `${name} ${fixed(baselines[name].value, digits[id])}`);
  return `${id} ${fixed(model, digits[id])} (${told.join(', ')})`;
}

function fixed(value, places = 3) {
  return value === null || value === undefined ? 'not shown' : value.toFixed(places);
}

function signed(value) {
  return `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
}
