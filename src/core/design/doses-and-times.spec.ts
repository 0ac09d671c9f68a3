import { bundledEvidence } from '../literature/bundled';
import { composePlan } from './compose-plan';
import { holdExample } from './testing/example-debates';
import { type ExampleSituation, exampleSituations } from './testing/situations';
import type { Proposal } from './turns';

const screen: ExampleSituation = {
  ...exampleSituations.papalexi,
  name: 'drugs',
  scenario: 'unseen-perturbation',
  type: 'drug'
};
const doses: ExampleSituation = {
  ...screen,
  scenario: 'unseen-dose',
  facts: { ...screen.facts, doses: 5 },
  baselines: { interior: { 'no-change': 0, 'training-mean': 0.1, 'dose-interpolation': 0.3 } }
};
const times = (transient: number): ExampleSituation => ({
  ...screen,
  scenario: 'time',
  type: 'cytokine',
  facts: { ...screen.facts, times: 5, 'transient-share': transient },
  baselines: { extrapolation: { 'no-change': 0, 'time-last': 0.4, 'time-sqrt': 0.3 } }
});

const contextOf = async (situation: ExampleSituation) => {
  const { turns } = await holdExample(situation);
  const choice = composePlan(turns, bundledEvidence).choices.find(
    ({ slot }) => slot === 'context'
  )!;
  const stands = turns
    .filter((turn): turn is Proposal => turn.kind === 'proposal')
    .flatMap(turn => turn.stands.filter(({ slot }) => slot === 'context'));
  return { choice: choice.choice, reasons: stands.map(({ reason }) => reason).join(' ') };
};

describe('a debate about doses or times', () => {
  it('tells the model of the dose, because of the doses', async () => {
    const [plain, dosed] = [await contextOf(screen), await contextOf(doses)];
    expect(plain.choice).not.toBe('dose-time-curve');
    expect(dosed.choice).toBe('dose-time-curve');
    expect(dosed.reasons).toContain('5 doses');
  });

  it('argues from changes that come and go where they do', async () => {
    const [passing, lasting] = [await contextOf(times(0.4)), await contextOf(times(0.01))];
    expect([passing.choice, lasting.choice]).toEqual(['dose-time-curve', 'dose-time-curve']);
    expect(passing.reasons).toContain('0.40 of the clear changes have come and gone');
    expect(lasting.reasons).not.toContain('come and gone');
  });
});
