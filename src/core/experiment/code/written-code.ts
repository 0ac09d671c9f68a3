import type { MindKind } from '../../design/turns';
import type { Attempt } from './attempt';

/** A model cell by the coder that passed the fences, as the cells and their note tell it. */
export interface WrittenCode {
  readonly source: string;
  readonly by: MindKind;
  /** Attempts at this plan's cell, this one counted. */
  readonly attempts: number;
  readonly explanation: string;
  /** Trainable parameters at the size of a whole fold, where they could be counted. */
  readonly parameters: number | null;
  /** Whether the full run was passed too. */
  readonly hasRun: boolean;
}

/** The last attempt, which is the one that stands. */
export function writtenCode(attempts: readonly Attempt[]): WrittenCode {
  const { source, by, explanation, check, ran } = attempts[attempts.length - 1];
  return {
    source,
    by,
    attempts: attempts.length,
    explanation,
    parameters: check?.parameters ?? null,
    hasRun: ran !== null && ran.failure === null
  };
}
