import type { Situation } from '../../design/brief';
import type { AnalysisBrief, AnalysisDraft } from '../../task/analysts';
import { founded } from '../../task/founded';
import type { AnalystRole } from '../../task/report';
import { concernsOf } from './concerns';
import { roleOf } from './roles';
import { strength } from './rules';

type Stated = AnalysisDraft['claims'][number];

/** Claims of one analyst at most. */
const most = 4;

/** Whose concerns an analyst states: what this data gives reason to mind, before anyone has proposed anything. */
const concernsFrom: Readonly<Record<AnalystRole, readonly string[]>> = {
  'dataset-analyst': ['data', 'training'],
  'problem-investigator': ['biology', 'learning'],
  'baseline-assessor': [],
  refiner: []
};

/**
 * What rules can say in an analyst's place: concerns of the built-in experts that measured numbers give reason for, and
 * which baseline is to beat. Nothing is asked or searched; the refiner leaves the claims as they are.
 */
export function analyse(brief: AnalysisBrief): AnalysisDraft {
  const stated = brief.role === 'baseline-assessor' ? baselineClaims(brief) : concerns(brief);
  const claims = stated.flatMap(claim => founded(claim, brief) ?? []).slice(0, most);
  return { claims, ask: [], search: [] };
}

function concerns(brief: AnalysisBrief): readonly Stated[] {
  const { facts, task, assessment, evidence } = brief;
  const situation: Situation = { facts, task, assessment, constraints: [], evidence };
  const isSaid = (text: string): boolean => brief.claims.some(claim => claim.text === text);
  return concernsFrom[brief.role]
    .flatMap(role => concernsOf(roleOf(role)!, situation))
    .filter(concern => Object.keys(concern.given).length === 0 && concern.behindBest === 0)
    .filter(({ text }) => !isSaid(text))
    .map(({ text, facts, evidence }) => ({ text, facts, evidence }))
    .sort((a, b) => strength(b) - strength(a));
}

type Decision = AnalysisBrief['assessment']['parts'][number]['decision'];

const outlook: Readonly<Record<Decision, string>> = {
  go: 'there is reason to train beyond it',
  'no-signal': 'no signal beyond it was found',
  'baseline-at-ceiling': 'it is at the ceiling already',
  'too-few-conditions': 'there are too few conditions to tell more'
};

function baselineClaims({ assessment, facts }: AnalysisBrief): readonly Stated[] {
  return assessment.parts.flatMap(({ scenario, part, best_baseline, decision }) => {
    const id = `baselines-${scenario}-${part}`;
    const where = part === 'all' ? scenario : `${scenario}, ${part}`;
    const text = `On ${scenario === where ? 'inner folds of ' : ''}${where}, ${best_baseline} is the baseline to beat; ${outlook[decision]}.`;
    return facts.some(fact => fact.id === id) ? [{ text, facts: [id], evidence: [] }] : [];
  });
}
