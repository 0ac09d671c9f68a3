import { z } from 'zod';
import { CombinedValue } from './combined-value';
import { SlotId } from './slots';

/** One decided slot: why, on what evidence, argued for in which turns. */
export const Choice = z.strictObject({
  slot: SlotId,
  choice: z.string(),
  reason: z.string(),
  evidence: z.array(z.string()).readonly(),
  facts: z.array(z.string()).readonly(),
  turns: z.array(z.string()).readonly(),
  /** Sum of the final c of the experts who hold it. */
  support: z.number(),
  changed_by_analyst: z.boolean()
});
export type Choice = z.infer<typeof Choice>;

export const Dissent = z.strictObject({
  slot: SlotId,
  choice: z.string(),
  experts: z.array(z.string()).readonly(),
  reason: z.string(),
  turns: z.array(z.string()).readonly(),
  support: z.number()
});
export type Dissent = z.infer<typeof Dissent>;

export const Hyperparameters = z.strictObject({
  hidden: z.int(),
  rank: z.int(),
  learning_rate: z.number(),
  weight_decay: z.number(),
  dropout: z.number(),
  max_epochs: z.int(),
  patience: z.int(),
  batch_size: z.int(),
  members: z.int()
});
export type Hyperparameters = z.infer<typeof Hyperparameters>;

/** The paper's five parts, composed from turns alone. */
export const Plan = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  choices: z.array(Choice).min(6).readonly(),
  dissent: z.array(Dissent).readonly(),
  hyperparameters: Hyperparameters,
  /** How the hyperparameters were argued: who spoke for which, and the reviews whose concern is open. Absent where nobody reviews them. */
  argued: z
    .array(CombinedValue.extend({ open: z.array(z.string()).readonly() }))
    .readonly()
    .optional(),
  parts: z.strictObject({
    architecture: z.string(),
    data: z.string(),
    training: z.string(),
    evaluation: z.string(),
    implementation: z.string()
  }),
  agreed: z.boolean()
});
export type Plan = z.infer<typeof Plan>;
