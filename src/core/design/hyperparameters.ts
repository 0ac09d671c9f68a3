import type { CombinedValue } from './combined-value';
import type { Choice, Hyperparameters } from './plan';
import type { Voice } from './voice';

type Key = keyof Hyperparameters;
/** As much of a choice as the values hang on. */
type Chosen = Pick<Choice, 'slot' | 'choice'>;

/** What holds where no expert says otherwise. */
export const usualHyperparameters: Hyperparameters = {
  hidden: 128,
  rank: 20,
  learning_rate: 0.02,
  weight_decay: 0.0001,
  dropout: 0,
  max_epochs: 300,
  patience: 100,
  batch_size: 256,
  members: 1
};

/** What switches fitted by evidence take: their start is near, and they are taken further at each step. */
export const usualByEvidence = { learning_rate: 0.05, max_epochs: 150 } as const;

/** Soft switches of a model fitted by evidence, which shuts those that the data do not ask for. */
const evidenceSwitches = 12;

/** How many switches a plan's model has: a loss that shuts those it does not need has the number of its own. */
export const switchesOf = (
  { hidden }: Pick<Hyperparameters, 'hidden'>,
  choices: readonly Chosen[]
): number => (isByEvidence(choices) ? evidenceSwitches : hidden);

const isByEvidence = (choices: readonly Chosen[]): boolean =>
  choices.some(({ slot, choice }) => slot === 'loss' && choice === 'evidence');

/** The values after the analyst changed the choices: what one way of fitting takes is not what the other does. */
export function withFitting(
  values: Hyperparameters,
  { before, after }: { readonly before: readonly Chosen[]; readonly after: readonly Chosen[] }
): Hyperparameters {
  if (isByEvidence(before) === isByEvidence(after)) {
    return withMembers(values, after);
  }
  const { learning_rate, max_epochs } = isByEvidence(after)
    ? usualByEvidence
    : usualHyperparameters;
  return withMembers({ ...values, learning_rate, max_epochs }, after);
}

/** Per value, the one with the greatest sum of c over its speakers; ties by the critic, then the smaller value. */
export function decideHyperparameters(
  voices: readonly Voice[],
  choices: readonly Chosen[]
): Hyperparameters {
  const keys = Object.keys(usualHyperparameters) as Key[];
  const decided = Object.fromEntries(
    keys.map(key => [key, decide(key, voices) ?? usualHyperparameters[key]])
  ) as Hyperparameters;
  return withMembers(decided, choices);
}

/** Members and the training choice are one decision said twice: the slot, which was argued about, leads. */
function withMembers(values: Hyperparameters, choices: readonly Chosen[]): Hyperparameters {
  const training = choices.find(choice => choice.slot === 'training')?.choice;
  return { ...values, members: training === 'ensemble' ? Math.max(values.members, 3) : 1 };
}

/** The set as these voices combine it: who spoke for each value that was taken, and who for another. */
export function combineValues(
  voices: readonly Voice[],
  choices: readonly Chosen[]
): readonly CombinedValue[] {
  const decided = decideHyperparameters(voices, choices);
  return (Object.keys(usualHyperparameters) as Key[]).flatMap(name => {
    const sides = sidesOf(name, voices);
    const value = decided[name];
    return sides.length === 0
      ? []
      : [
          {
            name,
            value,
            experts: sides.find(side => side.value === value)?.experts ?? [],
            others: sides
              .filter(side => side.value !== value)
              .map(side => ({ value: side.value, experts: side.experts }))
          }
        ];
  });
}

const decide = (key: Key, voices: readonly Voice[]): number | undefined =>
  sidesOf(key, voices)[0]?.value;

interface Side {
  readonly value: number;
  readonly experts: readonly Voice['expert'][];
}

function sidesOf(key: Key, voices: readonly Voice[]): readonly Side[] {
  const said = voices
    .flatMap(voice => {
      const value = voice.proposal.hyperparameters[key];
      return value === undefined ? [] : [{ value, voice }];
    })
    .sort((a, b) => a.value - b.value);
  const sides = [...new Set(said.map(({ value }) => value))].map(value => {
    const speakers = said.filter(item => item.value === value).map(({ voice }) => voice);
    const total = (of: 'c' | 'critic'): number =>
      speakers
        .map(voice => voice[of])
        .sort((a, b) => a - b)
        .reduce((a, b) => a + b, 0);
    const experts = speakers.map(({ expert }) => expert).sort();
    return { value, experts, support: total('c'), critic: total('critic') / speakers.length };
  });
  const far = (a: number, b: number): number => (Math.abs(a - b) < 1e-9 ? 0 : a - b);
  return sides.sort(
    (a, b) => far(b.support, a.support) || far(b.critic, a.critic) || a.value - b.value
  );
}

/** Sizes that the parameters of a plan's model follow from. */
export interface ModelSize {
  readonly features: number;
  readonly perturbations: number;
  readonly contexts: number;
  readonly decoder: string;
}

/** Parameters of the model before it exists, for the experts; the limit itself is checked on the instantiated model. */
export function estimateParameters(
  size: ModelSize,
  { hidden, rank, members }: Pick<Hyperparameters, 'hidden' | 'rank' | 'members'>
): number {
  const encoder = (size.perturbations + size.contexts) * hidden + hidden * hidden + 2 * hidden;
  const decoder =
    size.decoder === 'full'
      ? hidden * size.features + size.features
      : hidden * rank + rank * size.features + rank;
  return Math.round(members * (encoder + decoder));
}
