import type { ReviewBrief, ReviewDraft } from '../../design/brief';
import { concernsOf } from './concerns';
import { judge } from './judge';
import type { Role } from './rules';

/** A role's judgement of one proposal, by the concerns that its rules voice. */
export function review(role: Role, { situation, proposal }: ReviewBrief): ReviewDraft {
  return judge(proposal, concernsOf(role, situation), situation);
}
