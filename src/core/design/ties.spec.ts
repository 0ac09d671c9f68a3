import { bundledEvidence } from '../literature/bundled';
import { modelCell } from '../experiment/cells/model';
import { examplePlan } from '../experiment/cells/testing/example-input';
import { changeChoice } from './change-choice';
import { composePlan } from './compose-plan';
import { checkConstraints, readConstraint } from './read-constraint';
import type { Plan } from './plan';
import { type Slot, slotOptions, slots } from './slots';
import { roundOf } from './testing/example-turns';
import { unfit } from './ties';
import { expertIds } from './turns';

const choiceIn = (plan: Plan, slot: Slot) => plan.choices.find(choice => choice.slot === slot);
const usual = Object.fromEntries(slots.map(slot => [slot, slotOptions[slot][0]]));

/** Four experts with the usual options, the loudest first, and what each holds instead. */
const argued = (...held: readonly Partial<Record<Slot, string>>[]) => {
  const voices = expertIds.map((expert, i) => ({
    expert,
    c: 0.9 - 0.1 * i,
    critic: 0.8,
    stands: { ...usual, ...held[i] }
  }));
  return composePlan(roundOf(1, voices), bundledEvidence);
};

describe('a loss that goes with some options alone', () => {
  const loss = 'evidence';
  it('takes with it the options that somebody argued for', () => {
    const plan = argued({ loss }, { loss }, { loss }, { decoder: 'full', training: 'ensemble' });
    expect(choiceIn(plan, 'loss')?.choice).toBe('evidence');
    expect(choiceIn(plan, 'decoder')).toMatchObject({ choice: 'full', turns: ['r1/training'] });
    expect(plan.dissent.find(({ slot }) => slot === 'decoder')?.choice).toBe('low-rank');
    expect(unfit(plan.choices)).toEqual([]);
  });

  it('gives way where nobody argued for what it goes with, and stays as dissent', () => {
    const plan = argued({ loss }, { loss }, { loss }, { training: 'ensemble' });
    expect(choiceIn(plan, 'loss')?.choice).toBe('mse');
    expect(choiceIn(plan, 'training')?.choice).toBe('early-stopping');
    expect(plan.dissent.find(({ slot }) => slot === 'loss')?.choice).toBe('evidence');
  });

  it('brings what it goes with where no other loss was argued for, and says why', () => {
    const plan = argued({ loss }, { loss }, { loss }, { loss });
    expect(choiceIn(plan, 'decoder')).toMatchObject({
      choice: 'full',
      changed_by_analyst: false,
      reason: 'A model fitted by evidence goes with full alone, not with low-rank.'
    });
    expect(unfit(plan.choices)).toEqual([]);
  });

  const agreed = argued(...expertIds.map(() => ({ loss })));

  it('gives way to the analyst who changes another slot', () => {
    const plan = changeChoice(agreed, { slot: 'decoder', choice: 'pca' }, []);
    expect(choiceIn(plan, 'decoder')?.choice).toBe('pca');
    expect(choiceIn(plan, 'loss')).toMatchObject({
      choice: 'mse',
      changed_by_analyst: true,
      reason: 'A model fitted by evidence goes with decoder full alone, not with pca.'
    });
    expect(modelCell({ plan }).source).toContain('principal');
  });

  it('brings what it goes with where the analyst chooses it', () => {
    const before = argued({}, {}, {}, {});
    const plan = changeChoice(before, { slot: 'loss', choice: 'evidence' }, []);
    expect(choiceIn(plan, 'decoder')).toMatchObject({ choice: 'full', changed_by_analyst: true });
    expect(choiceIn(plan, 'training')?.choice).toBe('ensemble');
    expect(plan.hyperparameters).toMatchObject({
      members: 3,
      learning_rate: 0.05,
      max_epochs: 150
    });
    const back = changeChoice(plan, { slot: 'loss', choice: 'mse' }, []);
    expect(back.hyperparameters).toMatchObject({ learning_rate: 0.02, max_epochs: 300 });
    expect(modelCell({ plan }).source).toContain('fitted_by = "evidence"');
  });

  it.each([
    ['require', 'decoder:low-rank', 'decoder:full'],
    ['forbid', 'decoder:full', 'decoder:full'],
    ['require', 'context:similarity-weighted', 'context:none or dose-time-curve or control-profile']
  ] as const)('can not be required beside %s %s', (key, value, named) => {
    const limits = [readConstraint('require', 'loss:evidence'), readConstraint(key, value)];
    expect(() => checkConstraints(limits)).toThrow(named);
    expect(() => checkConstraints(limits)).toThrow(
      expect.objectContaining({ found: expect.stringContaining(`${key} ${value}`) })
    );
    expect(() => checkConstraints([limits[0]])).not.toThrow();
  });

  it('is refused by name in a plan whose options are apart', () => {
    const plan = examplePlan({ loss, decoder: 'pca', training: 'ensemble' });
    expect(() => modelCell({ plan })).toThrow(/evidence does not go with its decoder/);
    expect(() => modelCell({ plan })).toThrow(
      expect.objectContaining({ expected: 'decoder: full', found: '"pca"' })
    );
  });
});
