import { z } from 'zod';
import type { Evidence } from '../literature/evidence';
import type { Assessment } from '../task/assessment';
import type { Fact } from '../task/profile';
import type { Report } from '../task/report';
import type { Task } from '../task/task';
import type { CandidatesTold } from './candidates-told';
import type { Constraint } from './constraints';
import { choiceProblem } from './choice-said';
import { type CombinedValue, HyperparameterName, OpenValue } from './combined-value';
import { Hyperparameters } from './plan';
import { type Slot, SlotId } from './slots';
import type { ToldAgain } from './told-again';
import {
  type Comment,
  Criterion,
  type ExpertId,
  type Proposal,
  Proposal as ProposalTurn,
  type Review,
  Stand
} from './turns';

/** What every expert is told, in every round: measured numbers and literature, never rows of data. */
export interface Situation {
  readonly facts: readonly Fact[];
  readonly task: Task;
  readonly assessment: Assessment | null;
  readonly constraints: readonly Constraint[];
  readonly evidence: readonly Evidence[];
  /** What Task Analysis reported, each claim founded; absent where no agents analysed. */
  readonly report?: Report | null;
  /** Whether an architecture of the expert's own may be named as `free:WORDS`: there is a coder who can write it. */
  readonly isFree?: boolean;
  /** Whether one expert alone speaks for all slots; absent: each speaks for its own. */
  readonly isAlone?: boolean;
  /** Who debates; absent: the four who always do. */
  readonly experts?: readonly ExpertId[];
  /** Plans that have run on inner folds; absent before there are any. */
  readonly candidates?: CandidatesTold;
  /** What a later round is told in full; absent in a first round: everything. */
  readonly again?: ToldAgain;
}

/** Asked of an expert at the start of a round. */
export interface ProposalBrief {
  readonly kind: 'proposal';
  readonly expert: ExpertId;
  readonly round: number;
  readonly situation: Situation;
  /** The expert's proposal of the round before; null in the first. */
  readonly previous: Proposal | null;
  /** What was said about it. */
  readonly reviews: readonly Review[];
  /** Every comment of the analyst up to now; those of this round want an answer. */
  readonly comments: readonly Comment[];
}

/** Asked of each peer, and of the role "critic", about one proposal. */
export interface ReviewBrief {
  readonly kind: 'review';
  readonly reviewer: ExpertId | 'critic';
  readonly round: number;
  readonly situation: Situation;
  readonly proposal: Proposal;
  readonly comments: readonly Comment[];
}

/** A concern a reviewer holds: open until a proposal's option of `slot` is one of `wants`. */
export const HeldConcern = z.strictObject({
  id: z.string(),
  slot: SlotId,
  hard: z.boolean(),
  wants: z.array(z.string()).readonly(),
  text: z.string(),
  facts: z.array(z.string()).readonly(),
  evidence: z.array(z.string()).readonly()
});
export type HeldConcern = z.infer<typeof HeldConcern>;

/** A concern a reviewer holds on a hyperparameter: open against a proposal that gives a value outside of the range. */
export const HeldValue = OpenValue.extend({
  facts: z.array(z.string()).readonly(),
  evidence: z.array(z.string()).readonly()
});
export type HeldValue = z.infer<typeof HeldValue>;

/** What those who review the hyperparameters are shown of them. */
export interface ValuesBrief {
  /** The set as it combines before this round's scores. */
  readonly set: readonly CombinedValue[];
  readonly held: readonly HeldValue[];
  /** Values that changed since the round before; all in the first. */
  readonly changed: readonly HyperparameterName[];
}

/** Asked once a round of each peer, and of the role "critic", about all proposals of the others. */
export interface ReviewsBrief {
  readonly kind: 'reviews';
  readonly reviewer: ExpertId | 'critic';
  readonly round: number;
  readonly situation: Situation;
  readonly proposals: readonly Proposal[];
  /** What the reviewer holds from the rounds before. */
  readonly held: readonly HeldConcern[];
  /** Slots on which anybody's stand changed since; all of them in the first round. */
  readonly changed: readonly Slot[];
  /** Slots on which a stand that the reviewer minds was kept for another reason; absent: none. */
  readonly answered?: readonly Slot[];
  /** Only of who reviews the hyperparameters. */
  readonly values?: ValuesBrief;
  readonly comments: readonly Comment[];
}

/** What a mind may cite: anything else is rejected, not rendered. */
export interface Citable {
  readonly evidence: readonly string[];
  readonly facts: readonly string[];
  readonly turns: readonly string[];
  /** Claims of the report: a stand may name them among its turns. */
  readonly claims?: readonly string[];
  /** Concerns that are open against anybody, or answered; absent: they can't be named. */
  readonly concerns?: readonly string[];
}

/** How many ids a refusal names at most. */
const mostTold = 6;

function oneOf(what: string, ids: readonly string[]) {
  const set = new Set(ids);
  const some = ids.slice(0, mostTold).join(', ');
  const told =
    ids.length === 0
      ? 'there is none yet'
      : `one of ${some}${ids.length > mostTold ? ', ...' : ''}`;
  return z.string().refine(id => set.has(id), {
    error: ({ input }) => `unknown ${what} id ${JSON.stringify(input).slice(0, 60)}: ${told}`
  });
}

const known = (what: string, ids: readonly string[]) => z.array(oneOf(what, ids)).readonly();

/** Bounds that no argument moves: beyond them a value is a slip. */
const boundedHyperparameters = Hyperparameters.extend({
  hidden: z.int().min(1).max(4096),
  rank: z.int().min(1).max(512),
  learning_rate: z.number().min(1e-6).max(1),
  weight_decay: z.number().min(0).max(1),
  dropout: z.number().min(0).max(0.9),
  max_epochs: z.int().min(1).max(5000),
  patience: z.int().min(1).max(5000),
  batch_size: z.int().min(1).max(65_536),
  members: z.int().min(1).max(10)
}).partial();

function tellProblem(context: z.RefinementCtx, message: string | null): void {
  if (message !== null) {
    context.addIssue({ code: 'custom', message });
  }
}

/** What a mind answers to a `ProposalBrief`: a proposal without what the moderator adds. */
export function proposalDraft(citable: Citable, isFree = false) {
  const stand = z
    .strictObject({
      ...Stand.shape,
      evidence: known('evidence', citable.evidence),
      facts: known('fact', citable.facts),
      turns: known('turn', [...citable.turns, ...(citable.claims ?? [])]),
      ...(citable.concerns === undefined
        ? {}
        : { concerns: known('concern', citable.concerns).optional() })
    })
    .superRefine(({ slot, choice }, context) => {
      tellProblem(context, choiceProblem(slot, choice, isFree));
    });
  return z.strictObject({
    text: z.string(),
    stands: z
      .array(stand)
      .min(1)
      .refine(list => new Set(list.map(value => value.slot)).size === list.length, {
        error: 'two stands on one slot'
      })
      .readonly(),
    hyperparameters: boundedHyperparameters,
    answers: z
      .array(
        ProposalTurn.shape.answers.unwrap().element.extend({ turn: oneOf('turn', citable.turns) })
      )
      .readonly()
  });
}
export type ProposalDraft = z.infer<ReturnType<typeof proposalDraft>>;

/** What a reviewer may speak of. */
export interface Reviewable {
  readonly citable: Citable;
  /** Ids of the proposals and of the concerns it holds. */
  readonly proposals: readonly string[];
  readonly held: readonly string[];
  readonly isFree: boolean;
}

/** What a mind answers to a `ReviewsBrief`: what it now minds and no longer minds; scores follow from that. */
export function reviewsDraft({ citable, proposals, held, isFree }: Reviewable) {
  return z.strictObject({
    withdraw: z
      .array(z.strictObject({ id: oneOf('concern', held), reason: z.string() }))
      .readonly(),
    raise: z
      .array(
        z
          .strictObject({
            slot: SlotId,
            hard: z.boolean(),
            wants: z.array(z.string()).min(1).readonly(),
            text: z.string(),
            facts: known('fact', citable.facts),
            evidence: known('evidence', citable.evidence)
          })
          .superRefine(({ slot, wants }, context) => {
            const problems = wants.map(choice => choiceProblem(slot, choice, isFree));
            tellProblem(context, problems.find(problem => problem !== null) ?? null);
          })
      )
      .readonly(),
    remarks: z
      .array(z.strictObject({ of: oneOf('proposal', proposals), text: z.string() }))
      .readonly()
  });
}
type StandsReviewed = z.infer<ReturnType<typeof reviewsDraft>>;

/** The same of who reviews the hyperparameters, too. */
export function valuesDraft(reviewable: Reviewable) {
  const { citable } = reviewable;
  return reviewsDraft(reviewable).extend({
    values: z
      .array(
        z
          .strictObject({
            name: HyperparameterName,
            least: z.number(),
            most: z.number(),
            text: z.string(),
            facts: known('fact', citable.facts),
            evidence: known('evidence', citable.evidence)
          })
          .refine(({ least, most }) => least <= most, { error: 'least is above most' })
      )
      .readonly()
  });
}
export type ReviewsDraft = StandsReviewed &
  Partial<Pick<z.infer<ReturnType<typeof valuesDraft>>, 'values'>>;

/** What a mind answers to a `ReviewBrief`; the score is computed from the criteria by the moderator. */
export function reviewDraft(citable: Citable) {
  return z.strictObject({
    criteria: z.array(Criterion).min(1).readonly(),
    open_concerns: z
      .array(
        z.strictObject({
          id: z.string(),
          slot: SlotId,
          hard: z.boolean(),
          wants: z.array(z.string()).readonly(),
          text: z.string()
        })
      )
      .readonly(),
    text: z.string(),
    evidence: known('evidence', citable.evidence),
    facts: known('fact', citable.facts)
  });
}
export type ReviewDraft = z.infer<ReturnType<typeof reviewDraft>>;

/** The weighted mean of the criteria; at most 0.8 while a hard concern is open. Knows nothing of the round. */
export function reviewScore(draft: Pick<ReviewDraft, 'criteria' | 'open_concerns'>): number {
  const weight = draft.criteria.reduce((sum, criterion) => sum + criterion.weight, 0);
  if (!(weight > 0)) {
    throw new RangeError('The criteria of a review have no weight: expected a positive sum.');
  }
  const sum = draft.criteria.reduce(
    (total, criterion) => total + criterion.weight * criterion.value,
    0
  );
  const most = draft.open_concerns.some(concern => concern.hard) ? 0.8 : 1;
  return Math.min(sum / weight, most);
}
