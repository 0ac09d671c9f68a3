import { z } from 'zod';
import { CombinedValue, OpenValue } from './combined-value';
import { ExpertId } from './expert-id';
import { SlotId } from './slots';
import { Hyperparameters } from './plan';

export { ExpertId, expertIds } from './expert-id';

/** Who answered: shown on every turn whose source is not the section's. */
export const MindKind = z.enum(['built-in', 'llm', 'replay', 'scripted', 'analyst']);
export type MindKind = z.infer<typeof MindKind>;

/** A stand an expert takes on one slot. */
export const Stand = z.strictObject({
  slot: SlotId,
  choice: z.string(),
  reason: z.string(),
  evidence: z.array(z.string()).readonly(),
  facts: z.array(z.string()).readonly(),
  /** Ids of earlier turns this stand answers or was moved by, and of claims of the report. */
  turns: z.array(z.string()).readonly(),
  /** Ids of reviewers' concerns that the reason answers; absent in debates of before they could be named. */
  concerns: z.array(z.string()).readonly().optional()
});
export type Stand = z.infer<typeof Stand>;

/** Turn id "r3/data": an expert's plan fragment in one round. */
export const Proposal = z.strictObject({
  kind: z.literal('proposal'),
  id: z.string(),
  round: z.int(),
  expert: ExpertId,
  mind: MindKind,
  action: z.enum(['proposes', 'keeps', 'revises']),
  /** What the expert says, in its own voice, short. */
  text: z.string(),
  stands: z.array(Stand).readonly(),
  hyperparameters: Hyperparameters.partial(),
  /** Answers to the analyst's comments: comment turn id -> heeded or why not. */
  answers: z
    .array(z.strictObject({ turn: z.string(), heeded: z.boolean(), reason: z.string() }))
    .readonly()
});
export type Proposal = z.infer<typeof Proposal>;

export const Criterion = z.strictObject({
  /** "concerns-met", "hard-constraints", "inner-score", "cost". */
  id: z.string(),
  value: z.number().min(0).max(1),
  weight: z.number(),
  detail: z.string()
});

/** Turn id "r3/biology>data" or "r3/critic>data": one score in [0, 1] with the criteria it was computed from. */
export const Review = z.strictObject({
  kind: z.literal('review'),
  id: z.string(),
  round: z.int(),
  reviewer: z.union([ExpertId, z.literal('critic')]),
  mind: MindKind,
  of: z.string(),
  score: z.number().min(0).max(1),
  criteria: z.array(Criterion).readonly(),
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
  /** Concerns on this proposal's hyperparameters; absent: none is open. */
  open_values: z.array(OpenValue).readonly().optional(),
  text: z.string(),
  evidence: z.array(z.string()).readonly(),
  facts: z.array(z.string()).readonly()
});
export type Review = z.infer<typeof Review>;

/** Turn id "r4/you" or "r4/moderator": words from the analyst or the moderator, read at the start of the round. */
export const Comment = z.strictObject({
  kind: z.literal('comment'),
  id: z.string(),
  round: z.int(),
  text: z.string(),
  /** Absent: the analyst. */
  by: z.literal('moderator').optional()
});
export type Comment = z.infer<typeof Comment>;

/** End of a round: c per expert by the consensus formula, in the order in which the experts speak. */
export const RoundEnd = z.strictObject({
  kind: z.literal('round-end'),
  id: z.string(),
  round: z.int(),
  scores: z.array(z.strictObject({ expert: ExpertId, c: z.number() })).readonly(),
  agreed: z.boolean(),
  /** What the critic asks next, one line; empty when agreed. */
  question: z.string(),
  /** The hyperparameters as they combine now; absent where nobody reviews them. */
  values: z.array(CombinedValue).readonly().optional()
});
export type RoundEnd = z.infer<typeof RoundEnd>;

export const Turn = z.discriminatedUnion('kind', [Proposal, Review, Comment, RoundEnd]);
export type Turn = z.infer<typeof Turn>;
