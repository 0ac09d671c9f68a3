import type { ProposalBrief, ReviewBrief, ReviewsBrief } from '../../design/brief';
import { CellForgeError, throwIfStopped } from '../../errors';
import type { CodeBrief, CodeDraft } from '../../experiment/code/code-brief';
import type { AnnotationBrief } from '../../knowledge/annotations';
import type { LibraryBrief } from '../../literature/cite';
import type { Mind } from '../../ports';
import type { AnalysisBrief } from '../../task/analysts';
import { analyse } from './analyst';
import { choose } from './librarian';
import { propose } from './propose';
import { raiseConcerns } from './raise-concerns';
import { review } from './review';
import { roleOf, roles } from './roles';

type Brief = DebateBrief | CodeBrief | AnalysisBrief | LibraryBrief | AnnotationBrief;
type DebateBrief = ProposalBrief | ReviewBrief | ReviewsBrief;

/** What the rules can answer, by `kind` of the brief: the turns they can take where a language model cannot. */
const answered: readonly unknown[] = [
  'proposal',
  'review',
  'reviews',
  'code',
  'analysis',
  'library',
  'annotation'
] satisfies readonly Brief['kind'][];

/** Whether the built-in experts know how to answer a brief. */
export function isBuiltInBrief(brief: unknown): boolean {
  return answered.includes((brief as { readonly kind?: unknown } | null)?.kind);
}

/** The experts that are rules with evidence: deterministic, without network or key, always labelled as built-in. */
export function builtInMind(): Mind {
  return {
    kind: 'built-in',
    async answer(role, brief, schema, signal) {
      throwIfStopped(signal);
      return schema.parse(answer(role, brief as Brief));
    }
  };
}

/** Rules write standard options, and those are written without a coder. */
const noCoder: CodeDraft = {
  source: '',
  explanation: '',
  faults: 'idea',
  reason:
    'No language model could take the turn of the coder, and the built-in rules write standard options only.'
};

function answer(id: string, brief: Brief): unknown {
  switch (brief.kind) {
    case 'code':
      return noCoder;
    case 'analysis':
      return analyse(brief);
    case 'library':
      return choose(brief);
    case 'annotation':
      // rules know no genes
      return { annotations: [] };
    default:
      return argue(id, brief);
  }
}

function argue(id: string, brief: DebateBrief): unknown {
  const role = roleOf(id, brief.situation.isAlone);
  if (role === undefined) {
    throw new CellForgeError({
      code: 'design/unknown-role',
      message: 'The built-in experts have no such role.',
      expected: roles.map(item => item.id).join(', '),
      found: id,
      remedy: 'Ask one of these.'
    });
  }
  switch (brief.kind) {
    case 'proposal':
      return propose(role, brief);
    case 'review':
      return review(role, brief);
    case 'reviews':
      return raiseConcerns(role, brief);
  }
}
