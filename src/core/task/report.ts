import { z } from 'zod';

/** Who analyses the task before the experts argue; the paper's Task Analysis. */
export const AnalystRole = z.enum([
  'dataset-analyst',
  'problem-investigator',
  'baseline-assessor',
  'refiner'
]);
export type AnalystRole = z.infer<typeof AnalystRole>;

/** One sentence of the report, founded on a measured number or a record. */
export const Claim = z.strictObject({
  /** Such as "dataset-analyst/2". */
  id: z.string(),
  role: AnalystRole,
  text: z.string(),
  facts: z.array(z.string()).readonly(),
  evidence: z.array(z.string()).readonly()
});
export type Claim = z.infer<typeof Claim>;

/** What Task Analysis says of data and question, for the experts and the reader. */
export const Report = z.strictObject({
  claims: z.array(Claim).readonly(),
  /** Claims that cited neither a measured fact nor a known record, and were left out. */
  dropped: z.int().min(0),
  /** Analysts whose turn rules took because the language model could not; absent: none. */
  by_rules: z.array(AnalystRole).readonly().optional()
});
export type Report = z.infer<typeof Report>;
