import type { InnerScores } from '../experiment/refinement/inner-scores';
import type { Plan } from './plan';

/** A plan that was made into code and scored on inner folds, as the experts of a further round are told of it. */
export interface CandidateTold extends Pick<Plan, 'choices' | 'dissent' | 'hyperparameters'> {
  /** From 1 over the whole run. */
  readonly n: number;
  readonly scores: InnerScores['overall'];
}

/** The candidates so far, and the one whose plan the debate goes on from, with the round that led to it. */
export interface CandidatesTold {
  readonly from: number;
  readonly round: number;
  readonly all: readonly CandidateTold[];
}

const candidateFact = /^candidate-\d+-/;

/** Whether a fact is a candidate's result on inner folds. */
export const isCandidateFact = (id: string): boolean => candidateFact.test(id);
