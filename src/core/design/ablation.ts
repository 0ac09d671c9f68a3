import { z } from 'zod';
import { type ExpertId, expertIds } from './turns';

/** Parts of the design that can be switched off, to see what each was worth. */
export const Ablation = z.enum(['one-expert', 'no-literature', 'no-critic', 'no-peer-review']);
export type Ablation = z.infer<typeof Ablation>;
export const ablations = Ablation.options;

/** Who takes part: one expert speaks for all slots, or all four for their own. */
export function expertsUnder(off: readonly Ablation[]): readonly ExpertId[] {
  return off.includes('one-expert') ? ['learning'] : expertIds;
}
