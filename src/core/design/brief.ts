import { z } from 'zod';
import type { Evidence } from '../literature/evidence';
import type { Assessment } from '../task/assessment';
import type { Fact } from '../task/profile';
import type { Task } from '../task/task';
import type { Constraint } from './constraints';
import { Hyperparameters } from './plan';
import { type Slot, SlotId, slotOptions } from './slots';
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
}

/** Asked of a role "data", "biology", "learning" or "training" at the start of a round. */
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

/** What a mind may cite: anything else is rejected, not rendered. */
export interface Citable {
  readonly evidence: readonly string[];
  readonly facts: readonly string[];
  readonly turns: readonly string[];
}

function known(what: string, ids: readonly string[]) {
  const set = new Set(ids);
  return z.array(z.string().refine(id => set.has(id), { error: `unknown ${what} id` })).readonly();
}

const isOption = (slot: Slot, choice: string): boolean =>
  (slotOptions[slot] as readonly string[]).includes(choice);

/** What a mind answers to a `ProposalBrief`: a proposal without what the moderator adds. */
export function proposalDraft(citable: Citable) {
  const stand = z
    .strictObject({
      ...Stand.shape,
      evidence: known('evidence', citable.evidence),
      facts: known('fact', citable.facts),
      turns: known('turn', citable.turns)
    })
    .refine(value => isOption(value.slot, value.choice), { error: 'not an option of this slot' });
  return z.strictObject({
    text: z.string(),
    stands: z
      .array(stand)
      .min(1)
      .refine(list => new Set(list.map(value => value.slot)).size === list.length, {
        error: 'two stands on one slot'
      })
      .readonly(),
    hyperparameters: Hyperparameters.partial(),
    answers: ProposalTurn.shape.answers
  });
}
export type ProposalDraft = z.infer<ReturnType<typeof proposalDraft>>;

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
