// docs/results.md and docs/results.json: one job after another, each leaving its part in .cache/results as it ends.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { inEnvironment, inRoot } from '../scripts/paths.mjs';
import { runProgram } from '../scripts/processes.mjs';
import { fingerprint } from '../scripts/setup/fingerprint.mjs';
import { asTold, designed, inShared, jobs, simulatedJobs, told } from './jobs.mjs';

/** Where the parts lie. */
export const partsFolder = inRoot('.cache', 'results');
/** Of the screens of false claims and of knowledge; fixed before they were drawn, and new where a rule was changed. */
const firstSeed = { claims: 101, knowledge: 201 };

/** Titles of the screens in which nothing can be predicted, each a job of its own. */
const claimJobs = {
  'claims-null': 'null',
  'claims-shuffled': 'shuffled'
};

/** Modular screens with a table that knows the modules, two that are half wrong, and one dealt out at random. */
const knowledgeJob = 'knowledge-modules';

/** Every job of the table, in its order. */
export const tableJobs = [
  ...Object.keys(jobs),
  ...Object.keys(simulatedJobs),
  knowledgeJob,
  ...Object.keys(claimJobs)
];

/** Jobs by a name, or by the part of it before the seed: `sim-dose` stands for `sim-dose-301` to `sim-dose-303`. */
export function jobsNamed(name) {
  return tableJobs.filter(job => job === name || job.replace(/-\d+$/, '') === name);
}

/**
 * Do the jobs, write the parts, and make the table of whatever parts there are.
 *
 * @param options - `anew`: parts that are there are made again; `adapters`: published methods to fit beside ours, on the
 *   first `folds` folds only where that is given
 * @returns the greatest exit code
 */
export async function measureTable(names, { anew = false, adapters = [], folds } = {}) {
  let worst = 0;
  for (const name of names) {
    if (anew || !isCurrent(name)) {
      worst = Math.max(worst, await measure(name));
    } else {
      process.stdout.write(`${name}: kept from ${partOf(name).date}\n`);
    }
    for (const adapter of isDesign(name) ? adapters : []) {
      const isKept = !anew && isCurrent(`${name}.${adapter}`);
      worst = Math.max(worst, isKept ? 0 : await adapt(name, adapter, folds));
    }
  }
  return worst;
}

/** Write docs/results.json from the parts, and docs/results.md from that file only. */
export async function writeTable() {
  const args = [inRoot('benchmarks', 'results.py'), partsFolder, inRoot('docs'), ...tableJobs];
  return (await runProgram(inEnvironment('python'), args)).code;
}

const isDesign = name => name in jobs || name in simulatedJobs;

async function measure(name) {
  process.stdout.write(`\n${name}\n`);
  const started = process.hrtime.bigint();
  // a part that is being made again must not be read as if it were this one
  rmSync(fileOf(name), { force: true });
  const folder = join(partsFolder, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const found = await measurement(name, folder);
  if (found === null) {
    return 0;
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  writePart(name, { name, ...found, whole_job_s: seconds });
  return found.failed ? found.failed.code : 0;
}

async function measurement(name, folder) {
  if (!isDesign(name)) {
    return name === knowledgeJob ? knowledgeWorth(folder) : countClaims(claimJobs[name], folder);
  }
  if (name in jobs) {
    const { file, options } = jobs[name];
    const data = inShared(file);
    if (!existsSync(data)) {
      process.stdout.write(`  not run: ${file} is not in CELLFORGE_SHARED\n`);
      return null;
    }
    const command = `npm run --silent design -- SHARED/data/${file} ${asTold(options)}`.trim();
    return { kind: 'measured', data: file, command, ...(await aDesign(data, options, folder)) };
  }
  const { kind, seed, options } = simulatedJobs[name];
  const data = join(folder, `${kind}-${seed}.h5ad`);
  const made = await python('truth.py', ['write', kind, String(seed), data]);
  if (made.code !== 0) {
    return failed('simulated', made);
  }
  const command = `npm run --silent design -- ${kind}-${seed}.h5ad ${asTold(options)}`;
  const design = await aDesign(data, options, folder);
  const room = design.failed ? null : await python('truth.py', ['room', data, folder]);
  if (room && room.code !== 0) {
    return failed('simulated', room);
  }
  const truth = room && JSON.parse(readFileSync(join(folder, 'room.json'), 'utf8'));
  const source = `simulate("${kind}", seed=${seed})`;
  return { kind: 'simulated', data: source, screen: kind, seed, command, ...design, truth };
}

async function aDesign(data, options, folder) {
  const done = await designed(data, options, folder);
  told(done);
  const { took, report, recordKb } = done;
  if (report === null) {
    return { failed: { code: took.code, errors: took.errors.slice(-1500) } };
  }
  return { took: { ...took, errors: undefined, record_kb: recordKb }, report: kept(report) };
}

/** What of a report the table is made from; the profile and the texts of evidence are left out. */
function kept({ task, plan, verdict, scenarios, cost, versions, knowledge, candidates }) {
  const choices = plan.choices.map(({ slot, choice }) => ({ slot, choice }));
  const outer = knowledge && { tables: knowledge.tables, outer: knowledge.outer };
  return { task, plan: choices, verdict, scenarios, cost, versions, knowledge: outer, candidates };
}

function countClaims(only, folder) {
  const words = ['--only', only, '--first', String(firstSeed.claims), '--seeds', '20'];
  return figures('claims', 'run.py', words, folder);
}

function knowledgeWorth(folder) {
  const words = ['--first', String(firstSeed.knowledge), '--seeds', '5'];
  return figures('worth', 'knowledge.py', words, folder);
}

/** What a script of benchmarks/ wrote as JSON, as the part's field of its kind. */
async function figures(kind, script, words, folder) {
  const json = join(folder, 'figures.json');
  const args = [inRoot('benchmarks', script), ...words, '--json', json];
  // screens are worked on side by side: more threads would only be in each other's way
  const { code } = await runProgram(inEnvironment('python'), args, {
    env: { OMP_NUM_THREADS: '1' }
  });
  if (code !== 0) {
    return failed(kind, { code, output: '' });
  }
  const command = `.venv/bin/python benchmarks/${script} ${words.join(' ')}`;
  return { kind, command, [kind]: JSON.parse(readFileSync(json, 'utf8')) };
}

/** Fit a published method on the folds of a job that is there, and score it as ours was. */
async function adapt(name, adapter, folds) {
  const part = partOf(name);
  if (!part || part.failed) {
    process.stdout.write(`${name}: no design to compare ${adapter} with\n`);
    return 0;
  }
  const folder = join(partsFolder, name);
  const data =
    part.kind === 'measured'
      ? inShared(jobs[name].file)
      : join(folder, `${simulatedJobs[name].kind}-${simulatedJobs[name].seed}.h5ad`);
  process.stdout.write(`${name} with ${adapter}\n`);
  const load = loadavg()[0];
  const { code, output } = await python('adapted.py', [adapter, data, folder, ...(folds ?? [])]);
  process.stdout.write(output);
  if (code !== 0) {
    return code;
  }
  const found = JSON.parse(readFileSync(join(folder, `${adapter}.json`), 'utf8'));
  const command = `npm run benchmark -- --only ${name} --adapters ${adapter}`;
  const told = { name, adapter, kind: 'adapter', command, load, ...found };
  writePart(`${name}.${adapter}`, told);
  return 0;
}

function failed(kind, { code, output }) {
  process.stdout.write(output);
  return { kind, failed: { code, errors: output.slice(-1500) } };
}

function python(script, args) {
  const program = [inRoot('benchmarks', script), ...args];
  return runProgram(inEnvironment('python'), program, { quiet: true });
}

function writePart(name, part) {
  const file = fileOf(name);
  const told = { version: 1, date: new Date().toISOString(), code: ourCode(), machine: machine() };
  writeFileSync(`${file}.new`, JSON.stringify({ ...told, ...part }, null, 1));
  renameSync(`${file}.new`, file);
}

/** The part of a job, or null. */
export function partOf(name) {
  return existsSync(fileOf(name)) ? JSON.parse(readFileSync(fileOf(name), 'utf8')) : null;
}

/** Whether the part is there, came to an end, and was made by the code as it stands. */
function isCurrent(name) {
  const part = partOf(name);
  return part !== null && !part.failed && part.code === ourCode();
}

const fileOf = name => join(partsFolder, `${name}.json`);

let code;

/** What decides a figure: the product's code, not how the table is laid out. */
function ourCode() {
  code ??= fingerprint({ paths: ['runtime/cellforge_runtime', 'src/core', 'src/node'] });
  return code.slice(0, 16);
}

function machine() {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory_gib: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.version
  };
}
