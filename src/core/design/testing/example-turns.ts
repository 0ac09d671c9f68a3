import { isAgreed } from '../consensus';
import { type Slot } from '../slots';
import {
  type ExpertId,
  expertIds,
  type Proposal,
  type Review,
  type RoundEnd,
  type Stand,
  type Turn
} from '../turns';

/** What one expert holds in a written-down round, and how well it is scored. */
export interface ExampleVoice {
  readonly expert: ExpertId;
  readonly c: number;
  readonly critic: number;
  readonly stands: Partial<Readonly<Record<Slot, string>>>;
}

/** One round of turns with given scores: proposals, the critic's reviews, the end. */
export function roundOf(round: number, voices: readonly ExampleVoice[]): readonly Turn[] {
  const scores = voices.map(voice => voice.c);
  return [
    ...voices.map(voice => proposalOf(round, voice)),
    ...voices.map(voice => criticReview(round, voice)),
    {
      kind: 'round-end',
      id: `r${round}/end`,
      round,
      scores: voices.map(({ expert, c }) => ({ expert, c })),
      agreed: isAgreed(scores),
      question: isAgreed(scores) ? '' : 'What settles composition?'
    } satisfies RoundEnd
  ];
}

function proposalOf(round: number, { expert, stands }: ExampleVoice): Proposal {
  return {
    kind: 'proposal',
    id: `r${round}/${expert}`,
    round,
    expert,
    mind: 'scripted',
    action: round === 1 ? 'proposes' : 'keeps',
    text: `${expert} speaks in round ${round}.`,
    stands: (Object.entries(stands) as [Slot, string][]).map(([slot, choice]) =>
      standOf(round, expert, slot, choice)
    ),
    hyperparameters: {},
    answers: []
  };
}

function standOf(round: number, expert: ExpertId, slot: Slot, choice: string): Stand {
  return {
    slot,
    choice,
    reason: `${expert} holds ${choice}.`,
    evidence: ['ahlmann-eltze-2025'],
    facts: ['pairs'],
    turns: round > 1 ? [`r${round - 1}/critic>${expert}`] : []
  };
}

function criticReview(round: number, { expert, critic }: ExampleVoice): Review {
  return {
    kind: 'review',
    id: `r${round}/critic>${expert}`,
    round,
    reviewer: 'critic',
    mind: 'scripted',
    of: `r${round}/${expert}`,
    score: critic,
    criteria: [{ id: 'concerns-met', value: critic, weight: 1, detail: 'written down' }],
    open_concerns: [],
    text: 'Written down.',
    evidence: [],
    facts: []
  };
}

const common = {
  response: 'delta',
  decoder: 'low-rank',
  loss: 'mse',
  regularisation: 'shrink-to-baseline',
  training: 'early-stopping'
} as const;

/** A short debate of two rounds that agrees, one slot in dispute: for tests that need turns and no mind. */
export function exampleTurns(): readonly Turn[] {
  const voices = (c: readonly number[]): readonly ExampleVoice[] =>
    expertIds.map((expert, index) => ({
      expert,
      c: c[index],
      critic: 0.9,
      stands: {
        ...common,
        composition: expert === 'biology' ? 'interaction-residual' : 'additive',
        evaluation: 'mean-reference'
      }
    }));
  return [
    ...roundOf(1, voices([0.62, 0.6, 0.61, 0.59])),
    ...roundOf(2, voices([0.86, 0.84, 0.85, 0.85]))
  ];
}
