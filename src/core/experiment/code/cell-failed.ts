import { CellForgeError } from '../../errors';
import type { ErrorFacts } from '../../errors';

/** A cell of a run ended with an error; `detail` is its traceback. */
export class CellFailed extends CellForgeError {
  /** `cell`: its id; empty where a page that was reloaded knows only that the fit failed. */
  constructor(
    readonly cell: string,
    facts: ErrorFacts
  ) {
    super(facts);
  }
}
