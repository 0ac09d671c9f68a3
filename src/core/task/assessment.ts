import { z } from 'zod';
import { Fact } from './profile';

/** A mean score over conditions with its interval over independent ones: see docs/metrics.md, 7. */
export const Score = z.strictObject({
  value: z.number().nullable(),
  ci: z.tuple([z.number(), z.number()]).nullable()
});
export type Score = z.infer<typeof Score>;

/** Before the debate: simple baselines and the noise ceiling on inner folds of the training conditions only. */
export const AssessedPart = z.strictObject({
  scenario: z.string(),
  part: z.string(),
  conditions: z.int(),
  /** metric id -> baseline id -> score. */
  baselines: z.record(z.string(), z.record(z.string(), Score)),
  /** metric id -> [lower, upper]. */
  ceiling: z.record(z.string(), z.tuple([z.number(), z.number()]).nullable()),
  best_baseline: z.string(),
  decision: z.enum(['go', 'no-signal', 'baseline-at-ceiling', 'too-few-conditions']),
  reason: z.string()
});
export type AssessedPart = z.infer<typeof AssessedPart>;

export const Assessment = z.strictObject({
  version: z.literal(1),
  task_hash: z.string(),
  parts: z.array(AssessedPart).readonly(),
  /** Facts that need the numbers: effect size, additivity, similarity of contexts, on-target change ... */
  facts: z.array(Fact).readonly(),
  /** Of all parts together, as the run will fit them; absent in what earlier releases wrote. */
  outer_folds: z.int().optional(),
  seconds: z.number()
});
export type Assessment = z.infer<typeof Assessment>;
