import { parseArgs } from 'node:util';
import { inEnvironment, inRoot, nodeProgram } from '../paths.mjs';
import { runProgram, SetupError } from '../processes.mjs';
import { setUp } from '../setup/setup.mjs';
import { findChromium } from '../suites/chromium.mjs';
import { freePort } from './start/port.mjs';

const simulated = ['interaction', 'nonlinear-context', 'additive', 'null', 'shuffled'];
const desk = ['debate', 'llm', 'panel'];
const machine = ['profile'];

/** The figures of docs/benchmarks.md: each is printed, none fails. */
export async function run(args) {
  const { jobs, runJob } = await import('../../benchmarks/jobs.mjs');
  const known = [...desk, ...machine, ...Object.keys(jobs), ...simulated];
  const { only, seeds } = read(args, known);
  await setUp();
  const wanted = only === undefined ? known : [only];
  let worst = 0;
  for (const name of wanted) {
    const measure = name in jobs ? () => runJob(name, seeds) : (measures[name] ?? onMachine[name]);
    worst = Math.max(worst, await (measure ?? (() => onSimulated(name, seeds)))());
  }
  return worst;
}

function read(args, known) {
  const options = { only: { type: 'string' }, seeds: { type: 'string', default: '1' } };
  const given = parse(args, options);
  const seeds = Number(given.seeds);
  if (!Number.isInteger(seeds) || seeds < 1) {
    throw new SetupError(
      `Expected --seeds with a whole number of 1 or more; found "${given.seeds}".`
    );
  }
  if (given.only !== undefined && !known.includes(given.only)) {
    throw new SetupError(`Expected --only with one of ${known.join(', ')}; found "${given.only}".`);
  }
  return { only: given.only, seeds };
}

function parse(args, options) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new SetupError(`Expected --only NAME and --seeds N. ${error.message}`);
  }
}

const measures = { debate: onDebates, llm: onLlm, panel: onPanel };
const onMachine = { profile: () => onLarge('profile') };

async function onLarge(verb) {
  const args = [inRoot('benchmarks', 'large.py'), verb];
  const { code } = await runProgram(inEnvironment('python'), args);
  return code;
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
