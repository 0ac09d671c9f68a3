import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTable } from './check-paths';

describe('tables of prior knowledge on the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cf-tables-'));
  writeFileSync(join(folder, 'tags.tsv'), 'STAT1\ttf\n');
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['tags.tsv', join(folder, 'tags.tsv'), 'obs:canonical_smiles'])(
    'may be %s',
    (table: string) => {
      expect(() => checkTable(table, folder)).not.toThrow();
    }
  );

  it.each(['other.tsv', '.', 'smiles:obs'])('may not be %s', (table: string) => {
    expect(() => checkTable(table, folder)).toThrow(/no table of prior knowledge/);
  });
});
