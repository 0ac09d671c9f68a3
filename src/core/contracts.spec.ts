import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { exportContracts } from './contracts';

const folder = join(__dirname, '..', '..', 'schema', 'contracts');

describe('schema/contracts', () => {
  const files = exportContracts();

  it('holds exactly the exported files (else: node scripts/export-contracts.mjs)', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(files).sort());
  });

  it.each(Object.keys(files))('%s is what the zod schema says', name => {
    expect(readFileSync(join(folder, name), 'utf8')).toBe(files[name]);
  });
});
