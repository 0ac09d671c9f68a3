import { bundledEvidence } from '../literature/bundled';
import { builtInMind } from '../minds/built-in/built-in-mind';
import type { Mind } from '../ports';
import { exampleCall } from '../testing/calling-mind';
import type { ProposalBrief, ProposalDraft, ReviewsBrief, ReviewsDraft } from './brief';
import { composePlan } from './compose-plan';
import { holdExample } from './testing/example-debates';
import { exampleSituations } from './testing/situations';
import type { Review, RoundEnd, Turn } from './turns';

type Raised = ReviewsDraft['raise'][number];

interface Script {
  /** What a reviewer says; nothing by default. */
  readonly review?: (brief: ReviewsBrief) => Partial<ReviewsDraft>;
  /** A proposal in place of the rules' one. */
  readonly propose?: (draft: ProposalDraft, brief: ProposalBrief) => ProposalDraft;
}

/** The rules' proposals, asked for as a model's are, with reviews as a test writes them. */
function scripted({ review = () => ({}), propose = draft => draft }: Script) {
  const rules = builtInMind();
  const asked: string[] = [];
  const briefs: (ProposalBrief | ReviewsBrief)[] = [];
  const mind: Mind = {
    kind: 'llm',
    answer: rules.answer,
    async call(role, brief, schema, signal) {
      const told = brief as ProposalBrief | ReviewsBrief;
      asked.push(`${told.round}/${role}/${told.kind}`);
      briefs.push(told);
      const values = told.kind === 'reviews' && told.values !== undefined ? { values: [] } : {};
      const said =
        told.kind === 'reviews'
          ? { withdraw: [], raise: [], remarks: [], ...values, ...review(told) }
          : propose(
              (await rules.answer(role, brief, schema, signal)) as unknown as ProposalDraft,
              told
            );
      return { value: schema.parse(said), by: 'llm', call: exampleCall };
    }
  };
  return { mind, asked, briefs };
}

const concern = (changes: Partial<Raised>): Raised => ({
  slot: 'training',
  hard: true,
  wants: ['ensemble'],
  text: 'One seed is luck.',
  facts: ['conditions'],
  evidence: [],
  ...changes
});

const hold = ({ mind }: { mind: Mind }, maxRounds = 3) =>
  holdExample(exampleSituations.papalexi, { mind, maxRounds });
const reviewsIn = (turns: readonly Turn[], round: number): readonly Review[] =>
  turns.filter((turn): turn is Review => turn.kind === 'review' && turn.round === round);

describe('a hard concern', () => {
  it('binds who takes a stand on its slot, and not who says nothing there', async () => {
    const table = scripted({
      review: ({ reviewer, round }) =>
        reviewer === 'critic' && round === 1
          ? { raise: [concern({ wants: ['fixed-epochs'] })] }
          : {}
    });
    const { turns } = await hold(table, 1);
    const byCritic = reviewsIn(turns, 1).filter(({ reviewer }) => reviewer === 'critic');
    const open = (expert: string) =>
      byCritic.find(({ of }) => of === `r1/${expert}`)!.open_concerns.length;
    const speaks = (expert: string) =>
      turns.some(
        turn =>
          turn.kind === 'proposal' &&
          turn.expert === expert &&
          turn.stands.some(({ slot }) => slot === 'training')
      );
    const experts = ['data', 'biology', 'learning', 'training'];
    expect(experts.map(open)).toEqual(experts.map(expert => Number(speaks(expert))));
    expect(experts.filter(speaks).length).toBeGreaterThan(0);
    expect(experts.filter(expert => !speaks(expert)).length).toBeGreaterThan(0);
  });
});

describe('reviews of a later round', () => {
  /** Raised against the decoder of who has one, so that it is asked again and keeps its choice. */
  const minded = (reason: (round: number) => string, facts: readonly string[]) =>
    scripted({
      review: ({ reviewer, round }) =>
        reviewer === 'critic' && round === 1
          ? { raise: [concern({ slot: 'decoder', wants: ['full'], hard: true })] }
          : {},
      propose: (draft, { round, previous }) => ({
        ...draft,
        stands: (previous?.stands ?? draft.stands).map(stand =>
          stand.slot === 'decoder'
            ? {
                ...stand,
                choice: 'low-rank',
                reason: reason(round),
                facts: round === 1 ? [] : facts
              }
            : stand
        )
      })
    });
  const asked = (table: { asked: readonly string[] }) =>
    table.asked.filter(item => /^2\/.*\/reviews$/.test(item));

  it('are not asked for where only the number of citations changed', async () => {
    const table = minded(() => 'Few directions.', ['conditions', 'features']);
    await hold(table, 2);
    expect(table.asked).toContain('2/data/proposal');
    expect(asked(table)).toEqual([]);
  });

  it('are asked for of who holds the concern that another reason answers, and of nobody else', async () => {
    const table = minded(round => `Few directions, said in round ${round}.`, []);
    await hold(table, 2);
    expect(asked(table)).toEqual(['2/critic/reviews']);
    const brief = table.briefs.find(item => item.kind === 'reviews' && item.round === 2);
    expect(brief).toMatchObject({ changed: [], answered: ['decoder'] });
  });
});

describe('hyperparameters', () => {
  const rate = { name: 'learning_rate' as const, least: 0.0005, most: 0.005 };
  const value = { ...rate, text: 'Too fast for so few.', facts: ['conditions'], evidence: [] };
  const given = (later: number, text = 'I keep all.') =>
    scripted({
      review: ({ reviewer, round }) =>
        reviewer === 'critic' && round === 1 ? { values: [value] } : {},
      propose: (draft, { expert, round }) =>
        expert === 'training'
          ? {
              ...draft,
              text,
              hyperparameters: {
                ...draft.hyperparameters,
                learning_rate: round === 1 ? 0.02 : later
              }
            }
          : draft
    });

  it('are shown as one set to the critic and the training expert alone', async () => {
    const table = given(0.02);
    await hold(table, 1);
    const shown = table.briefs.filter(item => item.kind === 'reviews' && item.values !== undefined);
    expect(shown.map(item => (item as ReviewsBrief).reviewer)).toEqual(['training', 'critic']);
    expect((shown[0] as ReviewsBrief).values?.set).toContainEqual({
      name: 'learning_rate',
      value: 0.02,
      experts: ['training'],
      others: []
    });
  });

  it('bring a concern back to who gave the value, and count as one in its score', async () => {
    const table = given(0.002);
    const { turns } = await hold(table, 2);
    const of = (round: number, expert: string) =>
      reviewsIn(turns, round).find(
        review => review.reviewer === 'critic' && review.of === `r${round}/${expert}`
      )!;
    expect(of(1, 'training').open_values).toEqual([
      { id: 'critic/r1-v1', ...rate, text: value.text }
    ]);
    expect(of(1, 'data').open_values).toBeUndefined();
    expect(table.asked).toContain('2/training/proposal');
    expect(of(2, 'training').open_values).toBeUndefined();
    expect(of(1, 'training').score).toBeLessThan(of(2, 'training').score);
    // the changed value is a changed stand: who reviews the set is asked again
    expect(table.asked).toContain('2/critic/reviews');
    expect(table.asked).not.toContain('2/data/reviews');
  });

  it('stand in the plan with who spoke for them and which review minds them', async () => {
    const { turns } = await hold(given(0.02), 2);
    const plan = composePlan(turns, bundledEvidence);
    const argued = plan.argued?.find(({ name }) => name === 'learning_rate');
    expect(argued).toEqual({
      name: 'learning_rate',
      value: plan.hyperparameters.learning_rate,
      experts: ['training'],
      others: [],
      open: ['r2/critic>training']
    });
    const end = turns.find((turn): turn is RoundEnd => turn.kind === 'round-end')!;
    expect(end.values?.map(({ name }) => name)).toContain('learning_rate');
  });

  it('are not minded without a measured number or a record', async () => {
    const table = scripted({
      review: ({ reviewer }) => (reviewer === 'critic' ? { values: [{ ...value, facts: [] }] } : {})
    });
    const { turns } = await hold(table, 1);
    expect(reviewsIn(turns, 1).some(({ open_values }) => open_values !== undefined)).toBe(false);
  });
});
