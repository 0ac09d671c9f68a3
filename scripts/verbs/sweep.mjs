import { setUp } from '../setup/setup.mjs';

/** Prints where the built-in experts' arguments flip. */
export async function run() {
  await setUp();
  const { sweepExperts } = await import('../sweep-experts.mjs');
  return sweepExperts();
}
