import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carryLooks } from './looks';

const folder = mkdtempSync(join(tmpdir(), 'cellforge-looks-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('tells the next run of every look that was taken in the folder, each once', async () => {
  const kept = { full: { split: ['a', 'b'] }, 'one-expert': { split: ['b', 'c'], other: ['d'] } };
  for (const [name, looks] of Object.entries(kept)) {
    mkdirSync(join(folder, `${name}-cellforge`));
    writeFileSync(join(folder, `${name}-cellforge`, 'looks.json'), JSON.stringify(looks));
  }
  await carryLooks(folder, 'no-critic');
  const told: unknown = JSON.parse(
    readFileSync(join(folder, 'no-critic-cellforge', 'looks.json'), 'utf8')
  );
  expect(told).toEqual({ split: ['a', 'b', 'c'], other: ['d'] });
});
