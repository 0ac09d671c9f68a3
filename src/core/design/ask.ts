import type { Mind } from '../ports';
import {
  type Citable,
  type ProposalDraft,
  proposalDraft,
  type ReviewDraft,
  reviewDraft,
  reviewScore,
  type Situation
} from './brief';
import { type Answer, consult } from './consult';
import { grounded } from './grounded';
import type { DebateStep } from './debate-step';
import { namesConcerns, type Panel } from './experts-by-task';
import {
  type Comment,
  type ExpertId,
  type MindKind,
  Proposal,
  Review,
  type Stand,
  type Turn
} from './turns';

/** What a role is asked about, and where its answer goes. */
export interface Table {
  readonly mind: Mind;
  readonly step: DebateStep;
  readonly signal: AbortSignal;
  readonly situation: Situation;
  readonly turns: readonly Turn[];
  readonly round: number;
  /** The round whose proposals this one goes on from. */
  readonly before: number;
  readonly schemas: Schemas;
  readonly panel: Panel | null;
}

/** What answers must look like; made once a round, since making them costs more than reading an answer. */
export interface Schemas {
  readonly proposal: ReturnType<typeof proposalDraft>;
  readonly review: ReturnType<typeof reviewDraft>;
}

/** Schemas that reject every id that does not stand in the log. */
export function schemasFor({
  situation,
  turns,
  before,
  panel
}: Pick<Table, 'situation' | 'turns' | 'before' | 'panel'>): Schemas {
  const ids = turns.map(turn => turn.id);
  const citable = {
    ...citableIn(situation, ids),
    claims: (situation.report?.claims ?? []).map(claim => claim.id),
    ...(namesConcerns(panel) ? { concerns: nameable(turns, before) } : {})
  };
  return {
    proposal: proposalDraft(citable, situation.isFree === true),
    review: reviewDraft(citableIn(situation, []))
  };
}

/** One expert's proposal for a round, asked of the mind or found in the log. */
export async function propose(table: Table, expert: ExpertId): Promise<Proposal> {
  const { mind, step, situation, turns, round } = table;
  const previous = proposalOf(turns, table.before, expert);
  const reviews = reviewsOf(turns, previous);
  const comments = commentsIn(turns);
  const brief = {
    kind: 'proposal',
    expert,
    round,
    situation,
    previous,
    reviews,
    comments
  } as const;
  const key = `round-${round}/${expert}/proposal`;
  const question = { key, role: expert, brief, schema: table.schemas.proposal };
  const kept = mind.call === undefined ? null : unanswerable(previous, reviews, comments, round);
  const paid = mind.call === undefined || kept !== null ? kept : await consult(table, question);
  const work = async (): Promise<Proposal> => {
    const { draft: said, by } = paid ?? (await consult(table, question));
    const isOpenedByResults = situation.candidates !== undefined && previous !== null;
    const draft = withAnswers(isOpenedByResults ? grounded(said, previous, turns) : said, previous);
    return {
      kind: 'proposal',
      id: `r${round}/${expert}`,
      round,
      expert,
      mind: by,
      action: actionOf(previous, draft.stands),
      ...draft
    };
  };
  const inputs = { previous, reviews, comments };
  return step(key, Proposal, work, inputs);
}

/** Ids of the concerns that reviewers left open in a round, and of those that its stands name already. */
function nameable(turns: readonly Turn[], round: number): readonly string[] {
  const ids = turns
    .filter(turn => turn.round === round)
    .flatMap(turn =>
      turn.kind === 'review'
        ? turn.open_concerns.map(({ id }) => id)
        : turn.kind === 'proposal'
          ? turn.stands.flatMap(stand => stand.concerns ?? [])
          : []
    );
  return [...new Set(ids)].sort();
}

/** A stand that keeps its choice keeps the concerns it has answered: the expert is not shown them again. */
function withAnswers(draft: ProposalDraft, previous: Proposal | null): ProposalDraft {
  const stands = draft.stands.map(stand => {
    const before = previous?.stands.find(
      ({ slot, choice }) => slot === stand.slot && choice === stand.choice
    );
    const answered = before?.concerns ?? [];
    return answered.length === 0
      ? stand
      : { ...stand, concerns: [...new Set([...answered, ...(stand.concerns ?? [])])] };
  });
  return { ...draft, stands };
}

/** Who has nothing to answer says so without being asked: asking would cost, and change nothing. */
function unanswerable(
  previous: Proposal | null,
  reviews: readonly Review[],
  comments: readonly Comment[],
  round: number
): Answer<ProposalDraft> | null {
  const isOpen =
    previous === null ||
    reviews.some(item => item.open_concerns.length + (item.open_values ?? []).length > 0) ||
    comments.some(comment => comment.round === round);
  if (isOpen) {
    return null;
  }
  const { stands, hyperparameters } = previous;
  const text = 'No concern is open against my proposal: I keep it.';
  return { draft: { text, stands, hyperparameters, answers: [] }, by: previous.mind };
}

function actionOf(previous: Proposal | null, stands: readonly Stand[]): Proposal['action'] {
  if (previous === null) {
    return 'proposes';
  }
  const choices = (list: readonly Stand[]): string =>
    list
      .map(stand => `${stand.slot}:${stand.choice}`)
      .sort()
      .join(' ');
  return choices(previous.stands) === choices(stands) ? 'keeps' : 'revises';
}

/** One review of a proposal, by a peer or the critic; its score follows from the criteria it lists. */
export async function review(
  table: Table,
  reviewer: Review['reviewer'],
  proposal: Proposal
): Promise<Review> {
  const { step, situation, turns, round } = table;
  const comments = commentsIn(turns);
  const brief = { kind: 'review', reviewer, round, situation, proposal, comments } as const;
  const key = `round-${round}/${reviewer}/review/${proposal.expert}`;
  const schema = table.schemas.review;
  const work = async (): Promise<Review> => {
    const { draft, by } = await consult(table, { key, role: reviewer, brief, schema });
    return reviewTurn({ round, reviewer, proposal, by }, draft);
  };
  return step(key, Review, work, { proposal, comments });
}

interface Reviewing {
  readonly round: number;
  readonly reviewer: Review['reviewer'];
  readonly proposal: Proposal;
  readonly by: MindKind;
}

/** The turn that a judgement becomes: its score follows from the criteria it lists. */
export function reviewTurn(
  { round, reviewer, proposal, by }: Reviewing,
  draft: ReviewDraft & Pick<Review, 'open_values'>
): Review {
  return {
    kind: 'review',
    id: `r${round}/${reviewer}>${proposal.expert}`,
    round,
    reviewer,
    mind: by,
    of: proposal.id,
    score: reviewScore(draft),
    ...draft
  };
}

/** Everything the log holds that a turn may cite. */
export function citableIn(situation: Situation, turns: readonly string[]): Citable {
  return {
    evidence: situation.evidence.map(item => item.id),
    facts: situation.facts.map(fact => fact.id),
    turns
  };
}

function proposalOf(turns: readonly Turn[], round: number, expert: ExpertId): Proposal | null {
  return (
    turns.find(
      (turn): turn is Proposal =>
        turn.kind === 'proposal' && turn.round === round && turn.expert === expert
    ) ?? null
  );
}

function reviewsOf(turns: readonly Turn[], proposal: Proposal | null): readonly Review[] {
  return turns.filter((turn): turn is Review => turn.kind === 'review' && turn.of === proposal?.id);
}

/** Every word of the analyst so far. */
export function commentsIn(turns: readonly Turn[]): readonly Comment[] {
  return turns.filter((turn): turn is Comment => turn.kind === 'comment');
}
