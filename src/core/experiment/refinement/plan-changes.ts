import type { Plan } from '../../design/plan';
import type { PlanChange } from './candidate';

/** What one plan decides otherwise than another: slots with their reasons, then values. */
export function planChanges(before: Plan, after: Plan): readonly PlanChange[] {
  const slots = after.choices.flatMap(({ slot, choice, reason, facts, turns }) => {
    const old = before.choices.find(each => each.slot === slot)?.choice ?? '';
    return old === choice ? [] : [{ what: slot, from: old, to: choice, reason, facts, turns }];
  });
  const gone = before.choices
    .filter(({ slot }) => !after.choices.some(each => each.slot === slot))
    .map(({ slot, choice }) => ({ ...unargued, what: slot, from: choice, to: '' }));
  const old: Readonly<Record<string, number>> = before.hyperparameters;
  const values = Object.entries(after.hyperparameters)
    .filter(([key, value]) => old[key] !== value)
    .map(([key, value]) => ({ ...unargued, what: key, from: `${old[key]}`, to: `${value}` }));
  return [...slots, ...gone, ...values];
}

const unargued = { reason: '', facts: [], turns: [] };
