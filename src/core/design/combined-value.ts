import { z } from 'zod';
import { ExpertId } from './expert-id';

/** What the training values of a plan are called. */
export const HyperparameterName = z.enum([
  'hidden',
  'rank',
  'learning_rate',
  'weight_decay',
  'dropout',
  'max_epochs',
  'patience',
  'batch_size',
  'members'
]);
export type HyperparameterName = z.infer<typeof HyperparameterName>;

/** One value of the combined set: who spoke for it, and who for another. */
export const CombinedValue = z.strictObject({
  name: HyperparameterName,
  value: z.number(),
  experts: z.array(ExpertId).readonly(),
  others: z
    .array(z.strictObject({ value: z.number(), experts: z.array(ExpertId).readonly() }))
    .readonly()
});
export type CombinedValue = z.infer<typeof CombinedValue>;

/** A concern on a value: open while a proposal's own value lies outside of what the reviewer could accept. */
export const OpenValue = z.strictObject({
  id: z.string(),
  name: HyperparameterName,
  least: z.number(),
  most: z.number(),
  text: z.string()
});
export type OpenValue = z.infer<typeof OpenValue>;
