import type { ProposalBrief, ReviewBrief } from '../../design/brief';
import { CellForgeError, throwIfStopped } from '../../errors';
import type { Mind } from '../../ports';
import { propose } from './propose';
import { review } from './review';
import { roleOf, roles } from './roles';

/** The experts that are rules with evidence: deterministic, without network or key, always labelled as built-in. */
export function builtInMind(): Mind {
  return {
    kind: 'built-in',
    async answer(role, brief, schema, signal) {
      throwIfStopped(signal);
      return schema.parse(answer(role, brief as ProposalBrief | ReviewBrief));
    }
  };
}

function answer(id: string, brief: ProposalBrief | ReviewBrief): unknown {
  const role = roleOf(id);
  if (role === undefined) {
    throw new CellForgeError({
      code: 'design/unknown-role',
      message: 'The built-in experts have no such role.',
      expected: roles.map(item => item.id).join(', '),
      found: id,
      remedy: 'Ask one of these.'
    });
  }
  return brief.kind === 'proposal' ? propose(role, brief) : review(role, brief);
}
