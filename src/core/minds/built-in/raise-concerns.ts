import type { ReviewsBrief, ReviewsDraft } from '../../design/brief';
import { concernsOf } from './concerns';
import type { Role } from './rules';

/**
 * A role's answer where all reviews of a round are asked for at once: its concerns on every slot that changed and on
 * which it does not hold the same concern already. What it holds, it keeps.
 */
export function raiseConcerns(
  role: Role,
  { situation, held, changed, values }: ReviewsBrief
): ReviewsDraft {
  const isHeld = (slot: string, text: string): boolean =>
    held.some(concern => concern.slot === slot && concern.text === text);
  const raise = concernsOf(role, situation)
    .filter(
      ({ slot, wants, text }) => wants.length > 0 && changed.includes(slot) && !isHeld(slot, text)
    )
    .map(({ slot, hard, wants, text, facts, evidence }) => ({
      slot,
      hard,
      wants,
      text,
      facts,
      evidence
    }));
  // no rule minds a number that a rule gave
  return { withdraw: [], raise, remarks: [], ...(values === undefined ? {} : { values: [] }) };
}
