import type { ProposalDraft } from './brief';
import { isCandidateFact } from './candidates-told';
import type { Proposal, Stand, Turn } from './turns';

/**
 * An expert's proposal in a round that was opened by results: what it changes without citing one is put back to what it
 * said before, and its text says so.
 *
 * A stand may move when it cites a candidate's fact, a review that does, or words of the analyst. Values move in a
 * proposal of which at least one stand does so. A stand that is dropped comes back.
 */
export function grounded(
  draft: ProposalDraft,
  previous: Proposal,
  turns: readonly Turn[]
): ProposalDraft {
  const isFounded = (stand: Stand): boolean =>
    stand.facts.some(isCandidateFact) || stand.turns.some(id => isResult(id, turns));
  const before = new Map(previous.stands.map(stand => [stand.slot, stand]));
  const isPutBack = (stand: Stand): boolean =>
    before.get(stand.slot)?.choice !== stand.choice && !isFounded(stand);
  const dropped = previous.stands.filter(
    stand => !draft.stands.some(each => each.slot === stand.slot)
  );
  const stands = [
    ...draft.stands.flatMap(stand => {
      const old = before.get(stand.slot);
      return isPutBack(stand) ? (old === undefined ? [] : [old]) : [stand];
    }),
    ...dropped
  ];
  const hasResult = draft.stands.some(isFounded);
  const moved = hasResult ? [] : movedValues(draft, previous);
  const back = [
    ...draft.stands.filter(isPutBack).map(({ slot, choice }) => `${slot} ${choice}`),
    ...dropped.map(({ slot, choice }) => `${slot} without ${choice}`),
    ...moved
  ];
  if (back.length === 0) {
    return draft;
  }
  const note = `Put back by the moderator, since no inner result is cited for it: ${back.join(', ')}.`;
  return {
    ...draft,
    text: draft.text === '' ? note : `${draft.text} ${note}`,
    stands,
    hyperparameters: hasResult ? draft.hyperparameters : previous.hyperparameters
  };
}

/** Whether a turn brings a result of a candidate, or the analyst's word, which stands above. */
function isResult(id: string, turns: readonly Turn[]): boolean {
  const turn = turns.find(each => each.id === id);
  return turn?.kind === 'comment'
    ? turn.by === undefined
    : turn?.kind === 'review' && turn.facts.some(isCandidateFact);
}

function movedValues(draft: ProposalDraft, previous: Proposal): readonly string[] {
  const old: Readonly<Record<string, number | undefined>> = previous.hyperparameters;
  const now: Readonly<Record<string, number | undefined>> = draft.hyperparameters;
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter(key => old[key] !== now[key])
    .map(key => `${key} ${now[key] ?? 'left open'}`);
}
