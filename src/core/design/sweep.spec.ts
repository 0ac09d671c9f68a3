import { bundledEvidence } from '../literature/bundled';
import { flipsAlong, sweeps } from './testing/sweep';

const steps: Readonly<Record<string, number>> = {
  'cells-per-condition': 90,
  'pairs-both-seen': 10,
  'effect-size': 0.1,
  contexts: 1
};

describe.each(sweeps)('sweeping $fact from $from to $to', sweep => {
  it('flips an argument at a value, with the number and the evidence for it', async () => {
    const flips = await flipsAlong({ ...sweep, step: steps[sweep.fact] });
    const told = flips.filter(flip => flip.who !== 'plan' && flip.evidence.length > 0);
    expect(told.length).toBeGreaterThan(0);
    expect(told.some(flip => flip.reason.includes(String(flip.at)))).toBe(true);
    const known = new Set(bundledEvidence.map(record => record.id));
    for (const flip of flips) {
      expect(flip.at).toBeGreaterThan(sweep.from);
      expect(flip.at).toBeLessThanOrEqual(sweep.to);
      expect(flip.before).not.toBe(flip.after);
      expect(flip.evidence.filter(id => !known.has(id))).toEqual([]);
    }
  });
});
