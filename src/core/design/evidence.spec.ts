import type { TaskModality } from '../task/task';
import { offeredOptions } from './offered-options';
import { readConstraint } from './read-constraint';
import { slots } from './slots';
import { designed, lossOf } from './testing/designed';
import { simulatedSituations } from './testing/simulated-situations';
import { type ExampleSituation, exampleSituations, exampleTask } from './testing/situations';
import { tiesOf, unfit } from './ties';

const { interaction, dose, time, contexts, peaks } = simulatedSituations;
const { norman, papalexi, kang } = exampleSituations;

const less = (
  situation: ExampleSituation,
  facts: ExampleSituation['facts'],
  changes: Partial<ExampleSituation> = {}
): ExampleSituation => ({ ...situation, ...changes, facts: { ...situation.facts, ...facts } });

const offered = (situation: ExampleSituation, modality: TaskModality = 'rna') => {
  const facts = Object.entries(situation.facts).map(([id, value]) => ({ id, value }));
  return offeredOptions('loss', { task: { ...exampleTask(situation), modality }, facts });
};

describe('switches fitted by evidence', () => {
  it.each<[string, ExampleSituation, TaskModality, string]>([
    ['pairs', interaction, 'rna', '88 pairs with both targets measured alone, 112 conditions'],
    ['pairs that add up', less(interaction, { 'additive-agreement': 0.95 }), 'rna', '88 pairs'],
    ['pairs of RNA and protein', interaction, 'rna,protein', '88 pairs'],
    ['noisy proteins', less(interaction, { 'protein-noise-range': 3 }), 'protein', '88 pairs'],
    ['doses', dose, 'rna', '5 doses, 80 conditions'],
    ['times', time, 'rna', '5 times, 70 conditions'],
    ['contexts', contexts, 'rna', '14 targets in 8 contexts, 104 conditions'],
    ['contexts of peaks', peaks, 'atac', '10 targets in 4 contexts, 40 conditions']
  ])('are agreed on for %s, with all that goes with them', async (_, situation, modality, why) => {
    const { plan, agreed } = await designed(situation, modality);
    expect(agreed).toBe(true);
    expect(lossOf({ plan })).toMatchObject({
      choice: 'evidence',
      reason: expect.stringContaining(why),
      facts: expect.arrayContaining(['conditions', 'contexts']),
      evidence: expect.arrayContaining(['mackay-1992'])
    });
    expect(unfit(plan.choices)).toEqual([]);
    expect(plan.name).toContain('fitted by evidence');
    expect(plan.parts.architecture).toContain('12 soft switches at most');
    expect(plan.parts.training).not.toMatch(/patience|weight decay/);
    expect(offered(situation, modality)).toContain('evidence');
  });

  it.each<[string, ExampleSituation, TaskModality]>([
    ['few pairs', norman, 'rna'],
    ['unseen targets', papalexi, 'rna'],
    ['unseen targets at doses', less(dose, {}, { scenario: 'unseen-perturbation' }), 'rna'],
    ['a few conditions in unseen contexts', kang, 'rna'],
    ['three contexts', less(contexts, { contexts: 3 }), 'rna'],
    ['doses in unseen contexts', less(contexts, { doses: 3 }), 'rna'],
    ['several contexts', less(interaction, { contexts: 3 }), 'rna'],
    ['doses in two contexts', less(dose, { contexts: 2, conditions: 160 }), 'rna'],
    ['times in two contexts', less(time, { contexts: 2, conditions: 140 }), 'rna'],
    ['peaks', dose, 'atac'],
    ['fewer conditions than tell', less(time, { conditions: 39 }), 'rna'],
    ['more conditions than it can take', less(interaction, { conditions: 301 }), 'rna'],
    ['two times', less(time, { times: 2 }), 'rna']
  ])('are neither argued for nor offered for %s', async (_, situation, modality) => {
    const { turns } = await designed(situation, modality);
    expect(JSON.stringify(turns)).not.toMatch(/"evidence"[^:]|marginal-likelihood/);
    expect(offered(situation, modality)).not.toContain('evidence');
  });

  it.each([
    ['doses', less(dose, { contexts: 2, conditions: 160 }), '5 doses'],
    ['times', less(time, { contexts: 2, conditions: 140 }), '5 times']
  ])('give way to curves over %s in two contexts, and the plan says so', async (_, given, told) => {
    const { plan, agreed } = await designed(given, 'rna');
    expect(agreed).toBe(true);
    const context = plan.choices.find(({ slot }) => slot === 'context');
    expect(context).toMatchObject({
      choice: 'dose-time-curve',
      reason: expect.stringContaining(told)
    });
    expect(plan.name).toContain('curves over dose and time');
    expect(plan.parts.architecture).not.toContain('soft switches at most');
  });

  it('are fitted to doses in two contexts where the analyst requires them', async () => {
    const { plan } = await designed(less(dose, { contexts: 2, conditions: 160 }), 'rna', [
      readConstraint('require', 'loss:evidence')
    ]);
    expect(lossOf({ plan })?.choice).toBe('evidence');
    expect(unfit(plan.choices)).toEqual([]);
  });

  it('are heard with what stands against them', async () => {
    const { turns } = await designed(time, 'rna');
    const first = turns.flatMap(turn =>
      turn.kind === 'proposal' && turn.round === 1
        ? turn.stands.filter(({ slot }) => slot === 'loss').map(({ choice }) => choice)
        : []
    );
    expect(first).toEqual(expect.arrayContaining(['evidence', 'mse']));
  });

  it.each([
    ['forbid', 'loss:evidence'],
    ['require', 'decoder:low-rank'],
    ['forbid', 'decoder:full'],
    ['require', 'training:early-stopping']
  ] as const)('are not argued for where the analyst says %s %s', async (key, value) => {
    const { plan, turns } = await designed(interaction, 'rna', [readConstraint(key, value)]);
    expect(JSON.stringify(turns)).not.toContain('marginal-likelihood');
    expect(lossOf({ plan })?.choice).not.toBe('evidence');
  });

  it('are what the analyst gets who requires them, with what goes with them', async () => {
    const required = [readConstraint('require', 'loss:evidence')];
    for (const situation of [norman, papalexi, kang]) {
      const { plan } = await designed(situation, 'rna', required);
      expect(lossOf({ plan })?.choice).toBe('evidence');
      expect(unfit(plan.choices)).toEqual([]);
    }
  });

  it('go with options that there are', () => {
    expect(Object.keys(tiesOf('evidence')).filter(slot => !slots.includes(slot as never))).toEqual(
      []
    );
  });
});
