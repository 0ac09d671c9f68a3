import { z } from 'zod';
import { Score } from '../../task/assessment';

/** One scenario part of a candidate: its scores beside the best baseline's, on the same inner folds. */
export const InnerPart = z.strictObject({
  scenario: z.string(),
  part: z.string(),
  conditions: z.int(),
  candidate: Score,
  /** The trained network alone, before shrinkage; null where the model does not tell one apart. */
  component: Score.nullable(),
  best_baseline: z.string(),
  baseline: Score,
  /** Of the candidate, and of its network alone, over the best baseline: paired, positive is better. */
  gain: Score,
  component_gain: Score.nullable(),
  ceiling: z.tuple([z.number(), z.number()]).nullable(),
  /** Conditions behind the ceiling, where they are fewer: those of enough cells and controls to be compared in halves. */
  ceiling_n: z.int().optional(),
  /** How much of the network the model let through, 0 to 1, mean over fits; null where it does not say. */
  factor: z.number().nullable(),
  /** One a condition, so that later candidates can be compared with it pair by pair. */
  scores: z.array(z.number().nullable()).readonly()
});
export type InnerPart = z.infer<typeof InnerPart>;

/** A candidate on inner folds, scored as the baselines are before the debate. Gains are positive where it is better. */
export const InnerScores = z.strictObject({
  version: z.literal(1),
  task_hash: z.string(),
  source_hash: z.string(),
  metric: z.string(),
  higher_is_better: z.boolean(),
  /** Fits that it took. */
  fits: z.int(),
  parts: z.array(InnerPart).readonly(),
  /** All conditions of all parts together; null where nothing could be scored. */
  overall: z
    .strictObject({
      conditions: z.int(),
      candidate: Score,
      gain: Score,
      component_gain: Score.nullable(),
      /** What lies between the candidate and the noise ceiling; null where the metric has none. */
      room: Score.nullable(),
      /** Conditions behind the room, where they are fewer. */
      room_n: z.int().optional(),
      against: z.array(z.strictObject({ candidate: z.int(), gain: Score })).readonly()
    })
    .nullable(),
  /** Why the cell gave no scores; null where it did. */
  failure: z.strictObject({ code: z.string(), message: z.string(), found: z.string() }).nullable(),
  seconds: z.number()
});
export type InnerScores = z.infer<typeof InnerScores>;

/** What is scored: a model cell that stands alone, with the settings its training cell would give it. */
export interface CellToScore {
  readonly source: string;
  readonly training: Readonly<Record<string, number>>;
  /** Tables of prior knowledge, relative to the notebook; null: none is used. */
  readonly knowledge: readonly string[] | null;
  /** Candidates scored before, with a score a condition for each part. */
  readonly earlier: readonly {
    readonly candidate: number;
    readonly parts: readonly (readonly (number | null)[])[];
  }[];
}
