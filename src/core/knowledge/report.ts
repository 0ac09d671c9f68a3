import { z } from 'zod';
import { Fact } from '../task/profile';

/** Wherever a table of prior knowledge is shown. */
export const mayKnow = 'may know the answer';

/** One table as the runtime read it: what was used, what had to be guessed, what was left out. */
export const KnowledgeTable = z.strictObject({
  name: z.string(),
  /** "genes and terms", "gene sets (GMT)", "edge list", "gene x feature matrix". */
  shape: z.string(),
  /** By what it was recognised. */
  reason: z.string(),
  /** As the table says; empty: not stated. */
  source: z.string(),
  date: z.string(),
  date_of: z.enum(['table', 'file']),
  sha256: z.string(),
  bytes: z.int(),
  /** Names in the file. */
  genes: z.int(),
  unit: z.enum(['terms', 'columns']),
  adjusted: z.array(z.string()).readonly(),
  dropped: z
    .array(
      z.strictObject({ why: z.string(), n: z.int(), examples: z.array(z.string()).readonly() })
    )
    .readonly(),
  /** Names that were not spelt as the data spells them; at most 40 of `n_resolved`. */
  resolved: z
    .array(z.strictObject({ given: z.string(), used: z.string(), how: z.string() }))
    .readonly(),
  n_resolved: z.int(),
  /** Names of the data that have a row. */
  rows: z.int(),
  /** Perturbed targets among them; those without one, at most 40. */
  covered: z.int(),
  missing: z.array(z.string()).readonly(),
  /** Terms or columns that are used. */
  kept: z.int()
});
export type KnowledgeTable = z.infer<typeof KnowledgeTable>;

const Difference = z.strictObject({
  difference: z.number().nullable(),
  ci: z.tuple([z.number(), z.number()]).nullable()
});

/** What tables were worth for one part: the correlation of change with them, without, and with each shuffled copy. */
export const KnowledgeWorth = z.strictObject({
  scenario: z.string(),
  part: z.string(),
  conditions: z.int(),
  none: z.number().nullable(),
  table: z.number().nullable(),
  shuffled: z.array(z.number().nullable()).readonly(),
  gain: Difference,
  over_shuffled: Difference,
  /** Training sets whose inner folds bore the tables out. */
  kept: z.int(),
  fits: z.int(),
  /** The same in words. */
  sentence: z.string()
});
export type KnowledgeWorth = z.infer<typeof KnowledgeWorth>;

const read = {
  tables: z.array(KnowledgeTable).readonly(),
  /** Targets that any table has, of all. */
  covered: z.int(),
  targets: z.int(),
  /** "may know the answer". */
  note: z.string()
};

/** What the kernel says of tables before the debate, on inner folds alone. */
export const KnowledgeReport = z.strictObject({
  version: z.literal(1),
  ...read,
  inner: z.array(KnowledgeWorth).readonly(),
  /** Whether a plan should rely on them. */
  helps: z.boolean(),
  facts: z.array(Fact).readonly(),
  seconds: z.number()
});
export type KnowledgeReport = z.infer<typeof KnowledgeReport>;

/** What the evaluator says of the tables that a model was given, on the held-out conditions. */
export const KnowledgeResult = z.strictObject({
  ...read,
  outer: z.array(KnowledgeWorth).readonly(),
  /** Fits that rest on them; null: the model does not say. */
  relied: z.strictObject({ kept: z.int(), fits: z.int() }).nullable()
});
export type KnowledgeResult = z.infer<typeof KnowledgeResult>;
