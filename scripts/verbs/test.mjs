import { SetupError } from '../processes.mjs';
import { setUp } from '../setup/setup.mjs';
import { lint } from '../suites/lint.mjs';
import { jest, pytest, scripts, ui } from '../suites/runners.mjs';
import { lastLine, sum } from '../suites/tally.mjs';

const parts = { lint, jest, pytest, scripts, ui };

/** `npm test`: every part; `npm test -- jest src/core`: one part, with arguments of its own. */
export async function run([only, ...args]) {
  if (only !== undefined && !(only in parts)) {
    throw new SetupError(`Expected one of ${Object.keys(parts).join(', ')}; found "${only}".`);
  }
  await setUp();
  const tallies = {};
  for (const name of only ? [only] : Object.keys(parts)) {
    process.stdout.write(`\n== ${name}\n`);
    const started = Date.now();
    tallies[name] = { ...(await parts[name](args)), seconds: (Date.now() - started) / 1000 };
  }
  process.stdout.write('\n');
  for (const [name, tally] of Object.entries(tallies)) {
    process.stdout.write(`${name}: ${lastLine(tally)} (${tally.seconds.toFixed(0)} s)\n`);
  }
  const total = sum(Object.values(tallies));
  process.stdout.write(`${lastLine(total)}\n`);
  return total.failed > 0 ? 1 : 0;
}
