import { CellForgeError } from '../errors';
import { withFitting } from './hyperparameters';
import { optionSentence, optionShort } from './option-texts';
import type { Choice, Dissent, Plan } from './plan';
import { planName, planParts } from './plan-texts';
import { slotOptions } from './slots';
import type { Slot } from './slots';
import { goesWith, tiesOf, unfit } from './ties';
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
  const changed = replaceChoice(plan, { slot, choice, reason, byAnalyst: true }, turns);
  return keptTogether(changed, slot, turns);
}

/**
 * The plan with what does not go with the slot decided last replaced: other slots follow the loss; else the loss gives
 * way to the one with most support among those that go with the plan, or to squared error. Each says why.
 */
export function keptTogether(plan: Plan, decided: Slot, turns: readonly Turn[]): Plan {
  const odd = unfit(plan.choices);
  if (odd.length === 0) {
    return plan;
  }
  const loss = plan.choices.find(({ slot }) => slot === 'loss')!;
  const name = optionShort('loss', loss.choice);
  if (decided === 'loss') {
    const wanted = tiesOf(loss.choice);
    return odd.reduce((before, { slot, choice }) => {
      const fits = wanted[slot]!;
      const next = strongest(before, slot, fits) ?? fits[0];
      const reason = `A model ${name} goes with ${fits.join(' or ')} alone, not with ${choice}.`;
      const change = {
        slot,
        choice: next,
        reason,
        byAnalyst: loss.changed_by_analyst,
        turns: loss.turns
      };
      return replaceChoice(before, change, turns);
    }, plan);
  }
  const { slot, choice, changed_by_analyst: byAnalyst } = odd[0];
  const reason = `A model ${name} goes with ${slot} ${tiesOf(loss.choice)[slot]!.join(' or ')} alone, not with ${choice}.`;
  const open = plan.dissent
    .filter(item => item.slot === 'loss' && goesWith(plan.choices, item))
    .map(item => item.choice);
  const next = strongest(plan, 'loss', open) ?? slotOptions.loss[0];
  return replaceChoice(plan, { slot: 'loss', choice: next, reason, byAnalyst }, turns);
}

/** The option with most support in the debate among these; undefined: nobody argued for one. */
const strongest = ({ dissent }: Plan, slot: Slot, among: readonly string[]): string | undefined =>
  dissent
    .filter(item => item.slot === slot && among.includes(item.choice))
    .sort((a, b) => b.support - a.support)[0]?.choice;

/** What takes a slot's place, and why. */
export interface Replacement {
  readonly slot: Slot;
  readonly choice: string;
  readonly reason: string;
  readonly byAnalyst: boolean;
  /** What it follows from where nobody argued for it. */
  readonly turns?: Choice['turns'];
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
  const changes = { before: plan.choices, after: choices };
  const hyperparameters = withFitting(plan.hyperparameters, changes);
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
  { choice, reason, byAnalyst, turns = [] }: Replacement,
  dissent: readonly Dissent[]
): Choice {
  const minority = dissent.find(item => item.slot === before.slot && item.choice === choice);
  return {
    slot: before.slot,
    choice,
    reason,
    evidence: [],
    facts: [],
    turns: minority?.turns ?? turns,
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
