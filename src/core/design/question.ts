import { type Slot, slots } from './slots';
import type { Proposal, Review } from './turns';

/** What the moderator asks after a round without agreement: the slot with most open concerns, hard ones first. */
export function nextQuestion(proposals: readonly Proposal[], reviews: readonly Review[]): string {
  const concerns = reviews.flatMap(review => review.open_concerns);
  const weigh = (slot: Slot): number =>
    concerns
      .filter(concern => concern.slot === slot)
      .reduce((sum, concern) => sum + (concern.hard ? 100 : 1), 0);
  const slot = [...slots].sort((a, b) => weigh(b) - weigh(a))[0];
  if (weigh(slot) === 0) {
    return 'No concern is open: do the scores hold for another round?';
  }
  const held = unique(
    proposals
      .flatMap(({ stands }) => stands.filter(stand => stand.slot === slot))
      .map(stand => stand.choice)
  );
  const worst = concerns
    .filter(concern => concern.slot === slot)
    .sort((a, b) => Number(b.hard) - Number(a.hard) || (a.id < b.id ? -1 : 1))[0];
  const wanted = unique(worst.wants).filter(choice => !held.includes(choice));
  const sides = [...held, ...wanted];
  return sides.length > 1
    ? `What settles ${slot}: ${sides.join(' or ')}? ${worst.text}`
    : `Who takes a stand on ${slot}? ${worst.text}`;
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];
