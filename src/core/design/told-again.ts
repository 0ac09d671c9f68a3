import { type Slot, slots } from './slots';
import type { Proposal, Review, Turn } from './turns';

/** What a later round is told in full. All else was told before and is settled, or nobody argued from it. */
export interface ToldAgain {
  /** Records and claims of the report that some turn cites. */
  readonly cited: readonly string[];
  /** Slots on which experts differ, or a concern is open. */
  readonly open: readonly Slot[];
}

/** What was argued from up to now, and what the proposals of `round` left open. */
export function toldAgain(turns: readonly Turn[], round: number): ToldAgain {
  const proposals = turns.filter((turn): turn is Proposal => turn.kind === 'proposal');
  const reviews = turns.filter((turn): turn is Review => turn.kind === 'review');
  const stands = proposals.flatMap(proposal => proposal.stands);
  const cited = [
    ...stands.flatMap(stand => [...stand.evidence, ...stand.turns]),
    ...reviews.flatMap(review => review.evidence)
  ];
  const now = proposals.filter(proposal => proposal.round === round).flatMap(each => each.stands);
  const minded = reviews
    .filter(review => review.round === round)
    .flatMap(review => review.open_concerns.map(concern => concern.slot));
  const choices = (slot: Slot): number =>
    new Set(now.filter(stand => stand.slot === slot).map(({ choice }) => choice)).size;
  return {
    cited: [...new Set(cited)].sort(),
    open: slots.filter(slot => choices(slot) !== 1 || minded.includes(slot))
  };
}
