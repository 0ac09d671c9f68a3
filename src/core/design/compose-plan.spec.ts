import fc from 'fast-check';
import { composePlan } from './compose-plan';
import { Plan } from './plan';
import { type Slot, slotOptions, slots } from './slots';
import { exampleDebates } from './testing/example-debates';
import { type ExampleVoice, exampleTurns, roundOf } from './testing/example-turns';
import { expertIds, type Turn } from './turns';
import { bundledEvidence } from '../literature/bundled';

const score = fc.double({ min: 0.01, max: 1, noNaN: true });

/** Every expert holds an option of each slot, or nothing, with any scores. */
const voices: fc.Arbitrary<readonly ExampleVoice[]> = fc.tuple(
  ...expertIds.map(expert =>
    fc.record({
      expert: fc.constant(expert),
      c: score,
      critic: score,
      stands: fc.record(
        Object.fromEntries(
          slots.map(slot => [slot, fc.constantFrom(...(slotOptions[slot] as readonly string[]))])
        ),
        { requiredKeys: expert === 'data' ? [...slots] : ['composition'] }
      ) as fc.Arbitrary<ExampleVoice['stands']>
    })
  )
);
const logs = voices.map(list => roundOf(1, list));

const choiceIn = (plan: Plan, slot: Slot) => plan.choices.find(choice => choice.slot === slot);

/** The plan, or null where the turns no longer argue for one. */
function planOf(turns: readonly Turn[]): Plan | null {
  try {
    return composePlan(turns, bundledEvidence);
  } catch (error) {
    expect(error).toMatchObject({ code: 'design/no-plan' });
    return null;
  }
}

/** Every choice changes, vanishes or loses support once the turns it cites are gone. */
function expectCitedTurnsToCarry(turns: readonly Turn[]): void {
  const plan = composePlan(turns, bundledEvidence);
  for (const choice of plan.choices) {
    const without = planOf(turns.filter(turn => !choice.turns.includes(turn.id)));
    const after = without === null ? undefined : choiceIn(without, choice.slot);
    const lost =
      after === undefined || after.choice !== choice.choice || after.support < choice.support;
    expect({ slot: choice.slot, cited: choice.turns.length > 0, lost }).toEqual({
      slot: choice.slot,
      cited: true,
      lost: true
    });
  }
}

describe('composePlan on generated logs', () => {
  it('loses a choice, or its support, with the turns it cites', () => {
    fc.assert(fc.property(logs, expectCitedTurnsToCarry), { numRuns: 60 });
  });

  it('changes nothing when the experts or the turns are reordered', () => {
    fc.assert(
      fc.property(voices, fc.nat(23), (list, shift) => {
        const turned = [...list.slice(shift % 4), ...list.slice(0, shift % 4)];
        const plan = composePlan(roundOf(1, list), bundledEvidence);
        expect(composePlan(roundOf(1, turned), bundledEvidence)).toEqual(plan);
        expect(composePlan([...roundOf(1, list)].reverse(), bundledEvidence)).toEqual(plan);
      }),
      { numRuns: 60 }
    );
  });

  it('lets the winners of a disputed slot exchange when two experts exchange their scores', () => {
    fc.assert(
      fc.property(voices, score, score, (list, high, low) => {
        fc.pre(Math.abs(high - low) > 1e-6);
        const dispute = (mine: number, theirs: number): readonly ExampleVoice[] =>
          list.map(voice => {
            // a loss that goes with some compositions alone would settle the dispute
            const { composition: _, ...others } = { ...voice.stands, loss: 'mse' };
            if (voice.expert === 'data') {
              return {
                ...voice,
                c: mine,
                critic: 0.9,
                stands: { ...others, composition: 'additive' }
              };
            }
            return voice.expert === 'biology'
              ? {
                  ...voice,
                  c: theirs,
                  critic: 0.9,
                  stands: { ...others, composition: 'set-network' }
                }
              : { ...voice, stands: others };
          });
        const winner = (mine: number, theirs: number) =>
          choiceIn(composePlan(roundOf(1, dispute(mine, theirs)), bundledEvidence), 'composition')
            ?.choice;
        expect(winner(high, low)).toBe(high > low ? 'additive' : 'set-network');
        expect(winner(low, high)).toBe(high > low ? 'set-network' : 'additive');
      }),
      { numRuns: 60 }
    );
  });

  it('keeps every losing option as dissent, with who held it', () => {
    fc.assert(
      fc.property(voices, list => {
        const plan = composePlan(roundOf(1, list), bundledEvidence);
        for (const { expert, stands } of list) {
          for (const [slot, choice] of Object.entries(stands)) {
            const won = choiceIn(plan, slot as Slot)?.choice === choice;
            const lost = plan.dissent.find(item => item.slot === slot && item.choice === choice);
            expect(won || lost?.experts.includes(expert)).toBe(true);
            expect(won && lost !== undefined).toBe(false);
          }
        }
      }),
      { numRuns: 60 }
    );
  });

  it('lets the critic settle a tie', () => {
    const tie = (criticOfBiology: number): readonly ExampleVoice[] =>
      expertIds.map(expert => ({
        expert,
        c: 0.85,
        critic: expert === 'biology' || expert === 'learning' ? criticOfBiology : 0.7,
        stands: {
          ...Object.fromEntries(slots.map(slot => [slot, slotOptions[slot][0]])),
          composition: expert === 'biology' || expert === 'learning' ? 'set-network' : 'additive'
        }
      }));
    const winner = (critic: number) =>
      choiceIn(composePlan(roundOf(1, tie(critic)), bundledEvidence), 'composition')?.choice;
    expect(winner(0.9)).toBe('set-network');
    expect(winner(0.5)).toBe('additive');
  });
});

describe('composePlan on recorded debates', () => {
  it.each(['norman', 'papalexi', 'kang', 'comments', 'no-agreement'])(
    'loses each choice of %s, or its support, with the turns it cites',
    async name => {
      const recorded = (await exampleDebates())[name];
      expectCitedTurnsToCarry(recorded.turns);
    }
  );

  it('says that the plan was not agreed, and from which round it is', async () => {
    const { turns, plan } = (await exampleDebates())['no-agreement'];
    const ends = turns.filter(turn => turn.kind === 'round-end');
    expect(ends).toHaveLength(20);
    expect(plan.agreed).toBe(false);
    expect(plan.parts.implementation).toContain('Not agreed');
  });
});

describe('composePlan', () => {
  it('makes at least six choices, each with a reason, evidence that was retrieved and turns', () => {
    const plan = composePlan(exampleTurns(), bundledEvidence);
    expect(plan.choices.length).toBeGreaterThanOrEqual(6);
    expect(plan.agreed).toBe(true);
    expect(choiceIn(plan, 'composition')).toMatchObject({
      choice: 'additive',
      reason: 'data holds additive.',
      evidence: ['ahlmann-eltze-2025']
    });
    expect(plan.dissent).toMatchObject([{ choice: 'interaction-residual', experts: ['biology'] }]);
  });

  it('cites no evidence that was not retrieved', () => {
    const plan = composePlan(exampleTurns(), []);
    expect(plan.choices.flatMap(choice => choice.evidence)).toEqual([]);
  });

  it('refuses turns in which fewer than six slots are argued for', () => {
    const thin = roundOf(
      1,
      expertIds.map(expert => ({ expert, c: 0.9, critic: 0.9, stands: { loss: 'mse' } }))
    );
    expect(() => composePlan(thin, [])).toThrow('No plan can be composed');
    expect(() => composePlan([], [])).toThrow('No plan can be composed');
  });
});
