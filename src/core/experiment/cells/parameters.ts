import type { Plan } from '../../design/plan';
import type { Profile } from '../../task/profile';
import { chosen } from './options';

/** Sizes of the data that a model's weights follow from. */
export interface DataSizes {
  readonly features: number;
  readonly targets: number;
  /** Directions of a table of prior knowledge, where one is given. */
  readonly terms?: number;
}

const coexpressionDirections = 10;
const knowledgeDirections = 20;

/** Weights of the networks that the plan's cells make of data of these sizes: what a limit on parameters is checked on. */
export function countParameters(plan: Plan, sizes: DataSizes): number {
  const { hidden, rank, members } = plan.hyperparameters;
  const options = chosen(plan);
  const codes = codeWidth(options.perturbation, sizes);
  const own = codes * sizes.features;
  const act =
    options.composition === 'set-network'
      ? codes * hidden + hidden + hidden * hidden
      : codes * hidden;
  const write =
    options.decoder === 'full' ? hidden * sizes.features : hidden * rank + rank * sizes.features;
  const context = options.context === 'none' ? 0 : hidden;
  const each = own + act + hidden + write + context;
  return each * (options.training === 'ensemble' ? members : 1);
}

/** The same on a profile, before any data is prepared: all of its conditions train. */
export function instantiatedParameters(plan: Plan, profile: Profile): number {
  const targets = new Set(profile.conditions.flatMap(condition => [...condition.targets]));
  return countParameters(plan, {
    features: profile.object.n_features,
    targets: targets.size
  });
}

function codeWidth(perturbation: string, { targets, features, terms }: DataSizes): number {
  switch (perturbation) {
    case 'control-coexpression':
      return Math.min(coexpressionDirections, features);
    case 'knowledge':
      return Math.min(knowledgeDirections, terms ?? knowledgeDirections);
    default:
      return targets;
  }
}
