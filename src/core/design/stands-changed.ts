import type { Table } from './ask';
import type { HeldConcern } from './brief';
import { type Slot, slots } from './slots';
import type { Proposal, Stand } from './turns';

/** The proposals that this round goes on from. */
export function proposalsBefore({
  before,
  turns
}: Pick<Table, 'before' | 'turns'>): readonly Proposal[] {
  return turns.filter(
    (turn): turn is Proposal => turn.kind === 'proposal' && turn.round === before
  );
}

/** Slots on which a stand is new or another than in the round before; all slots in the first round. */
export function changedSlots(
  table: Pick<Table, 'before' | 'turns' | 'panel'>,
  proposals: readonly Proposal[]
): readonly Slot[] {
  const before = proposalsBefore(table);
  if (before.length === 0) {
    return slots;
  }
  const stands = (list: readonly Proposal[], slot: Slot): string =>
    list
      .map(({ expert, stands: own }) => {
        const stand = own.find(item => item.slot === slot);
        const choice = `${expert}:${stand?.choice ?? ''}`;
        // by the rules of before another number of citations was a changed stand, too
        return table.panel === null
          ? `${choice}:${stand?.facts.length ?? 0}:${stand?.evidence.length ?? 0}`
          : choice;
      })
      .sort()
      .join(' ');
  return slots.filter(slot => stands(before, slot) !== stands(proposals, slot));
}

/** Whether all who take a stand on a slot hold the same. */
export const isSettled = (proposals: readonly Proposal[], slot: Slot): boolean =>
  new Set(
    proposals.flatMap(({ stands }) =>
      stands.filter(stand => stand.slot === slot).map(({ choice }) => choice)
    )
  ).size === 1;

const names = ({ concerns = [] }: Stand, id: string): boolean => concerns.includes(id);

/**
 * Slots on which a stand that a reviewer minds is kept, for another reason than before: that is an answer to the concern,
 * and only who holds it can withdraw it.
 */
export function slotsAnswered(
  table: Pick<Table, 'before' | 'turns'>,
  others: readonly Proposal[],
  held: readonly HeldConcern[]
): readonly Slot[] {
  const before = proposalsBefore(table);
  const isAnswered = ({ id, slot, wants }: HeldConcern): boolean =>
    others.some(({ expert, stands }) => {
      const now = stands.find(stand => stand.slot === slot);
      const then = before
        .find(proposal => proposal.expert === expert)
        ?.stands.find(stand => stand.slot === slot);
      return (
        now !== undefined &&
        now.choice === then?.choice &&
        (now.reason !== then.reason || names(now, id) !== names(then, id)) &&
        !wants.includes(now.choice)
      );
    });
  return slots.filter(slot => held.some(concern => concern.slot === slot && isAnswered(concern)));
}
