import type { VoicedConcern } from '../minds/built-in/concerns';
import { judge } from '../minds/built-in/judge';
import { citableIn, commentsIn, reviewTurn, type Table } from './ask';
import { type HeldConcern, reviewsDraft } from './brief';
import { consult } from './consult';
import { type Held, hold } from './held-concerns';
import { type Slot, slots } from './slots';
import { type MindKind, type Proposal, Review } from './turns';

type Reviewer = Review['reviewer'];

export interface Reviewed {
  readonly reviews: readonly Review[];
  readonly held: Held;
}

/**
 * One reviewer's judgement of all the others' proposals, in one call. Where nothing changed since the round before and
 * the analyst said nothing, what is held still holds and nobody is asked.
 */
export async function reviewAll(
  table: Table,
  reviewer: Reviewer,
  proposals: readonly Proposal[],
  heldBefore: Held
): Promise<Reviewed> {
  const { round, situation } = table;
  const others = proposals.filter(proposal => proposal.expert !== reviewer);
  const changed = changedSlots(table, proposals);
  const before = heldBefore[reviewer] ?? [];
  const comments = commentsIn(table.turns);
  const isAsked = changed.length > 0 || comments.some(comment => comment.round === round);
  const answered = isAsked ? await asked(table, reviewer, { others, before, changed }) : null;
  const concerns =
    answered === null
      ? before
      : hold(answered.draft, { reviewer, situation, round, before, changed });
  const reviews: Review[] = [];
  for (const proposal of others) {
    const remark = answered?.draft.remarks.find(item => item.of === proposal.id)?.text ?? '';
    const by = answered?.by ?? mindOf(table, reviewer);
    reviews.push(await recorded(table, { reviewer, proposal, concerns, remark, by }));
  }
  return { reviews, held: { ...heldBefore, [reviewer]: concerns } };
}

interface Asking {
  readonly others: readonly Proposal[];
  readonly before: readonly HeldConcern[];
  readonly changed: readonly Slot[];
}

function asked(table: Table, reviewer: Reviewer, { others, before, changed }: Asking) {
  const { round, situation, turns } = table;
  const schema = reviewsDraft(
    citableIn(situation, []),
    others.map(proposal => proposal.id),
    before.map(concern => concern.id)
  );
  const brief = {
    kind: 'reviews',
    reviewer,
    round,
    situation,
    proposals: others,
    held: before,
    changed,
    comments: commentsIn(turns)
  } as const;
  return consult(table, {
    key: `round-${round}/${reviewer}/reviews`,
    role: reviewer,
    brief,
    schema
  });
}

interface Given {
  readonly reviewer: Reviewer;
  readonly proposal: Proposal;
  readonly concerns: readonly HeldConcern[];
  readonly remark: string;
  readonly by: MindKind;
}

function recorded(table: Table, given: Given): Promise<Review> {
  const { step, round, situation } = table;
  const { reviewer, proposal, concerns, remark, by } = given;
  const work = async (): Promise<Review> => {
    const draft = judge(proposal, concerns.map(voiced), situation, remark);
    return reviewTurn({ round, reviewer, proposal, by }, draft);
  };
  const key = `round-${round}/${reviewer}/review/${proposal.expert}`;
  return step(key, Review, work, { proposal, concerns, remark, by });
}

const voiced = (concern: HeldConcern): VoicedConcern => ({ ...concern, given: {}, behindBest: 0 });

/** Slots on which a stand is new or another than in the round before; all slots in the first round. */
function changedSlots({ round, turns }: Table, proposals: readonly Proposal[]): readonly Slot[] {
  const before = turns.filter(
    (turn): turn is Proposal => turn.kind === 'proposal' && turn.round === round - 1
  );
  if (before.length === 0) {
    return slots;
  }
  const stands = (list: readonly Proposal[], slot: Slot): string =>
    list
      .map(({ expert, stands: own }) => {
        const stand = own.find(item => item.slot === slot);
        return `${expert}:${stand?.choice ?? ''}:${stand?.facts.length ?? 0}:${stand?.evidence.length ?? 0}`;
      })
      .sort()
      .join(' ');
  return slots.filter(slot => stands(before, slot) !== stands(proposals, slot));
}

/** Who spoke for a reviewer before: what still holds is still that mind's word. */
function mindOf({ turns, mind }: Table, reviewer: Reviewer): MindKind {
  const last = turns.filter(
    (turn): turn is Review => turn.kind === 'review' && turn.reviewer === reviewer
  );
  return last.at(-1)?.mind ?? mind.kind;
}
