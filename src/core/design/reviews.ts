import type { VoicedConcern } from '../minds/built-in/concerns';
import { judge } from '../minds/built-in/judge';
import { citableIn, commentsIn, reviewTurn, type Table } from './ask';
import { type HeldConcern, type HeldValue, reviewsDraft, valuesDraft } from './brief';
import { type Answer, consult } from './consult';
import type { ReviewsBrief, ReviewsDraft } from './brief';
import { namesConcerns } from './experts-by-task';
import { type Held, hold, holdValues } from './held-concerns';
import { slots } from './slots';
import { changedSlots, isSettled, slotsAnswered } from './stands-changed';
import { type MindKind, type Proposal, Review } from './turns';
import { changedValues, combinedNow, isOutside, reviewsValues } from './values-reviewed';

type Reviewer = Review['reviewer'];

export interface Reviewed {
  readonly reviews: readonly Review[];
  readonly held: Held;
}

/** What a reviewer has before it and holds already. */
interface Asking {
  readonly others: readonly Proposal[];
  readonly before: readonly HeldConcern[];
  readonly changed: ReviewsBrief['changed'];
  readonly answered: ReviewsBrief['changed'];
  /** Who has not spoken yet. */
  readonly isFirst: boolean;
  /** Null where the reviewer does not speak of hyperparameters. */
  readonly values: ReviewsBrief['values'] | null;
}

/** Whether a round leaves a reviewer anything to answer: nothing that changed, nothing asked. */
export function hasToReview(
  table: Table,
  reviewer: Reviewer,
  proposals: readonly Proposal[],
  held: Held
): boolean {
  const { changed, answered, values, isFirst } = askingOf(table, reviewer, proposals, held);
  // where all have come to hold the same, the critic alone has a reason to look at it again
  const isPeer = namesConcerns(table.panel) && reviewer !== 'critic' && !isFirst;
  const news = isPeer ? changed.filter(slot => !isSettled(proposals, slot)) : changed;
  return (
    news.length + answered.length + (values?.changed.length ?? 0) > 0 ||
    commentsIn(table.turns).some(comment => comment.round === table.round)
  );
}

/**
 * One reviewer's judgement of all the others' proposals, in one call. Where nothing changed since the round before and
 * the analyst said nothing, or where this round's calls are spent on others, what is held still holds and nobody is asked.
 */
export async function reviewAll(
  table: Table,
  reviewer: Reviewer,
  proposals: readonly Proposal[],
  given: { readonly held: Held; readonly isAsked: boolean }
): Promise<Reviewed> {
  const { round, situation } = table;
  const { held } = given;
  const asking = askingOf(table, reviewer, proposals, held);
  const answer = given.isAsked ? await asked(table, reviewer, asking) : null;
  const { before, changed } = asking;
  const concerns =
    answer === null ? before : hold(answer.draft, { reviewer, situation, round, before, changed });
  const values = valuesAfter(table, reviewer, asking, { held, answer });
  const reviews: Review[] = [];
  for (const proposal of asking.others) {
    const remark = answer?.draft.remarks.find(item => item.of === proposal.id)?.text ?? '';
    const by = answer?.by ?? mindOf(table, reviewer);
    reviews.push(await recorded(table, { reviewer, proposal, concerns, values, remark, by }));
  }
  return {
    reviews,
    held: {
      ...held,
      [reviewer]: concerns,
      ...(table.panel === null
        ? {}
        : {
            values: { ...held.values, [reviewer]: values },
            asked: answer === null ? held.asked : { ...held.asked, [reviewer]: round }
          })
    }
  };
}

function askingOf(
  table: Table,
  reviewer: Reviewer,
  proposals: readonly Proposal[],
  held: Held
): Asking {
  const others = proposals.filter(proposal => proposal.expert !== reviewer);
  const before = held[reviewer] ?? [];
  // who has not spoken yet has everything before it, whatever the round
  const isFirst = table.panel !== null && held.asked?.[reviewer] === undefined;
  return {
    others,
    before,
    isFirst,
    changed: isFirst ? slots : changedSlots(table, proposals),
    answered: table.panel === null ? [] : slotsAnswered(table, others, before),
    values: reviewsValues(table, reviewer)
      ? {
          set: combinedNow(table, proposals),
          held: held.values?.[reviewer] ?? [],
          changed: changedValues(table, proposals, isFirst)
        }
      : null
  };
}

function asked(
  table: Table,
  reviewer: Reviewer,
  { others, before, changed, answered, values }: Asking
): Promise<Answer<ReviewsDraft>> {
  const { round, situation, turns } = table;
  const reviewable = {
    citable: citableIn(situation, []),
    proposals: others.map(proposal => proposal.id),
    held: [...before, ...(values?.held ?? [])].map(concern => concern.id),
    isFree: situation.isFree === true
  };
  const brief: ReviewsBrief = {
    kind: 'reviews',
    reviewer,
    round,
    situation,
    proposals: others,
    held: before,
    changed,
    ...(answered.length === 0 ? {} : { answered }),
    ...(values === null ? {} : { values }),
    comments: commentsIn(turns)
  };
  const question = { key: `round-${round}/${reviewer}/reviews`, role: reviewer, brief };
  return values === null
    ? consult<ReviewsDraft>(table, { ...question, schema: reviewsDraft(reviewable) })
    : consult<ReviewsDraft>(table, { ...question, schema: valuesDraft(reviewable) });
}

function valuesAfter(
  { round }: Table,
  reviewer: Reviewer,
  { values }: Asking,
  { held, answer }: { readonly held: Held; readonly answer: Answer<ReviewsDraft> | null }
): readonly HeldValue[] {
  const before = held.values?.[reviewer] ?? [];
  return answer === null || values == null
    ? before
    : holdValues(answer.draft, { reviewer, round, before, changed: values.changed });
}

interface Given {
  readonly reviewer: Reviewer;
  readonly proposal: Proposal;
  readonly concerns: readonly HeldConcern[];
  readonly values: readonly HeldValue[];
  readonly remark: string;
  readonly by: MindKind;
}

function recorded(table: Table, given: Given): Promise<Review> {
  const { step, round, situation, panel } = table;
  const { reviewer, proposal, remark, by } = given;
  // a hard concern asks nothing of who says nothing on its slot; by the rules of before it did
  const concerns = given.concerns.filter(
    ({ hard, slot }) => !hard || panel === null || speaksOf(proposal, slot)
  );
  const minded = given.values.filter(({ name }) => proposal.hyperparameters[name] !== undefined);
  const open = minded.filter(value => isOutside(value, proposal));
  const work = async (): Promise<Review> => {
    const values = { met: minded.length - open.length, all: minded.length };
    const byName = namesConcerns(panel) ? { byName: true } : {};
    const minds = concerns.map(concern => ({ ...voiced(concern), ...byName }));
    const draft = judge(proposal, minds, situation, { remark, values });
    const open_values = open.map(({ id, name, least, most, text }) => ({
      id,
      name,
      least,
      most,
      text
    }));
    const isOpen = open.length > 0;
    return reviewTurn(
      { round, reviewer, proposal, by },
      isOpen ? { ...draft, open_values } : draft
    );
  };
  const key = `round-${round}/${reviewer}/review/${proposal.expert}`;
  const inputs = { proposal, concerns: given.concerns, remark, by };
  return step(
    key,
    Review,
    work,
    given.values.length === 0 ? inputs : { ...inputs, values: given.values }
  );
}

const speaksOf = ({ stands }: Proposal, slot: HeldConcern['slot']): boolean =>
  stands.some(stand => stand.slot === slot);

const voiced = (concern: HeldConcern): VoicedConcern => ({ ...concern, given: {}, behindBest: 0 });

/** Who spoke for a reviewer before: what still holds is still that mind's word. */
function mindOf({ turns, mind }: Table, reviewer: Reviewer): MindKind {
  const last = turns.filter(
    (turn): turn is Review => turn.kind === 'review' && turn.reviewer === reviewer
  );
  return last.at(-1)?.mind ?? mind.kind;
}
