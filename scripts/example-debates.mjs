// Writes the example debates that panel and tests read: `node scripts/example-debates.mjs`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importCore } from './import-core.mjs';
import { inRoot } from './paths.mjs';

const folder = inRoot('tests', 'fixtures', 'debates');
const { exampleDebates } = await importCore('src/core/design/testing/example-debates.ts');
mkdirSync(folder, { recursive: true });
for (const [name, content] of Object.entries(await exampleDebates())) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, null, 1)}\n`);
  process.stdout.write(`tests/fixtures/debates/${name}.json\n`);
}
