import type { ReviewBrief, ReviewDraft } from '../../design/brief';
import { concernsOf, isMet, minds, type VoicedConcern } from './concerns';
import { criteriaOf } from './criteria';
import type { Role } from './rules';

/** A role's judgement of one proposal: four criteria, what stays open, and what that rests on. */
export function review(role: Role, { situation, proposal }: ReviewBrief): ReviewDraft {
  const concerns = concernsOf(role, situation).filter(concern =>
    minds(concern, proposal, situation)
  );
  const open = concerns.filter(concern => !isMet(concern, proposal));
  const criteria = criteriaOf(proposal, concerns, situation);
  const basis = open.length > 0 ? open : concerns;
  return {
    criteria,
    open_concerns: open.map(({ id, slot, hard, wants, text }) => ({ id, slot, hard, wants, text })),
    text: sayReview(proposal, open, concerns, criteria),
    evidence: unique(basis.flatMap(concern => concern.evidence)),
    facts: unique(basis.flatMap(concern => concern.facts))
  };
}

function sayReview(
  proposal: ReviewBrief['proposal'],
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
