import type { HeldConcern, HeldValue, ReviewsDraft, Situation } from './brief';
import type { HyperparameterName } from './combined-value';
import { optionLimits } from './read-constraint';
import type { Slot } from './slots';
import type { Review } from './turns';

type Reviewer = Review['reviewer'];

/** What each reviewer holds against proposals, kept from round to round. */
export type Held = Readonly<Partial<Record<Reviewer, readonly HeldConcern[]>>> & {
  /** On hyperparameters; absent where nobody reviews them. */
  readonly values?: Readonly<Partial<Record<Reviewer, readonly HeldValue[]>>>;
  /** The round in which each reviewer was asked last. */
  readonly asked?: Readonly<Partial<Record<Reviewer, number>>>;
};

/** What a reviewer's answer is weighed against. */
export interface Heard {
  readonly reviewer: Reviewer;
  readonly situation: Situation;
  readonly round: number;
  readonly before: readonly HeldConcern[];
  readonly changed: readonly Slot[];
}

/** Beyond this many a reviewer blocks more than it helps. */
const mostConcerns = 6;

/**
 * A reviewer's concerns after its answer. What was withdrawn is gone; what is raised enters when it is founded on a
 * measured fact or a record, asks for an option the analyst allows, and, after the first round, when something changed
 * on its slot: else the same proposal would be scored otherwise in a later round.
 */
export function hold(
  { withdraw, raise }: Pick<ReviewsDraft, 'withdraw' | 'raise'>,
  { reviewer, situation, round, before, changed }: Heard
): readonly HeldConcern[] {
  const gone = new Set(withdraw.map(item => item.id));
  const kept = before.filter(concern => !gone.has(concern.id));
  const raised = raise.flatMap((concern, index): readonly HeldConcern[] => {
    const isFounded = concern.facts.length + concern.evidence.length > 0;
    const wants = allowedWants(concern.slot, concern.wants, situation);
    if (!isFounded || wants.length === 0 || !changed.includes(concern.slot)) {
      return [];
    }
    return [{ ...concern, wants, id: `${reviewer}/r${round}-${index + 1}` }];
  });
  return [...kept, ...raised].slice(0, mostConcerns);
}

function allowedWants(
  slot: Slot,
  wants: readonly string[],
  { constraints }: Situation
): readonly string[] {
  const { required, forbidden } = optionLimits(constraints, slot);
  return wants.filter(
    choice => !forbidden.includes(choice) && required.every(wanted => wanted === choice)
  );
}

const mostValues = 3;

/** The same for concerns on hyperparameters: heard on values that changed, or that nobody had given before. */
export function holdValues(
  { withdraw, values = [] }: Pick<ReviewsDraft, 'withdraw' | 'values'>,
  heard: {
    readonly reviewer: Reviewer;
    readonly round: number;
    readonly before: readonly HeldValue[];
    readonly changed: readonly HyperparameterName[];
  }
): readonly HeldValue[] {
  const { reviewer, round, before, changed } = heard;
  const gone = new Set(withdraw.map(item => item.id));
  const kept = before.filter(({ id }) => !gone.has(id));
  const raised = values.flatMap((value, index): readonly HeldValue[] => {
    const isFounded = value.facts.length + value.evidence.length > 0;
    const isHeld = kept.some(({ name }) => name === value.name);
    return isFounded && !isHeld && changed.includes(value.name)
      ? [{ ...value, id: `${reviewer}/r${round}-v${index + 1}` }]
      : [];
  });
  return [...kept, ...raised].slice(0, mostValues);
}
