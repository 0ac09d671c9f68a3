import { z } from 'zod';

/** Classes of failure, the fence that finds them first in order; as in runtime/cellforge_runtime/fences/violation.py. */
export const ModelFailure = z.enum([
  'syntax',
  'policy-import',
  'policy-call',
  'policy-file',
  'policy-network',
  'policy-process',
  'policy-environment',
  'policy-notebook',
  'policy-evaluator',
  'policy-size',
  'undefined-name',
  'missing-method',
  'wrong-signature',
  'shape',
  'dtype',
  'device',
  'nan-loss',
  'nan-prediction',
  'leak',
  'inputs-changed',
  'nondeterministic',
  'parameters',
  'saved-model',
  'endless',
  'memory',
  'worker-died',
  'exception',
  'infrastructure'
]);
export type ModelFailure = z.infer<typeof ModelFailure>;

/** One place where a cell breaks the policy or the contract; `text` is the line as it was written. */
export const PolicyViolation = z.strictObject({
  fence: z.enum(['policy', 'types']),
  class: ModelFailure,
  rule: z.string(),
  line: z.int(),
  text: z.string(),
  expected: z.string(),
  found: z.string(),
  remedy: z.string()
});
export type PolicyViolation = z.infer<typeof PolicyViolation>;

/** What a fence says of an agent's model cell: `cellforge_runtime.check_policy`, and `check_model` once it may run. */
export const ModelCheck = z.strictObject({
  version: z.literal(1),
  ok: z.boolean(),
  /** Which fence stopped it: the stated policy, the contract's types and shapes, or the run on a slice. */
  fence: z.enum(['policy', 'types', 'slice']).nullable(),
  class: ModelFailure.nullable(),
  message: z.string(),
  expected: z.string(),
  found: z.string(),
  remedy: z.string(),
  /** Of the cell's source, counted from 1. */
  line: z.int().nullable(),
  text: z.string(),
  /** Bounded, without paths of the machine. */
  traceback: z.array(z.string()).readonly(),
  violations: z.array(PolicyViolation).readonly(),
  warnings: z.array(z.string()).readonly(),
  seconds: z.number(),
  /** Trainable parameters; at the size of the whole fold where a constraint asked for it. */
  parameters: z.int().nullable(),
  /** The machine failed, not the cell: this uses up no attempt. */
  is_infrastructure: z.boolean(),
  source_hash: z.string()
});
export type ModelCheck = z.infer<typeof ModelCheck>;
