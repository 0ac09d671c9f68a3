import { z } from 'zod';
import { CellForgeError } from '../errors';
import { type ExpertId, expertIds } from './turns';

/** Parts of the design that can be switched off, to see what each was worth. */
export const Ablation = z.enum(['one-expert', 'no-literature', 'no-critic', 'no-peer-review']);
export type Ablation = z.infer<typeof Ablation>;
export const ablations = Ablation.options;

/** How a run says what was switched off in it. */
export const ablationWords: Readonly<Record<Ablation, string>> = {
  'one-expert': 'with one expert',
  'no-literature': 'without literature',
  'no-critic': 'without critic',
  'no-peer-review': 'without peer review'
};

/** Who speaks for all slots where nobody else is asked. */
const loneExpert: ExpertId = 'learning';

/** Who takes part: one expert speaks for all slots, or all of them for their own. */
export function expertsUnder(
  off: readonly Ablation[],
  all: readonly ExpertId[] = expertIds
): readonly ExpertId[] {
  return off.includes('one-expert') ? [loneExpert] : all;
}

/** Switched off together, these leave nobody to judge a proposal. */
const unjudged: readonly (readonly [Ablation, Ablation])[] = [
  ['no-critic', 'no-peer-review'],
  ['one-expert', 'no-critic']
];

/** @throws CellForgeError "arguments/bad" for switches that cannot hold together: somebody has to judge. */
export function checkAblation(off: readonly Ablation[]): void {
  const found = unjudged.find(pair => pair.every(each => off.includes(each)));
  if (found !== undefined) {
    throw new CellForgeError({
      code: 'arguments/bad',
      message: 'These parts of the debate cannot be left out together',
      expected: 'a critic, or peers who review, so that somebody judges each proposal',
      found: found.join(' and '),
      remedy: 'Leave out one of the two.'
    });
  }
}
