import { isFreeChoice } from './choice-said';
import { replaceChoice } from './change-choice';
import type { Constraint } from './constraints';
import type { Choice, Plan } from './plan';
import { optionLimits } from './read-constraint';
import { type Slot, slotOptions } from './slots';
import type { Turn } from './turns';

/** What the plan decides that no option says: a coder writes it. */
export function freeChoices(plan: Pick<Plan, 'choices'>): readonly Choice[] {
  return plan.choices.filter(choice => isFreeChoice(choice.choice));
}

/** The plan with the nearest standard option in place of each free choice: what the other cells are written from. */
export function standardOptions(plan: Plan, constraints: readonly Constraint[]): Plan {
  if (freeChoices(plan).length === 0) {
    return plan;
  }
  const choices = plan.choices.map(choice =>
    isFreeChoice(choice.choice)
      ? { ...choice, choice: nearestStandard(plan, choice.slot, constraints) }
      : choice
  );
  return { ...plan, choices };
}

/** The plan when a free choice could not be built: the nearest standard option with the reason, the free one as dissent. */
export function withoutFreeChoices(
  plan: Plan,
  given: {
    readonly constraints: readonly Constraint[];
    readonly turns: readonly Turn[];
    readonly why: string;
  }
): Plan {
  return freeChoices(plan).reduce((before, { slot, choice }) => {
    const nearest = nearestStandard(before, slot, given.constraints);
    const reason = `${choice} could not be built: ${given.why} The nearest standard option is used.`;
    return replaceChoice(before, { slot, choice: nearest, reason, byAnalyst: false }, given.turns);
  }, plan);
}

/** The standard option with most support in the debate that the analyst allows; without one the first that is allowed. */
function nearestStandard(
  plan: Pick<Plan, 'dissent'>,
  slot: Slot,
  constraints: readonly Constraint[]
): string {
  const { required, forbidden } = optionLimits(constraints, slot);
  const allowed = (slotOptions[slot] as readonly string[]).filter(
    // fitted in closed form, a model takes no part that a coder would write
    choice =>
      choice !== 'evidence' &&
      !forbidden.includes(choice) &&
      required.every(wanted => wanted === choice)
  );
  const argued = plan.dissent
    .filter(item => item.slot === slot && allowed.includes(item.choice))
    .sort((a, b) => b.support - a.support);
  return argued[0]?.choice ?? allowed[0] ?? slotOptions[slot][0];
}
