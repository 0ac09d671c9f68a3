import { z } from 'zod';
import { throwIfStopped } from '../errors';
import type { Evidence } from '../literature/evidence';
import type { KnowledgeReport } from '../knowledge/report';
import type { Mind } from '../ports';
import type { Assessment } from '../task/assessment';
import { Fact, type Profile } from '../task/profile';
import type { Report } from '../task/report';
import type { Task } from '../task/task';
import { type Ablation, expertsUnder } from './ablation';
import { propose, review, schemasFor, type Table } from './ask';
import type { Situation } from './brief';
import type { CandidatesTold } from './candidates-told';
import { isAgreed, mostRounds, scoreRound } from './consensus';
import type { Constraint } from './constraints';
import type { DebateStep } from './debate-step';
import { expertsByTask, joiningFacts, namesConcerns, Panel } from './experts-by-task';
import { situationFacts } from './facts';
import type { Held } from './held-concerns';
import { nextQuestion } from './question';
import { reviewAll } from './reviews';
import { toldAgain } from './told-again';
import { Comment, type ExpertId, expertIds, type Proposal } from './turns';
import { type Review, RoundEnd, type Turn } from './turns';
import { combinedAfter } from './values-reviewed';
import { allHeard, whoReviews } from './who-reviews';

export type { DebateStep };

export interface DebateOptions {
  readonly profile: Profile;
  readonly assessment: Assessment | null;
  readonly task: Task;
  readonly constraints: readonly Constraint[];
  readonly evidence: readonly Evidence[];
  /** Words from the analyst, or the moderator, that wait at the start of a round. */
  readonly comments: (round: number) => Promise<readonly (string | ModeratorWords)[]>;
  readonly mind: Mind;
  readonly step: DebateStep;
  readonly signal: AbortSignal;
  /** Rounds at most, 1 to 20; counted from `previous` where there is one. */
  readonly maxRounds?: number;
  /** The debate that led to a plan the analyst sent back: goes on where it ended. */
  readonly previous?: Debate | null;
  /** What is known of tables of prior knowledge; absent: there are none. */
  readonly knowledge?: { readonly report: Pick<KnowledgeReport, 'facts'> };
  /** Numbers that agents asked for besides those of profile and assessment. */
  readonly asked?: readonly Fact[];
  /** What Task Analysis reported. */
  readonly report?: Report | null;
  /** Whether experts may name architectures of their own. */
  readonly isFree?: boolean;
  /** Results on inner folds that open a further round, as facts that turns can cite, and the plans they are of. */
  readonly further?: { readonly candidates: CandidatesTold; readonly facts: readonly Fact[] };
  /** What is switched off. */
  readonly ablation?: readonly Ablation[];
  /** Whether the log began its debate before it kept who debates: it goes on by the rules of then. */
  readonly isOld?: boolean;
}

/** What the moderator brings from outside the debate. */
export interface ModeratorWords {
  readonly by: 'moderator';
  readonly text: string;
}

export interface Debate {
  readonly turns: readonly Turn[];
  readonly agreed: boolean;
  readonly rounds: number;
  /** c per expert, in the order in which they speak, per round. */
  readonly scores: readonly (readonly number[])[];
  /** What reviewers of a mind that costs hold from round to round. */
  readonly held: Held;
}

/**
 * The moderator's rounds: propose, review each other, score, until every expert stands high and close enough.
 *
 * Each answer of a mind is one step: `debate/experts`, `debate/facts`, then per round `round-N/comments`, `round-N/EXPERT/proposal`,
 * `round-N/REVIEWER/review/EXPERT` and `round-N/end`. After at most `maxRounds` rounds it ends without agreement.
 */
export async function debate(options: DebateOptions): Promise<Debate> {
  const panel = await openPanel(options);
  const situation = await openSituation(options, panel);
  const before = options.previous?.rounds ?? 0;
  const last = before + Math.min(Math.max(options.maxRounds ?? mostRounds, 1), mostRounds);
  const scores = [...(options.previous?.scores ?? [])];
  let turns: readonly Turn[] = options.previous?.turns ?? [];
  let held: Held = options.previous?.held ?? {};
  for (let round = before + 1; round <= last; round++) {
    throwIfStopped(options.signal);
    const ended = await holdRound(options, { situation, panel }, { turns, scores, held });
    turns = [...turns, ...ended.added, ended.end];
    scores.push(ended.end.scores.map(score => score.c));
    held = ended.held;
    if (ended.end.agreed) {
      return { turns, agreed: true, rounds: round, scores, held };
    }
  }
  return { turns, agreed: false, rounds: last, scores, held };
}

/** Who debates is kept in the log: what would be decided later may be another. Null for a log that knows no such step. */
async function openPanel({
  isOld,
  mind,
  step,
  task,
  profile
}: DebateOptions): Promise<Panel | null> {
  const open = async (): Promise<Panel> => ({
    rules: mind.call === undefined ? 2 : 3,
    experts: mind.experts?.map(expert => ({ expert, why: '' })) ?? expertsByTask({ task, profile })
  });
  return isOld === true ? null : step('debate/experts', Panel, open, {});
}

const expertsOf = (panel: Panel | null): readonly ExpertId[] =>
  panel?.experts.map(({ expert }) => expert) ?? expertIds;

/** Recorded before the first round; a debate that goes on asks for it again and finds it there. */
async function openSituation(options: DebateOptions, panel: Panel | null): Promise<Situation> {
  const { task, assessment, constraints, evidence, profile } = options;
  const experts = expertsOf(panel);
  const isAlone = (options.ablation ?? []).includes('one-expert');
  const hasJoined = experts.some(expert => !expertIds.includes(expert));
  const joined = hasJoined && !isAlone ? { experts } : {};
  const knowledge = options.knowledge?.report.facts ?? [];
  const measured = [
    ...situationFacts(profile, assessment, knowledge),
    ...joiningFacts(experts, { task, profile }),
    ...(options.asked ?? [])
  ];
  const parts = assessment?.parts ?? [];
  const inputs = {
    facts: measured,
    task,
    parts,
    constraints,
    evidence: evidence.map(item => item.id),
    ...whatOthersAdd(options)
  };
  const facts = await options.step(
    'debate/facts',
    z.array(Fact),
    async () => [...measured],
    inputs
  );
  const known = { task, assessment, constraints, evidence, ...joined, ...whatOthersAdd(options) };
  const { further } = options;
  return further === undefined
    ? { facts, ...known }
    : { facts: [...facts, ...further.facts], ...known, candidates: further.candidates };
}

/** Absent for the built-in experts of a whole debate, so that their records stay what they were. */
function whatOthersAdd({
  report,
  isFree,
  ablation = []
}: DebateOptions): Pick<Situation, 'report' | 'isFree' | 'isAlone'> {
  return {
    ...(report == null ? {} : { report }),
    ...(isFree === true ? { isFree: true } : {}),
    ...(ablation.includes('one-expert') ? { isAlone: true } : {})
  };
}

interface Before {
  readonly turns: readonly Turn[];
  readonly scores: readonly (readonly number[])[];
  readonly held: Held;
}

async function holdRound(
  options: DebateOptions,
  { situation: known, panel }: { readonly situation: Situation; readonly panel: Panel | null },
  before: Before
): Promise<{ added: readonly Turn[]; end: RoundEnd; held: Held }> {
  const round = before.scores.length + 1;
  const isFirst = round === (options.previous?.rounds ?? 0) + 1;
  const last = isFirst ? (options.further?.candidates.round ?? round - 1) : round - 1;
  const comments = await readComments(options, round);
  const turns = [...before.turns, ...comments];
  const { mind, signal } = options;
  const situation =
    namesConcerns(panel) && last > 0 ? { ...known, again: toldAgain(turns, last) } : known;
  const schemas = schemasFor({ situation, turns, before: last, panel });
  let calls = 0;
  const step: DebateStep = (key, schema, work, inputs) => {
    calls += key.endsWith('/call') ? 1 : 0;
    return options.step(key, schema, work, inputs);
  };
  const table: Table = {
    mind,
    step,
    signal,
    situation,
    turns,
    round,
    before: last,
    schemas,
    panel
  };
  const experts = expertsUnder(options.ablation ?? [], expertsOf(panel));
  const proposals = await inTurn(experts, expert => propose(table, expert));
  const { reviews, held, isHeard } =
    mind.call === undefined
      ? {
          reviews: await reviewEach(options, table, proposals),
          held: before.held,
          isHeard: true
        }
      : await reviewTogether(options, table, { proposals, held: before.held, calls });
  const judged = { proposals, reviews, experts, isHeard };
  const end = await endRound(table, judged, before.scores[last - 1] ?? []);
  return { added: [...comments, ...proposals, ...reviews], end, held };
}

/** Rules review one proposal after the other. */
async function reviewEach(
  { ablation = [] }: DebateOptions,
  table: Table,
  proposals: readonly Proposal[]
): Promise<readonly Review[]> {
  const pairs = proposals.flatMap(proposal =>
    reviewersOf(proposals, ablation)
      .filter(reviewer => reviewer !== proposal.expert)
      .map(reviewer => ({ reviewer, proposal }))
  );
  return inTurn(pairs, pair => review(table, pair.reviewer, pair.proposal));
}

/** A mind that costs reviews all its peers' proposals in one call. */
async function reviewTogether(
  { ablation = [] }: DebateOptions,
  table: Table,
  given: { proposals: readonly Proposal[]; held: Held; calls: number }
): Promise<{ reviews: readonly Review[]; held: Held; isHeard: boolean }> {
  const { proposals } = given;
  let { held } = given;
  const reviews: Review[] = [];
  const reviewers = reviewersOf(proposals, ablation);
  const isAsked = whoReviews(table, reviewers, given);
  for (const reviewer of reviewers) {
    const isNew = table.panel !== null && held.asked?.[reviewer] === undefined;
    // who has not read the proposals has no word on them
    if (isAsked.has(reviewer) || !isNew) {
      const now = { held, isAsked: isAsked.has(reviewer) };
      const reviewed = await reviewAll(table, reviewer, proposals, now);
      reviews.push(...reviewed.reviews);
      held = reviewed.held;
    }
  }
  return { reviews, held, isHeard: table.panel === null || allHeard(reviewers, held) };
}

/** The peers in the order of the experts, then the critic. A proposal nobody else judges is the critic's in any case. */
function reviewersOf(
  proposals: readonly Proposal[],
  off: readonly Ablation[]
): readonly Review['reviewer'][] {
  const peers = proposals.map(proposal => proposal.expert);
  const hasPeers = peers.length > 1 && !off.includes('no-peer-review');
  return [
    ...(hasPeers ? peers : []),
    ...(off.includes('no-critic') && hasPeers ? [] : (['critic'] as const))
  ];
}

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
    async () => (await options.comments(round)).map((said, index) => commentOf(said, round, index)),
    { round }
  );
}

function commentOf(said: string | ModeratorWords, round: number, index: number): Comment {
  const kind = 'comment';
  const more = index === 0 ? '' : `-${index + 1}`;
  return typeof said === 'string'
    ? { kind, id: `r${round}/you${more}`, round, text: said }
    : { kind, id: `r${round}/moderator${more}`, round, ...said };
}

interface Judged {
  readonly proposals: readonly Proposal[];
  readonly reviews: readonly Review[];
  readonly experts: readonly ExpertId[];
  /** Whether all reviewers have spoken by now: without that nothing is agreed. */
  readonly isHeard: boolean;
}

async function endRound(
  { step, round, panel, mind }: Table,
  { proposals, reviews, experts, isHeard }: Judged,
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
      previousScores,
      experts
    );
    const agreed = isHeard && isAgreed(scores);
    return {
      kind: 'round-end',
      id: `r${round}/end`,
      round,
      scores: experts.map((expert, index) => ({ expert, c: scores[index] })),
      agreed,
      question: agreed ? '' : nextQuestion(proposals, reviews),
      ...(panel === null || mind.call === undefined
        ? {}
        : { values: combinedAfter(proposals, reviews, scores) })
    };
  };
  const inputs = { reviews: reviews.map(item => [item.id, item.score]), previous: previousScores };
  return step(`round-${round}/end`, RoundEnd, work, inputs);
}
