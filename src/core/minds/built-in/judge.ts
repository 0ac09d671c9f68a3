import type { ReviewDraft, Situation } from '../../design/brief';
import type { Proposal } from '../../design/turns';
import { isMet, minds, type VoicedConcern } from './concerns';
import { criteriaOf } from './criteria';

/**
 * What held concerns make of one proposal: four criteria, what stays open, and what that rests on. Whoever holds the
 * concerns, rules or a language model, the same proposal under the same concerns gets the same score.
 */
export function judge(
  proposal: Proposal,
  held: readonly VoicedConcern[],
  situation: Situation,
  remark = ''
): ReviewDraft {
  const concerns = held.filter(concern => minds(concern, proposal, situation));
  const open = concerns.filter(concern => !isMet(concern, proposal));
  const criteria = criteriaOf(proposal, concerns, situation);
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

const unique = (values: readonly string[]): string[] => [...new Set(values)];
