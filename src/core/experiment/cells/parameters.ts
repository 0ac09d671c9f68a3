import { switchesOf } from '../../design/hyperparameters';
import type { Plan } from '../../design/plan';
import type { Profile } from '../../task/profile';
import { chosen, type Options } from './options';

/** Sizes of the data that a model's weights follow from. */
export interface DataSizes {
  readonly features: number;
  readonly targets: number;
  /** Directions of a table of prior knowledge, where one is given. */
  readonly terms?: number;
  /** Functions of dose and time; absent: neither varies. */
  readonly functions?: number;
  readonly contexts?: number;
}

const coexpressionDirections = 10;
const knowledgeDirections = 20;

/** Weights of the networks that the plan's cells make of data of these sizes: what a limit on parameters is checked on. */
export function countParameters(plan: Plan, sizes: DataSizes): number {
  const { hidden, rank, members } = plan.hyperparameters;
  const options = chosen(plan);
  if (options.loss === 'evidence') {
    return trainedByEvidence(plan, options, sizes);
  }
  const given = codeWidth(options.perturbation, sizes);
  const isLearned = options.perturbation === 'learned';
  const codes = isLearned ? rank : given;
  const embed = isLearned ? given * rank : 0;
  const own = codes * (options.decoder === 'pca' ? rank : sizes.features);
  const act = weightsOfComposition(options.composition, codes, hidden);
  const write = {
    full: hidden * sizes.features,
    'low-rank': hidden * rank + rank * sizes.features,
    pca: hidden * rank,
    autoencoder: hidden * rank + rank * sizes.features + sizes.features * hidden
  }[options.decoder];
  const context = options.context === 'none' ? 0 : hidden;
  const each = embed + own + act + hidden + write + context;
  return each * (options.training === 'ensemble' ? members : 1);
}

/** What drives the switches: what they and the targets write is no weight to train, but follows in closed form. */
function trainedByEvidence(
  plan: Plan,
  options: Options,
  { targets, functions = 1, contexts = 1 }: DataSizes
): number {
  const switches = switchesOf(plan.hyperparameters, plan.choices);
  const beside: Readonly<Partial<Record<Options['context'], number>>> = {
    'dose-time-curve': (targets + switches + 1) * functions,
    'control-profile': contexts * switches
  };
  const context = beside[options.context] ?? 0;
  const members = options.training === 'ensemble' ? plan.hyperparameters.members : 1;
  return (targets * switches + switches + context) * members;
}

/** The same on a profile, before any data is prepared: all of its conditions train. */
export function instantiatedParameters(plan: Plan, profile: Profile): number {
  const listed = new Set(profile.conditions.flatMap(condition => [...condition.targets]));
  // of a large screen not all conditions are listed, but their targets are counted
  const counted = profile.facts.find(({ id }) => id === 'perturbations')?.value ?? 0;
  return countParameters(plan, {
    features: profile.object.n_features,
    targets: Math.max(listed.size, counted),
    contexts: new Set(profile.conditions.map(({ context }) => context)).size,
    functions: varying(profile, 'dose') * varying(profile, 'time')
  });
}

/** Two functions of a dose or a time that varies, and where both do, their products. */
function varying({ conditions }: Profile, axis: 'dose' | 'time'): number {
  const told = conditions.map(condition => condition[axis]).filter(value => value !== null);
  return new Set(told).size > 1 ? 2 : 1;
}

/** How targets reach the switches. */
function weightsOfComposition(
  composition: Options['composition'],
  codes: number,
  hidden: number
): number {
  const encoded = codes * hidden + hidden;
  switch (composition) {
    case 'set-network':
      return encoded + hidden * hidden;
    case 'latent-additive':
      return encoded + 2 * hidden * hidden;
    case 'attention':
      return encoded + 4 * hidden * hidden;
    default:
      return codes * hidden;
  }
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
