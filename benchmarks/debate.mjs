// How long the built-in experts debate: `npm run benchmark -- --only debate`.
import { importCore } from '../scripts/import-core.mjs';

const REPEATS = 5;

/** The slowest of five debates about each example; the first of all is counted too. */
export async function timeDebates() {
  const { holdExample } = await importCore('src/core/design/testing/example-debates.ts');
  const { exampleSituations } = await importCore('src/core/design/testing/situations.ts');
  process.stdout.write('\nbuilt-in debate\n');
  for (const situation of Object.values(exampleSituations)) {
    const seconds = [];
    let rounds = 0;
    for (let count = 0; count < REPEATS; count++) {
      const started = performance.now();
      ({ rounds } = await holdExample(situation));
      seconds.push((performance.now() - started) / 1000);
    }
    process.stdout.write(
      `  ${situation.name}: ${rounds} rounds, ${Math.max(...seconds).toFixed(3)} s\n`
    );
  }
  return 0;
}
