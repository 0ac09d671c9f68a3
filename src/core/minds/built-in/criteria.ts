import type { Situation } from '../../design/brief';
import type { Constraint } from '../../design/constraints';
import { estimateParameters, usualHyperparameters } from '../../design/hyperparameters';
import { limitOf, optionLimits } from '../../design/read-constraint';
import { slots } from '../../design/slots';
import type { Proposal, Review } from '../../design/turns';
import { isMet, type VoicedConcern } from './concerns';
import { innerScores } from './inner-score';
import { measured } from './rules';

type Criterion = Review['criteria'][number];

const weights = {
  'concerns-met': 0.5,
  'hard-constraints': 0.2,
  'inner-score': 0.2,
  cost: 0.1
} as const;

/** Concerns on a proposal's hyperparameters, each as much as a soft one on a slot. */
export interface ValuesMet {
  readonly met: number;
  readonly all: number;
}

const noValues: ValuesMet = { met: 0, all: 0 };

/** The four named criteria a score is computed from. Nothing here knows the round. */
export function criteriaOf(
  proposal: Proposal,
  concerns: readonly VoicedConcern[],
  situation: Situation,
  values: ValuesMet = noValues
): readonly Criterion[] {
  return [
    concernsMet(proposal, concerns, values),
    hardConstraints(proposal, situation),
    innerScore(proposal, situation),
    cost(proposal, situation)
  ];
}

function criterion(id: keyof typeof weights, value: number, detail: string): Criterion {
  return { id, value: Math.min(Math.max(value, 0), 1), weight: weights[id], detail };
}

/** Hard concerns count double. */
function concernsMet(
  proposal: Proposal,
  concerns: readonly VoicedConcern[],
  values: ValuesMet
): Criterion {
  const weigh = (list: readonly VoicedConcern[]): number =>
    list.reduce((sum, concern) => sum + (concern.hard ? 2 : 1), 0);
  const met = concerns.filter(concern => isMet(concern, proposal));
  const all = concerns.length + values.all;
  const share = all === 0 ? 1 : (weigh(met) + values.met) / (weigh(concerns) + values.all);
  const detail =
    all === 0 ? 'no concern here' : `${met.length + values.met} of ${all} concerns met`;
  return criterion('concerns-met', share, detail);
}

/** Time and memory are only known once the model runs, and are checked there. */
const checkable: readonly Constraint['key'][] = ['require', 'forbid', 'parameters'];

function hardConstraints(proposal: Proposal, situation: Situation): Criterion {
  const broken = brokenConstraints(proposal, situation);
  const all = situation.constraints.filter(item => checkable.includes(item.key)).length;
  const detail =
    all === 0
      ? 'no constraint given'
      : broken.length === 0
        ? `all ${all} kept`
        : `broken: ${broken.join('; ')}`;
  return criterion('hard-constraints', all === 0 ? 1 : 1 - broken.length / all, detail);
}

/** What the analyst requires, forbids or limits and a proposal does not keep, in words. */
export function brokenConstraints(
  proposal: Pick<Proposal, 'stands' | 'hyperparameters'>,
  situation: Situation
): readonly string[] {
  const options = slots.flatMap(slot => {
    const { required, forbidden } = optionLimits(situation.constraints, slot);
    const choice = proposal.stands.find(stand => stand.slot === slot)?.choice;
    return choice === undefined
      ? []
      : [
          ...required.filter(wanted => wanted !== choice).map(wanted => `${slot} is not ${wanted}`),
          ...forbidden.filter(unwanted => unwanted === choice).map(() => `${slot} is ${choice}`)
        ];
  });
  const most = limitOf(situation.constraints, 'parameters');
  const size = parametersOf(proposal, situation);
  return most !== null && size > most
    ? [...options, `about ${size} parameters, at most ${most} allowed`]
    : options;
}

/** About how many parameters the fragment's model would have, what it leaves open taken as usual. */
function parametersOf(
  proposal: Pick<Proposal, 'stands' | 'hyperparameters'>,
  situation: Situation
): number {
  const choice = (slot: string): string | undefined =>
    proposal.stands.find(stand => stand.slot === slot)?.choice;
  const size = {
    features: measured(situation, 'features') ?? 2000,
    perturbations: measured(situation, 'perturbations') ?? 100,
    contexts: measured(situation, 'contexts') ?? 1,
    decoder: choice('decoder') ?? 'low-rank'
  };
  const values = { ...usualHyperparameters, ...proposal.hyperparameters };
  return estimateParameters(size, {
    ...values,
    members: choice('training') === 'ensemble' ? Math.max(values.members, 3) : 1
  });
}

/** 10,000 parameters cost nothing, ten billion everything. */
function cost(proposal: Proposal, situation: Situation): Criterion {
  const size = parametersOf(proposal, situation);
  return criterion(
    'cost',
    1 - Math.log10(Math.max(size, 1e4) / 1e4) / 6,
    `about ${size} parameters`
  );
}

function innerScore(proposal: Proposal, situation: Situation): Criterion {
  const scored = innerScores(proposal, situation);
  if (scored.length === 0) {
    return criterion('inner-score', 0.5, 'no baseline scored on inner folds');
  }
  const mean = scored.reduce((sum, item) => sum + item.share, 0) / scored.length;
  return criterion('inner-score', mean, scored.map(item => item.detail).join('; '));
}
