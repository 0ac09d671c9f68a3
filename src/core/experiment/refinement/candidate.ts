import { z } from 'zod';
import { Plan } from '../../design/plan';

/** What a candidate does otherwise than its parent, and on which results and turns that rests. */
export const PlanChange = z.strictObject({
  /** A slot, or the name of a value. */
  what: z.string(),
  from: z.string(),
  to: z.string(),
  reason: z.string(),
  facts: z.array(z.string()).readonly(),
  turns: z.array(z.string()).readonly()
});
export type PlanChange = z.infer<typeof PlanChange>;

/** One plan made into code: the step `candidate-N/plan`. */
export const CandidatePlan = z.strictObject({
  /** From 1 over the whole run. */
  n: z.int().min(1),
  /** The candidate whose plan was changed into this one; null: the debate's first. */
  parent: z.int().nullable(),
  plan: Plan,
  changed: z.array(PlanChange).readonly(),
  /** Round that the plan follows from. */
  round: z.int(),
  /** Weights of its networks; null where a coder wrote them and they could not be counted. */
  parameters: z.int().nullable(),
  /** The coder's attempt that it runs; null: the built-in writer's cell. */
  attempt: z.int().nullable(),
  /** Why it is not scored, as where it is larger than the analyst allows; else null. */
  refused: z.string().nullable()
});
export type CandidatePlan = z.infer<typeof CandidatePlan>;

/** Why no further candidate was made. */
export const StopReason = z.enum([
  'most',
  'patience',
  'ceiling',
  'budget',
  'no-change',
  'not-scored',
  'nothing-to-learn'
]);
export type StopReason = z.infer<typeof StopReason>;

/** How the search ended: the step `candidates/VERSION`, of the version of the plan that it led to. */
export const Refinement = z.strictObject({
  chosen: z.int().nullable(),
  stopped: StopReason,
  /** Both in one sentence each. */
  why_chosen: z.string(),
  why_stopped: z.string()
});
export type Refinement = z.infer<typeof Refinement>;

/** What is left of the run's budgets, and what a round of the debate took so far; null: no limit, or not known. */
export const Left = z.strictObject({
  minutes: z.number().nullable(),
  tokens: z.number().nullable(),
  tokens_a_round: z.number()
});
export type Left = z.infer<typeof Left>;
