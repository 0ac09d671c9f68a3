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
