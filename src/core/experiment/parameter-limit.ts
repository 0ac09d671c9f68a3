import type { Constraint } from '../design/constraints';
import type { Plan } from '../design/plan';
import { limitOf } from '../design/read-constraint';
import { CellForgeError } from '../errors';
import type { Profile } from '../task/profile';
import { instantiatedParameters } from './cells/parameters';

/**
 * Holds the analyst's limit against the model that the cells would build: the experts argued with an estimate.
 *
 * @throws CellForgeError "plan/too-many-parameters" where not even their smallest model keeps it.
 */
export function checkParameterLimit(
  plan: Plan,
  profile: Profile,
  constraints: readonly Constraint[]
): void {
  const most = limitOf(constraints, 'parameters');
  const count = most === null ? 0 : instantiatedParameters(plan, profile);
  if (most === null || count <= most) {
    return;
  }
  const told = (value: number): string => value.toLocaleString('en-US');
  throw new CellForgeError({
    code: 'plan/too-many-parameters',
    message: "The plan's model is larger than the constraint allows, and no cell was written",
    expected: `at most ${told(most)} parameters`,
    found: `${told(count)} in the model that was agreed on, for ${told(profile.object.n_features)} features`,
    remedy: `Allow ${told(count)} or more, choose fewer features, or require a smaller option such as decoder:low-rank or training:early-stopping, and design again.`
  });
}
