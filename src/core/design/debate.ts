import { z } from 'zod';
import { throwIfStopped } from '../errors';
import type { Evidence } from '../literature/evidence';
import type { Mind } from '../ports';
import type { Assessment } from '../task/assessment';
import { Fact, type Profile } from '../task/profile';
import type { Task } from '../task/task';
import { propose, review, schemasFor, type Table } from './ask';
import type { Situation } from './brief';
import { isAgreed, mostRounds, scoreRound } from './consensus';
import type { Constraint } from './constraints';
import type { DebateStep } from './debate-step';
import { situationFacts } from './facts';
import { nextQuestion } from './question';
import {
  Comment,
  type ExpertId,
  expertIds,
  type Proposal,
  type Review,
  RoundEnd,
  type Turn
} from './turns';

export type { DebateStep };

export interface DebateOptions {
  readonly profile: Profile;
  readonly assessment: Assessment | null;
  readonly task: Task;
  readonly constraints: readonly Constraint[];
  readonly evidence: readonly Evidence[];
  /** Words from the analyst that wait at the start of a round. */
  readonly comments: (round: number) => Promise<readonly string[]>;
  readonly mind: Mind;
  readonly step: DebateStep;
  readonly signal: AbortSignal;
  /** Rounds at most, 1 to 20; counted from `previous` where there is one. */
  readonly maxRounds?: number;
  /** The debate that led to a plan the analyst sent back: goes on where it ended. */
  readonly previous?: Debate | null;
  /** Name of the recorded table of prior knowledge; null or absent: there is none. */
  readonly knowledge?: string | null;
}

export interface Debate {
  readonly turns: readonly Turn[];
  readonly agreed: boolean;
  readonly rounds: number;
  /** c per expert, in the order of `expertIds`, per round. */
  readonly scores: readonly (readonly number[])[];
}

/**
 * The moderator's rounds: propose, review each other, score, until every expert stands high and close enough.
 *
 * Each answer of a mind is one step: `debate/facts`, then per round `round-N/comments`, `round-N/EXPERT/proposal`,
 * `round-N/REVIEWER/review/EXPERT` and `round-N/end`. After at most `maxRounds` rounds it ends without agreement.
 */
export async function debate(options: DebateOptions): Promise<Debate> {
  const situation = await openSituation(options);
  const before = options.previous?.rounds ?? 0;
  const last = before + Math.min(Math.max(options.maxRounds ?? mostRounds, 1), mostRounds);
  const scores = [...(options.previous?.scores ?? [])];
  let turns: readonly Turn[] = options.previous?.turns ?? [];
  for (let round = before + 1; round <= last; round++) {
    throwIfStopped(options.signal);
    const { added, end } = await holdRound(options, situation, turns, scores);
    turns = [...turns, ...added, end];
    scores.push(end.scores.map(score => score.c));
    if (end.agreed) {
      return { turns, agreed: true, rounds: round, scores };
    }
  }
  return { turns, agreed: false, rounds: last, scores };
}

/** Recorded before the first round; a debate that goes on asks for it again and finds it there. */
async function openSituation(options: DebateOptions): Promise<Situation> {
  const { task, assessment, constraints, evidence } = options;
  const knowledge = options.knowledge ?? null;
  const measured = situationFacts(options.profile, assessment, knowledge);
  const parts = assessment?.parts ?? [];
  const inputs = {
    facts: measured,
    task,
    parts,
    constraints,
    evidence: evidence.map(item => item.id)
  };
  const facts = await options.step(
    'debate/facts',
    z.array(Fact),
    async () => [...measured],
    inputs
  );
  return { facts, task, assessment, constraints, evidence };
}

async function holdRound(
  options: DebateOptions,
  situation: Situation,
  before: readonly Turn[],
  scores: readonly (readonly number[])[]
): Promise<{ added: readonly Turn[]; end: RoundEnd }> {
  const round = scores.length + 1;
  const comments = await readComments(options, round);
  const turns = [...before, ...comments];
  const { mind, step, signal } = options;
  const schemas = schemasFor(situation, turns);
  const table: Table = { mind, step, signal, situation, turns, round, schemas };
  const proposals = await inTurn(expertIds, expert => propose(table, expert));
  const pairs = proposals.flatMap(proposal =>
    reviewersOf(proposal.expert).map(reviewer => ({ reviewer, proposal }))
  );
  const reviews = await inTurn(pairs, pair => review(table, pair.reviewer, pair.proposal));
  const end = await endRound(table, proposals, reviews, scores.at(-1) ?? []);
  return { added: [...comments, ...proposals, ...reviews], end };
}

const reviewersOf = (expert: ExpertId): readonly Review['reviewer'][] => [
  ...expertIds.filter(peer => peer !== expert),
  'critic'
];

/** One after the other, so that the log has one order. */
async function inTurn<A, B>(items: readonly A[], work: (item: A) => Promise<B>): Promise<B[]> {
  const done: B[] = [];
  for (const item of items) {
    done.push(await work(item));
  }
  return done;
}

async function readComments(options: DebateOptions, round: number): Promise<readonly Comment[]> {
  return options.step(
    `round-${round}/comments`,
    z.array(Comment),
    async () =>
      (await options.comments(round)).map((text, index) => ({
        kind: 'comment' as const,
        id: `r${round}/you${index === 0 ? '' : `-${index + 1}`}`,
        round,
        text
      })),
    { round }
  );
}

async function endRound(
  { step, round }: Table,
  proposals: readonly Proposal[],
  reviews: readonly Review[],
  previousScores: readonly number[]
): Promise<RoundEnd> {
  const expertOf = new Map(proposals.map(proposal => [proposal.id, proposal.expert]));
  const work = async (): Promise<RoundEnd> => {
    const scores = scoreRound(
      reviews.map(item => ({
        reviewer: item.reviewer,
        expert: expertOf.get(item.of)!,
        score: item.score,
        hardOpen: item.open_concerns.some(concern => concern.hard)
      })),
      previousScores
    );
    const agreed = isAgreed(scores);
    return {
      kind: 'round-end',
      id: `r${round}/end`,
      round,
      scores: expertIds.map((expert, index) => ({ expert, c: scores[index] })),
      agreed,
      question: agreed ? '' : nextQuestion(proposals, reviews)
    };
  };
  const inputs = { reviews: reviews.map(item => [item.id, item.score]), previous: previousScores };
  return step(`round-${round}/end`, RoundEnd, work, inputs);
}
