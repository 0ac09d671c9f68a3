import { parseArgs } from 'node:util';
import { inEnvironment, inRoot, nodeProgram } from '../paths.mjs';
import { runProgram, SetupError } from '../processes.mjs';
import { setUp } from '../setup/setup.mjs';
import { findChromium } from '../suites/chromium.mjs';
import { freePort } from './start/port.mjs';

const simulated = [
  'interaction',
  'nonlinear-context',
  'additive',
  'null',
  'shuffled',
  'shuffled-contexts'
];
const desk = ['debate', 'llm', 'panel'];
const machine = ['profile', 'evaluator', 'intervals', 'large', 'large-tenth', 'scheduler'];
const devices = ['cuda', 'mps', 'cpu'];
const options = {
  only: { type: 'string' },
  device: { type: 'string' },
  seeds: { type: 'string', default: '1' },
  adapters: { type: 'string' },
  'adapter-folds': { type: 'string' },
  results: { type: 'boolean', default: false },
  anew: { type: 'boolean', default: false }
};

/** The table of results, or one figure by its name: each is printed, none fails. */
export async function run(args) {
  const table = await import('../../benchmarks/table.mjs');
  const { jobs, runJob } = await import('../../benchmarks/jobs.mjs');
  const { adapterNames } = await import('./adapters.mjs');
  const given = checked(parse(args), adapterNames());
  const { only, seeds, adapters, folds } = given;
  if (given.device !== undefined) {
    await setUp();
    return onDevice(given.device);
  }
  if (only === undefined) {
    await setUp();
    const code = await table.measureTable(table.tableJobs, { anew: given.anew, adapters, folds });
    return Math.max(code, await table.writeTable());
  }
  const inTable = table.jobsNamed(only);
  const known = [...Object.keys(jobs), ...table.tableJobs, ...simulated, ...machine, ...desk];
  if (inTable.length === 0 && !known.includes(only)) {
    throw new SetupError(`Expected --only with one of ${known.join(', ')}; found "${only}".`);
  }
  await setUp();
  if (only in jobs && seeds > 1) {
    return runJob(only, seeds);
  }
  // named alone, a job of the table is done again; with adapters, ours is kept where it is current
  const anew = given.anew || adapters.length === 0;
  return inTable.length > 0
    ? table.measureTable(inTable, { anew, adapters, folds })
    : (measures[only] ?? onMachine[only] ?? (() => onSimulated(only, seeds)))();
}

function checked(given, known) {
  const seeds = counted('seeds', given.seeds);
  const most = given['adapter-folds'];
  const folds = most === undefined ? undefined : [String(counted('adapter-folds', most))];
  if (given.device !== undefined && !devices.includes(given.device)) {
    throw new SetupError(
      `Expected --device with one of ${devices.join(', ')}; found "${given.device}".`
    );
  }
  if (given.results && given.only !== undefined) {
    throw new SetupError('Expected --results or --only NAME, not both: --results is all jobs.');
  }
  const adapters = given.adapters?.split(',').filter(Boolean) ?? [];
  const unknown = adapters.find(name => !known.includes(name));
  if (unknown !== undefined) {
    throw new SetupError(
      `Expected --adapters with names of ${known.join(', ')}; found "${unknown}".`
    );
  }
  return { ...given, seeds, adapters, folds };
}

function counted(flag, text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) {
    throw new SetupError(`Expected --${flag} with a whole number of 1 or more; found "${text}".`);
  }
  return number;
}

function parse(args) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    const flags =
      '--results, --only NAME, --device NAME, --seeds N, --adapters NAME,NAME, --adapter-folds N and --anew';
    throw new SetupError(`Expected ${flags}. ${error.message}`);
  }
}
const measures = { debate: onDebates, llm: onLlm, panel: onPanel };
const onMachine = {
  profile: onProfile,
  evaluator: onEvaluator,
  intervals: onIntervals,
  large: () => onLarge('large'),
  'large-tenth': () => onLarge('large-tenth'),
  scheduler: onScheduler
};

async function onDevice(name) {
  const args = [inRoot('benchmarks', 'device.py'), '--device', name];
  return (await runProgram(inEnvironment('python'), args)).code;
}

async function onProfile() {
  const args = [inRoot('benchmarks', 'large.py'), 'profile'];
  return (await runProgram(inEnvironment('python'), args)).code;
}

async function onEvaluator() {
  const { code } = await runProgram(
    inEnvironment('python'),
    [inRoot('benchmarks', 'evaluator.py')],
    {
      env: { OMP_NUM_THREADS: '1' }
    }
  );
  return code;
}

async function onIntervals() {
  return (await runProgram(inEnvironment('python'), [inRoot('benchmarks', 'intervals.py')])).code;
}

async function onScheduler() {
  return (await runProgram(inEnvironment('python'), [inRoot('benchmarks', 'scheduler.py')])).code;
}

async function onLarge(name) {
  const { runLarge } = await import('../../benchmarks/large.mjs');
  return runLarge(name);
}

async function onDebates() {
  const { timeDebates } = await import('../../benchmarks/debate.mjs');
  return timeDebates();
}

async function onLlm() {
  const figures = [inRoot('scripts', 'llm-figures.mjs')];
  return (await runProgram(process.execPath, figures)).code;
}

async function onPanel() {
  const chromium = await findChromium();
  if (!chromium.path) {
    process.stdout.write(`panel: not measured. ${chromium.problem}\n`);
    return 0;
  }
  const config = inRoot('benchmarks', 'panel', 'playwright.config.js');
  const port = await freePort(8899);
  const args = [nodeProgram('@playwright/test/cli.js'), 'test', '-c', config];
  const { code } = await runProgram(process.execPath, args, {
    env: {
      CELLFORGE_CHROMIUM: chromium.path,
      CELLFORGE_PYTHON: inEnvironment('python'),
      CELLFORGE_PORT: String(port)
    }
  });
  return code;
}

async function onSimulated(name, seeds) {
  const args = [inRoot('benchmarks', 'run.py'), '--only', name, '--seeds', String(seeds)];
  // screens are worked on side by side: more threads would only be in each other's way
  const { code } = await runProgram(inEnvironment('python'), args, {
    env: { OMP_NUM_THREADS: '1' }
  });
  return code;
}
