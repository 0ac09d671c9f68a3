import { BeingWritten, CellForgeError } from '../core';
import type { Problem, RunView } from '../core';

/** Anything that was thrown, as the problem a person can act on. */
export function problemOf(error: unknown): Problem {
  if (error instanceof CellForgeError) {
    const { code, message, expected, found, remedy } = error;
    return { code, message, expected, found, remedy };
  }
  return {
    code: 'internal/fault',
    message: error instanceof Error ? error.message : String(error),
    expected: '',
    found: '',
    remedy: 'Read again. If it stays, the browser console holds the details.'
  };
}

/** What is told beside a run that came to an end by `error`; null: it is told elsewhere. */
export function problemAfter(
  error: unknown,
  { failure }: Pick<RunView, 'failure'>
): Problem | null {
  if (error instanceof BeingWritten) {
    return null;
  }
  const isOfLog = error instanceof CellForgeError && error.code.startsWith('run/');
  // a failed step stands in the view already, where it arose
  return failure === null || isOfLog ? problemOf(error) : null;
}

/** What is asked for needs the notebook's run to rest. */
export function runAtWork(run: string): CellForgeError {
  return new CellForgeError({
    code: 'run/at-work',
    message: 'A run of this notebook is at work',
    expected: 'no run at work, and none that waits for you',
    found: `the run ${run}`,
    remedy: 'Close the replay, answer or stop that run, and do this again.'
  });
}
