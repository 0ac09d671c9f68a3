import type { Fact } from '../task/profile';
import { modalitiesOf, type Task } from '../task/task';
import type { FactId } from './facts';
import { isWithin, sourcesOfEvidence } from './for-evidence';
import { optionNotes } from './option-notes';
import { optionSentence } from './option-texts';
import { type Slot, slotOptions } from './slots';

/** What an option is offered by: the task and the numbers measured on its data. */
export interface Offered {
  readonly task: Pick<Task, 'modality' | 'value_state' | 'scenarios'>;
  readonly facts: readonly Pick<Fact, 'id' | 'value'>[];
}

type Measured = (id: FactId) => number;
type Condition = (given: Offered, measured: Measured) => boolean;

/** Fewest that an option needs before it can learn anything; below, offering it only costs words. */
const least = {
  targets: 50,
  conditions: 50,
  many: 100,
  pairs: 60,
  cells: 50
};

const isPeaks: Condition = ({ task }) => task.modality === 'atac';
const hasProtein: Condition = ({ task }) => modalitiesOf(task).includes('protein');
const conditions =
  (n: number): Condition =>
  (given, measured) =>
    !isPeaks(given, measured) && measured('conditions') >= n;

/** See the option's note. */
const fitsEvidence: Condition = (given, measured) =>
  sourcesOfEvidence.some(
    ({ scenario, without, limits, ofPeaks }) =>
      given.task.scenarios.includes(scenario) &&
      !without.some(other => given.task.scenarios.includes(other)) &&
      (ofPeaks || !isPeaks(given, measured)) &&
      limits.every(limit => isWithin(measured(limit.fact), limit))
  );

/** Options that some data has no use for: offered where their condition holds. All others always are. */
const onCondition: Readonly<Partial<Record<string, Condition>>> = {
  knowledge: ({ facts }) => facts.some(({ id }) => id === 'knowledge-table'),
  bernoulli: isPeaks,
  'protein-noise': hasProtein,
  evidence: fitsEvidence,
  learned: ({ task }, measured) =>
    !task.scenarios.includes('unseen-perturbation') && measured('perturbations') >= least.targets,
  'latent-additive': conditions(least.many),
  attention: (_, measured) => measured('pairs-both-seen') >= least.pairs,
  pca: conditions(least.conditions),
  autoencoder: conditions(least.many),
  'negative-binomial': (given, measured) =>
    given.task.value_state === 'counts' && conditions(least.conditions)(given, measured),
  rank: conditions(least.conditions),
  distributional: (given, measured) =>
    conditions(least.conditions)(given, measured) && measured('cells-per-condition') >= least.cells
};

/** Options that stood in the list before there were conditions on numbers: told by their sentence alone. */
const plain = ['knowledge', 'bernoulli', 'protein-noise'];

/** The options of a slot that this data has a use for, in the order of the list. */
export function offeredOptions(slot: Slot, given: Offered): readonly string[] {
  const measured: Measured = id => given.facts.find(fact => fact.id === id)?.value ?? 0;
  return slotOptions[slot].filter(choice => onCondition[choice]?.(given, measured) ?? true);
}

/** What is told of an option: what it does, and where it is new to most, when to use it and when not. */
export function optionTold(slot: Slot, choice: string): string {
  const sentence = optionSentence(slot, choice);
  const note = optionNotes[slot][choice];
  return onCondition[choice] === undefined || plain.includes(choice) || note === undefined
    ? sentence
    : `${sentence} Use ${note.use}. Not ${note.not}.`;
}
