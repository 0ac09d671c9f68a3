import { mkdirSync, rmSync } from 'node:fs';
import { inEnvironment, inRoot, nodeProgram } from '../paths.mjs';
import { runProgram } from '../processes.mjs';
import { filesBelow } from '../setup/fingerprint.mjs';
import { freePort } from '../verbs/start/port.mjs';
import { findChromium } from './chromium.mjs';
import { readTally, withCrash } from './tally.mjs';

/** A fresh place for a runner's report. */
function reportAt(name) {
  const path = inRoot('.cache', 'reports', name);
  mkdirSync(inRoot('.cache', 'reports'), { recursive: true });
  rmSync(path, { force: true });
  return path;
}

async function counted(format, report, command, args, env = {}) {
  const { code } = await runProgram(command, args, { env });
  return withCrash(readTally(report, format), code);
}

/** The TypeScript unit tests. */
export function jest(args) {
  const report = reportAt('jest.json');
  return counted(
    'jest',
    report,
    process.execPath,
    [
      nodeProgram('jest/bin/jest.js'),
      '--ci',
      '--passWithNoTests',
      '--json',
      `--outputFile=${report}`,
      ...args
    ],
    { CELLFORGE_PYTHON: inEnvironment('python') }
  );
}

/** The Python tests of both distributions. */
export function pytest(args) {
  const report = reportAt('pytest.xml');
  return counted('junit', report, inEnvironment('python'), [
    '-m',
    'pytest',
    '-q',
    `--junitxml=${report}`,
    ...args
  ]);
}

/** The tests of the scripts themselves: set-up, start, package, binder, the rules of the linters. */
export function scripts(args) {
  const report = reportAt('scripts.xml');
  const files = ['scripts', 'tests']
    .flatMap(folder => filesBelow([inRoot(folder)]))
    .filter(file => file.endsWith('.test.mjs'))
    .filter(file => args.length === 0 || args.some(word => file.includes(word)));
  return counted(
    'junit',
    report,
    process.execPath,
    [
      '--test',
      '--test-concurrency=1',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=junit',
      `--test-reporter-destination=${report}`,
      ...files
    ],
    { CELLFORGE_PYTHON: inEnvironment('python') }
  );
}

/** The tests in a real browser, against a real server and kernel. */
export async function ui(args) {
  const chromium = await findChromium();
  if (!chromium.path) {
    process.stdout.write(`${chromium.problem}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const report = reportAt('playwright.json');
  const port = await freePort(8899);
  return counted(
    'playwright',
    report,
    process.execPath,
    [
      nodeProgram('@playwright/test/cli.js'),
      'test',
      '-c',
      'ui-tests/playwright.config.js',
      ...args
    ],
    {
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      CELLFORGE_CHROMIUM: chromium.path,
      CELLFORGE_PYTHON: inEnvironment('python'),
      CELLFORGE_PORT: String(port),
      CELLFORGE_LLM_PORT: String(await freePort(port + 1))
    }
  );
}
