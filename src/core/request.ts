import { z } from 'zod';
import { Ablation } from './design/ablation';
import { Constraint } from './design/constraints';
import { ApprovedBy } from './experiment/approval';
import { RunId } from './run-id';
import { Settings } from './task/task';

/** Tables of prior knowledge that one run may read. */
export const mostKnowledge = 20;

/** Everything a run is asked for: recorded first, so that a resumed run needs nothing but its log. */
export const RunRequest = z.strictObject({
  run: RunId,
  /** File name of the notebook, without folders. */
  notebook: z.string().regex(/^(?!\.\.?$)[^/\\]+$/),
  /** "built-in", "llm" or "replay". */
  experts: z.string(),
  /** The user's variable that holds the data: cells are written with it, so a record's must be a name and no code. */
  object: z.string().regex(/^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u),
  objective: z.string(),
  settings: Settings,
  constraints: z.array(Constraint).readonly(),
  /** Greatest number of rounds of the debate, 1 to 20. */
  rounds: z.int().min(1).max(20),
  seed: z.int(),
  /** Train even where the baselines' scores say that nothing can be learned. */
  train_anyway: z.boolean(),
  /** Folder of the run, below the notebook's: files are written there. */
  run_folder: z.string().regex(/^(?!.*(?:^|\/)\.\.(?:\/|$))[^/\\][^\\]*$/),
  /** The data file, relative to the notebook; null where the object is in the kernel already. */
  data_path: z.string().nullable(),
  /** A table of prior knowledge, or several, relative to the notebook. */
  knowledge_path: z
    .union([z.string(), z.array(z.string()).min(2).max(mostKnowledge).readonly()])
    .nullable(),
  /** Version of cellforge_runtime the cells are written for. */
  runtime_version: z.string(),
  /** What is switched off, to see what it was worth; absent: nothing. */
  ablation: z.array(Ablation).readonly().optional(),
  /** Mask the names of donors, samples and batches in what is sent; absent: no. */
  mask_names: z.boolean().optional(),
  /** New candidates at most that results on inner folds may lead to, after the debate's plan; absent: 0, none is scored. */
  refine: z.int().min(0).max(10).optional(),
  /**
   * Candidates that each training set chooses among afresh: the plan's, others that were scored, and further settings;
   * absent: the plan is fitted in all.
   */
  search: z.int().min(2).max(50).optional(),
  /** Let the coder write the model cell where standard options would do, too; absent: no. */
  coder: z.boolean().optional(),
  /** Which code of agents may run where nobody is there to read it, as agents are told; absent: a person decides. */
  approve_code: z.enum(['none', 'usual', 'policy']).optional(),
  /** Let a language model propose annotations of unseen targets, for the analyst to approve; absent: no. */
  annotate: z.boolean().optional()
});
export type RunRequest = z.infer<typeof RunRequest>;

/** Named tables as a request holds them. */
export function knowledgePathOf(paths: readonly string[]): RunRequest['knowledge_path'] {
  return paths.length > 1 ? paths : (paths[0] ?? null);
}

/** The tables of prior knowledge that were named. */
export function knowledgePaths({
  knowledge_path
}: Pick<RunRequest, 'knowledge_path'>): readonly string[] {
  return knowledge_path === null ? [] : [knowledge_path].flat();
}

/** A person's decision about a plan, as the log keeps it. */
export const Decision = z.discriminatedUnion('decision', [
  // who decided is absent in logs from before it was told
  z.strictObject({ decision: z.literal('insert'), by: ApprovedBy.optional() }),
  z.strictObject({ decision: z.literal('insert-and-run'), by: ApprovedBy.optional() }),
  z.strictObject({ decision: z.literal('send-back'), comment: z.string() }),
  z.strictObject({ decision: z.literal('refine') }),
  z.strictObject({ decision: z.literal('change'), slot: z.string(), choice: z.string() })
]);
export type Decision = z.infer<typeof Decision>;
