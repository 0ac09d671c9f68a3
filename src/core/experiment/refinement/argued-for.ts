import type { Dissent, Plan } from '../../design/plan';
import type { RoundEnd, Turn } from '../../design/turns';

/**
 * Every option that anybody held in any round and that the plan does not have, the latest turns it was held in first:
 * its support is the greatest sum of c it ever had. The plan's own dissent is what was held to the end.
 */
export function arguedFor(plan: Plan, turns: readonly Turn[]): readonly Dissent[] {
  const ends = new Map(
    turns.flatMap((turn): [number, RoundEnd][] =>
      turn.kind === 'round-end' ? [[turn.round, turn]] : []
    )
  );
  const found = new Map<string, Dissent>(
    plan.dissent.map(item => [`${item.slot} ${item.choice}`, item])
  );
  for (const [round, end] of [...ends].sort(([a], [b]) => b - a)) {
    for (const held of heldIn(round, end, turns)) {
      const key = `${held.slot} ${held.choice}`;
      const known = found.get(key);
      const isPlans = plan.choices.some(
        ({ slot, choice }) => slot === held.slot && choice === held.choice
      );
      if (!isPlans && (known === undefined || held.support > known.support)) {
        found.set(key, known === undefined ? held : { ...known, support: held.support });
      }
    }
  }
  return [...found.values()].sort((a, b) => b.support - a.support);
}

/** The options of one round with who held them. */
function heldIn(round: number, end: RoundEnd, turns: readonly Turn[]): readonly Dissent[] {
  const held = new Map<string, Dissent>();
  for (const turn of turns) {
    if (turn.kind !== 'proposal' || turn.round !== round) {
      continue;
    }
    const c = end.scores.find(score => score.expert === turn.expert)?.c ?? 0;
    for (const { slot, choice, reason } of turn.stands) {
      const key = `${slot} ${choice}`;
      const before = held.get(key);
      held.set(key, {
        slot,
        choice,
        reason: before?.reason ?? reason,
        experts: [...(before?.experts ?? []), turn.expert],
        turns: [...(before?.turns ?? []), turn.id],
        support: (before?.support ?? 0) + c
      });
    }
  }
  return [...held.values()];
}
