import { bundledEvidence } from '../../literature/bundled';
import { composePlan } from '../compose-plan';
import type { FactId } from '../facts';
import type { Plan } from '../plan';
import { type Slot } from '../slots';
import { type Proposal, type Stand } from '../turns';
import { holdExample } from './example-debates';
import { type ExampleSituation, exampleSituations } from './situations';

/** One number of a profile, and the values it is moved through. */
export interface Sweep {
  readonly fact: FactId;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly situation: ExampleSituation;
}

const { norman, papalexi, kang } = exampleSituations;

/** As many pairs as possible are seen on both sides, and the sum does not explain them. */
const manyPairs: ExampleSituation = {
  ...norman,
  facts: { ...norman.facts, 'additive-agreement': 0.6, 'half-agreement': 0.9, conditions: 140 }
};

/** A screen in which most conditions are silent, but what is there repeats. */
const manySilent: ExampleSituation = {
  ...papalexi,
  facts: { ...papalexi.facts, 'silent-share': 0.56 }
};

/** A repeatable screen whose effects can be of any size. */
const anyEffect: ExampleSituation = {
  ...papalexi,
  facts: { ...papalexi.facts, 'half-agreement': 0.9 }
};

/** The four sweeps of the product's specification. */
export const sweeps: readonly Sweep[] = [
  { fact: 'cells-per-condition', from: 20, to: 2000, step: 20, situation: manySilent },
  { fact: 'pairs-both-seen', from: 0, to: 100, step: 1, situation: manyPairs },
  { fact: 'effect-size', from: 0, to: 1, step: 0.01, situation: anyEffect },
  { fact: 'contexts', from: 1, to: 10, step: 1, situation: kang }
];

/** An argument of one expert, or the plan, that changes between two neighbouring values. */
export interface Flip {
  readonly fact: FactId;
  readonly who: string;
  readonly slot: Slot;
  readonly at: number;
  readonly before: string;
  readonly after: string;
  readonly reason: string;
  readonly evidence: readonly string[];
}

/** Every change of a first proposal or of the composed plan along a sweep, in the order of the values. */
export async function flipsAlong(sweep: Sweep): Promise<readonly Flip[]> {
  const flips: Flip[] = [];
  let before = await argumentsAt(sweep, sweep.from);
  for (const value of valuesOf(sweep)) {
    const after = await argumentsAt(sweep, value);
    flips.push(...changesBetween(sweep.fact, value, before, after));
    before = after;
  }
  return flips;
}

function valuesOf({ from, to, step }: Sweep): readonly number[] {
  const n = Math.round((to - from) / step);
  // through one division, so that 0.3 is 0.3
  return Array.from({ length: n }, (_, index) => Number((from + (index + 1) * step).toFixed(6)));
}

interface Argument {
  readonly who: string;
  readonly slot: Slot;
  readonly choice: string;
  readonly reason: string;
  readonly evidence: readonly string[];
}

async function argumentsAt(sweep: Sweep, value: number): Promise<readonly Argument[]> {
  const facts = { ...sweep.situation.facts, [sweep.fact]: value };
  if (sweep.fact === 'pairs-both-seen') {
    facts.pairs = Math.max(value, sweep.situation.facts.pairs ?? 0);
  }
  const { turns } = await holdExample({ ...sweep.situation, facts });
  const first = turns.filter(
    (turn): turn is Proposal => turn.kind === 'proposal' && turn.round === 1
  );
  return [
    ...first.flatMap(({ expert, stands }) => stands.map(stand => argumentOf(expert, stand))),
    ...planArguments(composePlan(turns, bundledEvidence))
  ];
}

const argumentOf = (who: string, { slot, choice, reason, evidence }: Stand): Argument => ({
  who,
  slot,
  choice,
  reason,
  evidence
});

const planArguments = (plan: Plan): readonly Argument[] =>
  plan.choices.map(({ slot, choice, reason, evidence }) => ({
    who: 'plan',
    slot,
    choice,
    reason,
    evidence
  }));

function changesBetween(
  fact: FactId,
  at: number,
  before: readonly Argument[],
  after: readonly Argument[]
): readonly Flip[] {
  return after.flatMap(now => {
    const old = before.find(item => item.who === now.who && item.slot === now.slot);
    return old === undefined || old.choice === now.choice
      ? []
      : [
          {
            fact,
            who: now.who,
            slot: now.slot,
            at,
            before: old.choice,
            after: now.choice,
            reason: now.reason,
            evidence: now.evidence
          }
        ];
  });
}
