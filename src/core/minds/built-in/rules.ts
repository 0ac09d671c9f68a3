import type { Situation } from '../../design/brief';
import type { FactId } from '../../design/facts';
import { isWithin, type Limit } from '../../design/for-evidence';
import type { Hyperparameters } from '../../design/plan';
import { leaves } from '../../design/read-constraint';
import type { Slot } from '../../design/slots';
import type { ExpertId } from '../../design/turns';
import type { Modality, PerturbationType } from '../../task/profile';
import { modalitiesOf, type ScenarioId, type Task } from '../../task/task';

/** One thing that must hold before a rule speaks. A number nobody measured holds nothing. */
export type Test =
  | Limit
  | { readonly scenario: ScenarioId }
  | { readonly notScenario: ScenarioId }
  | { readonly type: readonly PerturbationType[] }
  | { readonly modality: Modality }
  | { readonly notModality: Modality }
  | { readonly values: Task['value_state'] }
  /** Nobody measured or recorded it. */
  | { readonly absent: FactId }
  /** The analyst leaves one of these options. */
  | { readonly leaves: Slot; readonly oneOf: readonly string[] };

/**
 * When all of `when` holds, the expert stands on `choice`. `{fact-id}` in `says` is filled with the measured number,
 * `{fact-id:noun}` with the number and its noun.
 */
export interface Rule {
  readonly slot: Slot;
  readonly choice: string;
  readonly when: readonly Test[];
  readonly says: string;
  readonly evidence: readonly string[];
}

/** What an expert minds in a proposal: met when the proposal's option of `slot` is one of `wants`. */
export interface Concern {
  readonly id: string;
  readonly slot: Slot;
  /** A hard one keeps a proposal at 0.8 until it is met. */
  readonly hard: boolean;
  readonly wants: readonly string[];
  /** Options that meet it too, though it does not ask for them. */
  readonly accepts?: readonly string[];
  readonly when: readonly Test[];
  /** Only minds proposals that hold these options too. */
  readonly given?: Partial<Readonly<Record<Slot, string>>>;
  /** Only minds proposals whose simple baseline stays this far behind the best one on inner folds. */
  readonly behindBest?: number;
  readonly says: string;
  readonly evidence: readonly string[];
}

/** The first whose `when` holds gives the value. */
export interface ValueRule {
  readonly key: keyof Hyperparameters;
  readonly value: number;
  readonly when: readonly Test[];
}

/** One role as data: rules in order of precedence, the first that holds per slot speaks. */
export interface Role {
  readonly id: ExpertId | 'critic';
  readonly rules: readonly Rule[];
  readonly concerns: readonly Concern[];
  readonly values: readonly ValueRule[];
}

/** The measured number, or null where nobody measured it. */
export function measured(situation: Situation, id: string): number | null {
  return situation.facts.find(fact => fact.id === id)?.value ?? null;
}

/** Whether all tests hold. */
export function holds(tests: readonly Test[], situation: Situation): boolean {
  return tests.every(test => holdsOne(test, situation));
}

function holdsOne(test: Test, situation: Situation): boolean {
  if ('scenario' in test) {
    return situation.task.scenarios.includes(test.scenario);
  }
  if ('notScenario' in test) {
    return !situation.task.scenarios.includes(test.notScenario);
  }
  if ('type' in test) {
    return test.type.includes(situation.task.perturbation_type);
  }
  if ('modality' in test) {
    return modalitiesOf(situation.task).includes(test.modality);
  }
  if ('notModality' in test) {
    return !modalitiesOf(situation.task).includes(test.notModality);
  }
  if ('values' in test) {
    return situation.task.value_state === test.values;
  }
  if ('absent' in test) {
    return measured(situation, test.absent) === null;
  }
  if ('leaves' in test) {
    return leaves(situation.constraints, test.leaves, test.oneOf);
  }
  const value = measured(situation, test.fact);
  return value !== null && isWithin(value, test);
}

const placeholder = /\{([a-z0-9-]+)(?::([a-z]+))?\}/g;

/** Facts that a rule rests on: those it tests and those it names. */
export function citedFacts(rule: Pick<Rule, 'when' | 'says'>): readonly string[] {
  const tested = rule.when.flatMap(test => ('fact' in test ? [test.fact] : []));
  const named = [...rule.says.matchAll(placeholder)].map(match => match[1]);
  return [...new Set([...tested, ...named])];
}

/** Whether a rule or concern can speak: all it tests holds and all it names was measured. */
export function speaks(rule: Pick<Rule, 'when' | 'says'>, situation: Situation): boolean {
  return (
    holds(rule.when, situation) && citedFacts(rule).every(id => measured(situation, id) !== null)
  );
}

/** The sentence with its numbers. */
export function say(sentence: string, situation: Situation): string {
  return sentence.replace(placeholder, (_, id: string, noun?: string) => {
    const value = measured(situation, id);
    const counted = noun === undefined ? '' : ` ${noun}${value === 1 ? '' : 's'}`;
    return `${formatNumber(value)}${counted}`;
  });
}

function formatNumber(value: number | null): string {
  if (value === null) {
    return 'unmeasured';
  }
  if (Number.isInteger(value) || Math.abs(value) >= 100) {
    return String(Math.round(value));
  }
  // a score has two decimals; a mean count has no use for them
  return value.toFixed(Math.abs(value) < 10 ? 2 : 0).replace('-', '−');
}

/**
 * How well a stand or concern is founded: numbers measured on this very data count double, literature once.
 * The analyst's own word outweighs both.
 */
export function strength(basis: {
  readonly facts: readonly string[];
  readonly evidence: readonly string[];
  readonly turns?: readonly string[];
}): number {
  const asked = (basis.turns ?? []).some(id => /\/you(-\d+)?$/.test(id));
  return 2 * basis.facts.length + basis.evidence.length + (asked ? 100 : 0);
}

/** Only ids that the debate was given may be cited. */
export function knownEvidence(ids: readonly string[], situation: Situation): readonly string[] {
  return ids.filter(id => situation.evidence.some(item => item.id === id));
}
