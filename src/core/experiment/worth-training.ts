import type { Plan } from '../design/plan';
import type { AssessedPart, Assessment } from '../task/assessment';

/** Below this even a perfect model would hardly be told from noise. */
const leastCeiling = 0.3;

/**
 * False where no part of the task can be predicted from this data: the inner folds say so before GPU hours are spent.
 *
 * A part with no signal *beyond the average change* is trained all the same: its ceiling is high, and training costs
 * little against being wrong.
 */
export function isWorthTraining({ parts }: Pick<Assessment, 'parts'>): boolean {
  return parts.length === 0 || !parts.every(isHopeless);
}

function isHopeless({ decision, ceiling }: AssessedPart): boolean {
  const span = ceiling.pearson_delta_indep;
  return decision === 'no-signal' && span !== undefined && (span?.[1] ?? 0) < leastCeiling;
}

/**
 * The plan as its cells are written when nothing can be learned: one network, one epoch. The cells still run to their
 * verdict beside every baseline; whoever wants to train after all changes two numbers in the training cell.
 */
export function sparingPlan(plan: Plan): Plan {
  const { parts, hyperparameters } = plan;
  const training =
    'Not predictable from this data, by the baselines on inner folds: one network is trained for one epoch only. ' +
    `The plan was: ${parts.training}`;
  return {
    ...plan,
    hyperparameters: { ...hyperparameters, max_epochs: 1, patience: 1, members: 1 },
    parts: { ...parts, training }
  };
}
