import { CellForgeError } from '../errors';
import type { PlannedCell } from '../experiment/planned-cell';

/** Cells that need what the machine has, data and packages: their failure says nothing about the record. */
const needMachine: ReadonlySet<PlannedCell['name']> = new Set(['load', 'setup']);

/** Recorded cells could not run on this machine: their scores are neither confirmed nor denied. */
export class NotRunAgain extends CellForgeError {
  constructor(cause: unknown, remedy: string) {
    super({
      code: 'record/not-run-again',
      message: cause instanceof Error ? cause.message : String(cause),
      expected: 'the data and packages that the recorded cells name',
      found: '',
      remedy
    });
  }
}

/** What the failure of a recorded cell means where it runs again: a lack of this machine's, or a failure of what is recorded. */
export function failureOfRerun(name: PlannedCell['name'], cause: unknown, remedy: string): unknown {
  return needMachine.has(name) ? new NotRunAgain(cause, remedy) : cause;
}
