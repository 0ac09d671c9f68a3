import type { ScenarioId } from '../task/task';
import type { FactId } from './facts';

/** A number that must have been measured, and on which side of a limit it lies. */
export type Limit =
  | { readonly fact: FactId; readonly atLeast: number }
  | { readonly fact: FactId; readonly below: number };

/** Whether a measured number lies on its side. */
export const isWithin = (value: number, limit: Limit): boolean =>
  'atLeast' in limit ? value >= limit.atLeast : value < limit.below;

/** What switches fitted by evidence can be learned from. */
export interface Source {
  readonly id: string;
  readonly scenario: ScenarioId;
  /** Tasks that ask, beside this one, for what such switches can not tell. */
  readonly without: readonly ScenarioId[];
  readonly limits: readonly Limit[];
  /** Whether what is measured may be shares of open cells. */
  readonly ofPeaks: boolean;
  /** Said first; `{fact:noun}` is filled with the number and its noun. */
  readonly told: string;
}

/** Fewer conditions tell nothing of what drives switches, and more cost too much: each step inverts a matrix of them all. */
const enough: readonly Limit[] = [
  { fact: 'conditions', atLeast: 40 },
  { fact: 'conditions', below: 301 }
];
const unknown: readonly ScenarioId[] = ['unseen-perturbation', 'unseen-context'];
const oneContext: Limit = { fact: 'contexts', below: 2 };

/** Targets that recur: in pairs, along doses or times, or in several contexts, whose controls show where switches rest. */
export const sourcesOfEvidence: readonly Source[] = [
  {
    id: 'pairs',
    scenario: 'unseen-combination',
    without: unknown,
    limits: [{ fact: 'pairs-both-seen', atLeast: 20 }, ...enough, oneContext],
    ofPeaks: false,
    told: '{pairs-both-seen:pair} with both targets measured alone, {conditions:condition}'
  },
  {
    id: 'doses',
    scenario: 'unseen-dose',
    without: unknown,
    limits: [{ fact: 'doses', atLeast: 3 }, ...enough, oneContext],
    ofPeaks: false,
    told: '{doses:dose}, {conditions:condition}'
  },
  {
    id: 'times',
    scenario: 'time',
    without: unknown,
    limits: [{ fact: 'times', atLeast: 3 }, ...enough, oneContext],
    ofPeaks: false,
    told: '{times:time}, {conditions:condition}'
  },
  {
    id: 'contexts',
    scenario: 'unseen-context',
    without: ['unseen-perturbation'],
    limits: [
      { fact: 'contexts', atLeast: 4 },
      { fact: 'perturbations', atLeast: 6 },
      { fact: 'doses', below: 2 },
      { fact: 'times', below: 2 },
      ...enough
    ],
    ofPeaks: true,
    told: '{perturbations:target} in {contexts:context}, {conditions:condition}'
  }
];
