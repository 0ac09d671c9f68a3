import type { ReviewDraft, Situation } from '../../design/brief';
import type { Proposal } from '../../design/turns';
import { isMet, minds, type VoicedConcern } from './concerns';
import { criteriaOf, type ValuesMet } from './criteria';

/**
 * What held concerns make of one proposal: four criteria, what stays open, and what that rests on. Whoever holds the
 * concerns, rules or a language model, the same proposal under the same concerns gets the same score.
 */
export function judge(
  proposal: Proposal,
  held: readonly VoicedConcern[],
  situation: Situation,
  { remark = '', values }: { readonly remark?: string; readonly values?: ValuesMet } = {}
): ReviewDraft {
  const concerns = held.filter(concern => minds(concern, proposal, situation));
  const open = concerns.filter(concern => !isMet(concern, proposal));
  const criteria = criteriaOf(proposal, concerns, situation, values);
  const basis = open.length > 0 ? open : concerns;
  return {
    criteria,
    open_concerns: open.map(({ id, slot, hard, wants, text }) => ({ id, slot, hard, wants, text })),
    text: remark === '' ? sayReview(proposal, open, concerns, criteria) : remark,
    evidence: unique(basis.flatMap(concern => concern.evidence)),
    facts: unique(basis.flatMap(concern => concern.facts))
  };
}

function sayReview(
  proposal: Proposal,
  open: readonly VoicedConcern[],
  concerns: readonly VoicedConcern[],
  criteria: ReviewDraft['criteria']
): string {
  if (open.length > 0) {
    const worst = open.find(concern => concern.hard) ?? open[0];
    const more = open.length > 1 ? ` And ${open.length - 1} more open.` : '';
    const isSilent = !proposal.stands.some(stand => stand.slot === worst.slot);
    return `${isSilent ? `Nothing said on ${worst.slot}. ` : ''}${worst.text}${more}`;
  }
  const inner = criteria.find(criterion => criterion.id === 'inner-score');
  const met = concerns.length === 0 ? 'I have no concern here' : `All ${concerns.length} met`;
  return `${met}; ${inner?.detail ?? 'nothing open'}.`;
}

/** What a reviewer said in words of its own; null where the sentence only tells its concerns and scores again. */
export function remarkIn({ text, open_concerns, criteria }: ReviewDraft): string | null {
  const worst = open_concerns.find(concern => concern.hard) ?? open_concerns[0];
  const inner = criteria.find(criterion => criterion.id === 'inner-score');
  const isOurs =
    worst === undefined
      ? /^(All \d+ met|I have no concern here); /.test(text) &&
        text.endsWith(`; ${inner?.detail ?? 'nothing open'}.`)
      : text.includes(worst.text);
  return isOurs || text.trim() === '' ? null : text;
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];
