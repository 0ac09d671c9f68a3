import { CellForgeError } from '../core';
import type { Problem } from '../core';

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
