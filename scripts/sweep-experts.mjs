// Where the built-in experts' arguments flip as one number of the profile changes: `npm run sweep`.
import { importCore } from './import-core.mjs';

/** Every flip of the four sweeps, with the value, the argument and the evidence behind it. */
export async function sweepExperts(write = text => process.stdout.write(text)) {
  const { flipsAlong, sweeps } = await importCore('src/core/design/testing/sweep.ts');
  const { bundledEvidence } = await importCore('src/core/literature/bundled.ts');
  const cite = id => {
    const record = bundledEvidence.find(item => item.id === id);
    return `      ${id} (${record.identifier || 'no identifier'}): ${record.claim}\n`;
  };
  for (const sweep of sweeps) {
    const { fact, from, to, situation } = sweep;
    write(`${fact} from ${from} to ${to}, otherwise as in ${situation.name}\n`);
    for (const { at, who, slot, before, after, reason, evidence } of await flipsAlong(sweep)) {
      write(`  ${at}: ${who} turns ${slot} from ${before} to ${after}\n    ${reason}\n`);
      write(evidence.map(cite).join(''));
    }
    write('\n');
  }
  return 0;
}
