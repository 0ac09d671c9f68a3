import { setUp } from '../setup/setup.mjs';

/** Resolves the identifiers of the bundled evidence; `--write` keeps what was found. */
export async function run(args) {
  await setUp();
  const { checkEvidence, keepResolved } = await import('../check-evidence.mjs');
  return checkEvidence({ keep: args.includes('--write') ? keepResolved : null });
}
