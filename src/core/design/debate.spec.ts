import fc from 'fast-check';
import { bundledEvidence } from '../literature/bundled';
import { composePlan } from './compose-plan';
import { type DebateStep } from './debate';
import { factIds } from './facts';
import { readConstraint } from './read-constraint';
import { slots } from './slots';
import { holdExample, unrecordedStep } from './testing/example-debates';
import { ScenarioId } from '../task/task';
import { type ExampleSituation, exampleSituations } from './testing/situations';
import { expertIds, type Proposal, type Review, type RoundEnd, type Turn } from './turns';

const { norman, papalexi, kang } = exampleSituations;
const examples = [norman, papalexi, kang] as const;

const proposalsIn = (turns: readonly Turn[], round: number): readonly Proposal[] =>
  turns.filter((turn): turn is Proposal => turn.kind === 'proposal' && turn.round === round);
const reviewsIn = (turns: readonly Turn[]): readonly Review[] =>
  turns.filter((turn): turn is Review => turn.kind === 'review');

const shares = [
  'transient-share',
  ...factIds.slice(factIds.indexOf('effect-size'), factIds.indexOf('knowledge-table'))
];

/** Any profile: each number measured or not, anywhere in its range. */
const situations: fc.Arbitrary<ExampleSituation> = fc.record({
  name: fc.constant('any'),
  scenario: fc.constantFrom(...ScenarioId.options),
  type: fc.constantFrom('knockout', 'activation', 'drug', 'cytokine', 'unknown'),
  facts: fc.record(
    {
      'cells-per-condition': fc.integer({ min: 20, max: 2000 }),
      pairs: fc.integer({ min: 0, max: 100 }),
      'pairs-both-seen': fc.integer({ min: 0, max: 100 }),
      conditions: fc.integer({ min: 1, max: 2000 }),
      perturbations: fc.integer({ min: 1, max: 2000 }),
      contexts: fc.integer({ min: 1, max: 10 }),
      doses: fc.integer({ min: 3, max: 10 }),
      times: fc.integer({ min: 2, max: 10 }),
      features: fc.integer({ min: 20, max: 20000 }),
      'control-cells': fc.integer({ min: 50, max: 5000 }),
      ...Object.fromEntries(shares.map(id => [id, fc.double({ min: 0, max: 1, noNaN: true })]))
    },
    { requiredKeys: [] }
  ),
  baselines: fc.record({
    all: fc.record({
      'no-change': fc.double({ min: -0.5, max: 0.9, noNaN: true }),
      additive: fc.double({ min: -0.5, max: 0.9, noNaN: true }),
      'training-mean': fc.double({ min: -0.5, max: 0.9, noNaN: true })
    })
  })
}) as fc.Arbitrary<ExampleSituation>;

describe.each(examples)('the debate about $name', situation => {
  it('starts with different proposals for different reasons', async () => {
    const first = proposalsIn((await holdExample(situation)).turns, 1);
    const fragments = first.map(({ stands }) =>
      stands.map(stand => `${stand.slot}:${stand.choice}`).join(' ')
    );
    expect(new Set(fragments).size).toBe(expertIds.length);
    const disputed = slots.filter(
      slot =>
        new Set(
          first
            .flatMap(({ stands }) => stands.filter(stand => stand.slot === slot))
            .map(stand => stand.choice)
        ).size > 1
    );
    expect(disputed.length).toBeGreaterThanOrEqual(3);
    const reasons = first.flatMap(({ stands }) => stands.map(stand => stand.reason));
    expect(new Set(reasons).size).toBe(reasons.length);
  });

  it('has at least two experts on every slot from the first round', async () => {
    const first = proposalsIn((await holdExample(situation)).turns, 1);
    for (const slot of slots) {
      const holders = first.filter(({ stands }) => stands.some(stand => stand.slot === slot));
      expect({ slot, enough: holders.length >= 2 }).toEqual({ slot, enough: true });
    }
  });

  it('converges over several rounds and agrees', async () => {
    const { agreed, rounds, scores } = await holdExample(situation);
    expect(agreed).toBe(true);
    expect(rounds).toBeGreaterThanOrEqual(3);
    expect(Math.min(...scores[0])).toBeLessThan(Math.min(...scores[rounds - 1]));
  });

  it('cites only facts, evidence and turns that exist before it', async () => {
    const { turns } = await holdExample(situation);
    const evidence = new Set(bundledEvidence.map(item => item.id));
    const said = new Set<string>();
    for (const turn of turns) {
      if (turn.kind === 'proposal') {
        for (const stand of turn.stands) {
          expect(stand.evidence.filter(id => !evidence.has(id))).toEqual([]);
          expect(stand.turns.filter(id => !said.has(id))).toEqual([]);
          expect(stand.facts.filter(id => !(factIds as readonly string[]).includes(id))).toEqual(
            []
          );
        }
      }
      said.add(turn.id);
    }
  });

  it('takes under a second', async () => {
    const started = performance.now();
    await holdExample(situation);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('scores', () => {
  it('depend on the proposal, not on the round', async () => {
    const { turns } = await holdExample(norman, { constraints: [unkeepable()] });
    const scores = new Map<string, number>();
    for (const review of reviewsIn(turns)) {
      const proposal = turns.find((turn): turn is Proposal => turn.id === review.of)!;
      const key = `${review.reviewer} ${proposal.expert} ${JSON.stringify(proposal.stands)}`;
      expect(scores.get(key) ?? review.score).toBe(review.score);
      scores.set(key, review.score);
    }
    expect(scores.size).toBeLessThan(reviewsIn(turns).length);
  });

  it('are the weighted mean of the criteria they list, at most 0.8 with a hard concern open', async () => {
    const { turns } = await holdExample(norman, { constraints: [unkeepable()] });
    const capped = reviewsIn(turns).filter(review => review.open_concerns.some(({ hard }) => hard));
    expect(capped.length).toBeGreaterThan(0);
    for (const review of reviewsIn(turns)) {
      const weight = review.criteria.reduce((sum, item) => sum + item.weight, 0);
      const mean =
        review.criteria.reduce((sum, item) => sum + item.weight * item.value, 0) / weight;
      const most = capped.includes(review) ? 0.8 : 1;
      expect(review.score).toBeCloseTo(Math.min(mean, most), 12);
    }
  });
});

const unkeepable = () => readConstraint('require', 'composition:set-network');

describe('a debate that can not agree', () => {
  it('ends after 20 rounds, says so, and returns the best-scored plan', async () => {
    const { turns, agreed, rounds } = await holdExample(norman, { constraints: [unkeepable()] });
    expect({ agreed, rounds }).toEqual({ agreed: false, rounds: 20 });
    const plan = composePlan(turns, bundledEvidence);
    expect(plan.agreed).toBe(false);
    const ends = turns.filter((turn): turn is RoundEnd => turn.kind === 'round-end');
    // nobody reviews the expert whose concern it is, so that one stands high alone
    const others = ends.flatMap(end => end.scores.filter(({ expert }) => expert !== 'data'));
    expect(others.every(({ c }) => c < 0.8)).toBe(true);
    expect(ends.every(end => !end.agreed)).toBe(true);
    expect(ends.at(-1)?.question).toContain('composition');
  });

  it('ends as early as it is told to', async () => {
    const { rounds } = await holdExample(norman, { constraints: [unkeepable()], maxRounds: 3 });
    expect(rounds).toBe(3);
  });
});

describe('any profile', () => {
  it('leads to an agreement with a plan of at least six choices', async () => {
    await fc.assert(
      fc.asyncProperty(situations, async situation => {
        const { turns, agreed } = await holdExample(situation);
        expect(agreed).toBe(true);
        const plan = composePlan(turns, bundledEvidence);
        expect(plan.choices).toHaveLength(slots.length);
      }),
      { numRuns: 150 }
    );
  }, 60000);
});

describe('the run log', () => {
  it('gets every answer under a key of its own, in the same order each time', async () => {
    const keysOf = async (): Promise<readonly string[]> => {
      const keys: string[] = [];
      const step: DebateStep = (key, ...rest) => {
        keys.push(key);
        return unrecordedStep(key, ...rest);
      };
      await holdExample(norman, { step });
      return keys;
    };
    const keys = await keysOf();
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.slice(0, 5)).toEqual([
      'debate/experts',
      'debate/facts',
      'round-1/comments',
      'round-1/data/proposal',
      'round-1/biology/proposal'
    ]);
    expect(keys).toContain('round-2/critic/review/training');
    expect(await keysOf()).toEqual(keys);
  });

  it('goes on after a plan that was sent back, from the round where it ended', async () => {
    const first = await holdExample(norman);
    const next = first.rounds + 1;
    const again = await holdExample(norman, {
      previous: first,
      comments: { [next]: ['Use early stopping'] }
    });
    expect(again.turns.slice(0, first.turns.length)).toEqual(first.turns);
    expect(again.scores).toHaveLength(again.rounds);
    const plan = composePlan(again.turns, bundledEvidence);
    expect(plan.choices.find(choice => choice.slot === 'training')?.choice).toBe('early-stopping');
  });
});

describe('words of the analyst', () => {
  it('are answered by every expert, heeded or with the reason why not', async () => {
    const { turns } = await holdExample(norman, {
      comments: {
        2: ['Please try an ensemble', 'Use an interaction term', 'Mind the mitochondria']
      }
    });
    for (const proposal of proposalsIn(turns, 2)) {
      expect(proposal.answers).toMatchObject([
        { turn: 'r2/you', heeded: true },
        { turn: 'r2/you-2', heeded: false, reason: expect.stringContaining('5 pairs') },
        { turn: 'r2/you-3', heeded: false, reason: 'not understood by the built-in experts' }
      ]);
      expect(proposal.stands.find(stand => stand.slot === 'training')?.choice).toBe('ensemble');
    }
  });

  it('stay heeded in later rounds', async () => {
    const { turns, rounds } = await holdExample(kang, {
      comments: { 1: ['no fixed epochs, an ensemble'] }
    });
    const last = proposalsIn(turns, rounds).flatMap(({ stands }) => stands);
    const choices = last.filter(stand => stand.slot === 'training').map(stand => stand.choice);
    expect(new Set(choices)).toEqual(new Set(['ensemble']));
  });
});

describe('constraints', () => {
  it.each([
    ['require', 'decoder:full', 'decoder', 'full'],
    ['forbid', 'training:ensemble', 'training', 'early-stopping'],
    ['require', 'loss:de-weighted', 'loss', 'de-weighted']
  ])('%s %s is kept', async (key, value, slot, choice) => {
    const { turns } = await holdExample(norman, { constraints: [readConstraint(key, value)] });
    const plan = composePlan(turns, bundledEvidence);
    expect(plan.choices.find(item => item.slot === slot)?.choice).toBe(choice);
  });

  it('keeps the sizes under a limit on parameters, and the score says so', async () => {
    const free = composePlan((await holdExample(norman)).turns, bundledEvidence);
    const { turns } = await holdExample(norman, {
      constraints: [readConstraint('parameters', '30000')]
    });
    const { hidden, rank } = composePlan(turns, bundledEvidence).hyperparameters;
    expect(hidden * rank).toBeLessThan(free.hyperparameters.hidden * free.hyperparameters.rank);
    const kept = reviewsIn(turns).map(review =>
      review.criteria.find(item => item.id === 'hard-constraints')
    );
    expect(kept.every(item => item?.detail === 'all 1 kept')).toBe(true);
  });
});
