import { composePlan } from './compose-plan';
import { bundledEvidence } from '../literature/bundled';
import { holdExample } from './testing/example-debates';
import { slots } from './slots';
import { exampleSituations } from './testing/situations';
import { toldAgain } from './told-again';
import type { Turn } from './turns';

describe('what a later round is told in full', () => {
  let turns: readonly Turn[];
  beforeAll(async () => {
    ({ turns } = await holdExample(exampleSituations.norman, { maxRounds: 2 }));
  });

  it('holds every record that a plan of these turns rests on', () => {
    const plan = composePlan(turns, bundledEvidence);
    const { cited } = toldAgain(turns, 2);
    expect(cited).toEqual(expect.arrayContaining(plan.choices.flatMap(({ evidence }) => evidence)));
  });

  it('holds each slot on which experts differ or a concern is open, and no settled one', () => {
    const now = turns.filter(turn => turn.round === 2);
    const { open } = toldAgain(turns, 2);
    const minded = now.flatMap(turn =>
      turn.kind === 'review' ? turn.open_concerns.map(({ slot }) => slot) : []
    );
    expect(open).toEqual(expect.arrayContaining([...new Set(minded)]));
    const choices = (slot: string) =>
      new Set(
        now.flatMap(turn =>
          turn.kind === 'proposal'
            ? turn.stands.filter(stand => stand.slot === slot).map(({ choice }) => choice)
            : []
        )
      );
    const settled = slots.filter(slot => choices(slot).size === 1 && !minded.includes(slot));
    expect(settled.length).toBeGreaterThan(2);
    expect(open.filter(slot => settled.includes(slot))).toEqual([]);
  });

  it('counts a claim of the report that a stand names as argued from', () => {
    const named = turns.map(turn =>
      turn.kind === 'proposal'
        ? { ...turn, stands: turn.stands.map(stand => ({ ...stand, turns: ['refiner/1'] })) }
        : turn
    );
    expect(toldAgain(named, 2).cited).toContain('refiner/1');
  });
});
