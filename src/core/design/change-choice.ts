import { CellForgeError } from '../errors';
import { withMembers } from './hyperparameters';
import { optionSentence } from './option-texts';
import type { Choice, Dissent, Plan } from './plan';
import { planName, planParts } from './plan-texts';
import { slotOptions } from './slots';
import type { Slot } from './slots';
import type { RoundEnd, Turn } from './turns';

/**
 * The plan with one slot decided by the analyst: marked as such, and what the experts had chosen kept as dissent.
 *
 * @throws CellForgeError "design/unknown-option" when the slot has no such option.
 */
export function changeChoice(
  plan: Plan,
  change: { readonly slot: string; readonly choice: string },
  turns: readonly Turn[]
): Plan {
  const slot = change.slot as Slot;
  const options: readonly string[] = Object.hasOwn(slotOptions, slot) ? slotOptions[slot] : [];
  const before = plan.choices.find(choice => choice.slot === slot);
  if (!options.includes(change.choice) || before === undefined) {
    throw unknownOption(plan, change, options);
  }
  if (before.choice === change.choice) {
    return plan;
  }
  const { choice } = change;
  const reason = `Changed by the analyst from ${before.choice}. ${optionSentence(slot, choice)}`;
  return replaceChoice(plan, { slot, choice, reason, byAnalyst: true }, turns);
}

/** What takes a slot's place, and why. */
export interface Replacement {
  readonly slot: Slot;
  readonly choice: string;
  readonly reason: string;
  readonly byAnalyst: boolean;
}

/** The plan with another option in one slot: what the experts had chosen is kept as dissent. */
export function replaceChoice(plan: Plan, change: Replacement, turns: readonly Turn[]): Plan {
  const { slot } = change;
  const before = plan.choices.find(choice => choice.slot === slot)!;
  const choices = plan.choices.map(choice =>
    choice === before ? changed(before, change, plan.dissent) : choice
  );
  const kept = plan.dissent.filter(item => item.slot !== slot || item.choice !== change.choice);
  const end = turns.filter((turn): turn is RoundEnd => turn.kind === 'round-end').at(-1);
  const hyperparameters = withMembers(plan.hyperparameters, choices);
  const parts = end === undefined ? plan.parts : planParts(choices, hyperparameters, end);
  return {
    ...plan,
    name: planName(choices),
    choices,
    hyperparameters,
    dissent: [...kept, ...expertsChoice(before, turns)],
    parts: { ...parts, implementation: plan.parts.implementation }
  };
}

/** Experts who argued for it as a minority lend it their turns and evidence. */
function changed(
  before: Choice,
  { choice, reason, byAnalyst }: Replacement,
  dissent: readonly Dissent[]
): Choice {
  const minority = dissent.find(item => item.slot === before.slot && item.choice === choice);
  return {
    slot: before.slot,
    choice,
    reason,
    evidence: [],
    facts: [],
    turns: minority?.turns ?? [],
    support: minority?.support ?? 0,
    changed_by_analyst: byAnalyst
  };
}

function expertsChoice(before: Choice, turns: readonly Turn[]): readonly Dissent[] {
  if (before.changed_by_analyst) {
    return [];
  }
  const experts = turns.flatMap(turn =>
    turn.kind === 'proposal' && before.turns.includes(turn.id) ? [turn.expert] : []
  );
  const { slot, choice, reason, support } = before;
  return [{ slot, choice, experts: [...new Set(experts)], reason, turns: before.turns, support }];
}

function unknownOption(
  plan: Plan,
  { slot, choice }: { readonly slot: string; readonly choice: string },
  options: readonly string[]
): CellForgeError {
  return new CellForgeError({
    code: 'design/unknown-option',
    message: `The plan cannot be changed to ${choice} for ${slot}`,
    expected:
      options.length > 0
        ? `one of ${options.join(', ')}`
        : `a slot of ${plan.choices.map(item => item.slot).join(', ')}`,
    found: options.length > 0 ? choice : slot,
    remedy: 'Choose one of these.'
  });
}
