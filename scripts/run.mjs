// The commands of package.json. Plain Node: it runs before anything is installed.
import { forwardSignals, SetupError } from './processes.mjs';

const verbs = {
  setup: () => import('./verbs/setup.mjs'),
  start: () => import('./verbs/start.mjs'),
  test: () => import('./verbs/test.mjs'),
  design: () => import('./verbs/headless.mjs'),
  verify: () => import('./verbs/headless.mjs'),
  ablation: () => import('./verbs/headless.mjs'),
  'check-evidence': () => import('./verbs/check-evidence.mjs'),
  sweep: () => import('./verbs/sweep.mjs'),
  adapters: () => import('./verbs/adapters.mjs'),
  benchmark: () => import('./verbs/benchmark.mjs'),
  package: () => import('./verbs/package.mjs')
};

const [verb, ...args] = process.argv.slice(2);

if (!(verb in verbs)) {
  process.stderr.write(
    `Expected one of ${Object.keys(verbs).join(', ')}; found "${verb ?? ''}".\n`
  );
  process.exit(2);
}

forwardSignals();
try {
  const { run } = await verbs[verb]();
  const code = await run(args, verb);
  process.exit(code ?? process.exitCode ?? 0);
} catch (error) {
  process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
  process.exit(process.exitCode ?? 1);
}
