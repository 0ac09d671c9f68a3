import type { ProposalBrief, Situation } from '../../design/brief';
import { notUnderstood, optionLimits } from '../../design/read-constraint';
import { optionFor, readWords, type Wish } from '../../design/read-words';
import type { Slot } from '../../design/slots';
import type { Comment, Proposal, Stand } from '../../design/turns';
import { admits, concernsOf, isAlwaysHard } from './concerns';
import { roles } from './roles';
import { measured } from './rules';

type Answer = Proposal['answers'][number];

/** The stands after the analyst's words of this round, with an answer to each comment. */
export function answerComments(
  { comments, round, situation }: ProposalBrief,
  before: readonly Stand[]
): { readonly stands: readonly Stand[]; readonly answers: readonly Answer[] } {
  let stands = before;
  const answers = comments
    .filter(comment => comment.round === round)
    .map(comment => {
      const heard = hear(comment, stands, situation);
      stands = heard.stands;
      return heard.answer;
    });
  return { stands, answers };
}

function hear(
  comment: Comment,
  before: readonly Stand[],
  situation: Situation
): { readonly stands: readonly Stand[]; readonly answer: Answer } {
  const wishes = wishesIn(comment.text);
  if (wishes.length === 0) {
    return { stands: before, answer: { turn: comment.id, heeded: false, reason: notUnderstood } };
  }
  const heard = wishes.map(wish => weigh(wish, before, situation));
  const moves = heard.flatMap(item =>
    item.choice === null ? [] : [{ ...item, choice: item.choice }]
  );
  const stands = moves.reduce<readonly Stand[]>(
    (list, move) => [
      ...list.filter(stand => stand.slot !== move.slot),
      askedStand(move.slot, move.choice, comment)
    ],
    before
  );
  const heeded = heard.every(item => item.heeded);
  const reason = heard.map(item => item.reason).join(' ');
  return { stands, answer: { turn: comment.id, heeded, reason } };
}

/** What is wanted in a slot says more than what is not. */
function wishesIn(text: string): readonly Wish[] {
  const wishes = readWords(text);
  return wishes.filter(
    wish => wish.wanted || !wishes.some(other => other.wanted && other.slot === wish.slot)
  );
}

interface Weighed {
  readonly slot: Slot;
  readonly heeded: boolean;
  readonly reason: string;
  /** The option to change to; null: nothing changes. */
  readonly choice: string | null;
}

/** The analyst's word outweighs every argument but a hard concern, and the analyst's own constraints. */
function weigh(wish: Wish, stands: readonly Stand[], situation: Situation): Weighed {
  const { slot } = wish;
  const { required, forbidden } = optionLimits(situation.constraints, slot);
  const stand = stands.find(item => item.slot === slot);
  const holdsIt = stand?.choice === wish.choice;
  const refused = (reason: string): Weighed => ({ slot, heeded: false, reason, choice: null });
  if (!wish.wanted && !holdsIt) {
    return { slot, heeded: true, reason: `I don't stand on ${wish.choice}.`, choice: null };
  }
  const choice = optionFor(wish, withoutKnowledge(forbidden, situation));
  if (choice === null || required.some(wanted => wanted !== choice)) {
    const given =
      required.length > 0 ? `require ${slot}:${required[0]}` : `${wish.choice} is ruled out`;
    return refused(`Not heeded: ${given}.`);
  }
  const against = hardConcernAgainst(slot, choice, situation);
  if (against !== null) {
    return refused(`Not heeded: ${against}`);
  }
  return holdsIt && wish.wanted
    ? { slot, heeded: true, reason: `${slot} stays ${choice}.`, choice }
    : { slot, heeded: true, reason: `${slot} becomes ${choice}.`, choice };
}

function hardConcernAgainst(slot: Slot, choice: string, situation: Situation): string | null {
  const against = roles
    .flatMap(role => concernsOf(role, situation))
    .filter(isAlwaysHard)
    .find(concern => concern.slot === slot && !admits(concern, choice));
  return against?.text ?? null;
}

const withoutKnowledge = (forbidden: readonly string[], situation: Situation): readonly string[] =>
  measured(situation, 'knowledge-table') === null ? [...forbidden, 'knowledge'] : forbidden;

function askedStand(slot: Slot, choice: string, comment: Comment): Stand {
  const quoted = comment.text.length > 80 ? `${comment.text.slice(0, 79)}…` : comment.text;
  return {
    slot,
    choice,
    reason: `The ${comment.by ?? 'analyst'} asked for it: “${quoted}”`,
    evidence: [],
    facts: [],
    turns: [comment.id]
  };
}
