// The headless job on a simulated screen that is too large for memory: `npm run benchmark -- --only large`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inEnvironment, inRoot } from '../scripts/paths.mjs';
import { runProgram } from '../scripts/processes.mjs';
import { designed, told } from './jobs.mjs';

/** Cells of a file with 5,000 genes, 5 % filled. */
export const largeJobs = { large: 1_000_000, 'large-tenth': 100_000 };

/** The file is made for the run, block by block, and removed after it. */
export async function runLarge(name) {
  const folder = mkdtempSync(join(tmpdir(), 'cellforge-large-'));
  try {
    const file = join(folder, 'large.h5ad');
    const shape = ['--cells', String(largeJobs[name]), '--genes', '5000'];
    const make = [inRoot('benchmarks', 'large.py'), 'make', '--out', file, ...shape];
    const made = await runProgram(inEnvironment('python'), make);
    return made.code === 0 ? told(await designed(file, [], folder)) : made.code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
