import type { Problem } from './task/task';

/** What a `CellForgeError` is made of: what could not be done, what was expected, what was found, what to do. */
export type ErrorFacts = Problem & { readonly detail?: readonly string[] };

/** The one base error: stable `code` such as "task/no-control", and the four sentences a reader needs. */
export class CellForgeError extends Error {
  readonly code: string;
  readonly expected: string;
  readonly found: string;
  readonly remedy: string;
  readonly detail: readonly string[];

  constructor(facts: ErrorFacts) {
    super(facts.message);
    this.name = 'CellForgeError';
    this.code = facts.code;
    this.expected = facts.expected;
    this.found = facts.found;
    this.remedy = facts.remedy;
    this.detail = facts.detail ?? [];
  }

  /** One clear paragraph: the four sentences in order. */
  get paragraph(): string {
    const parts = [
      this.message,
      this.expected && `Expected: ${this.expected}`,
      this.found && `Found: ${this.found}`,
      this.remedy
    ];
    return parts
      .filter(part => part !== '')
      .map(part => (/[.!?]$/.test(part) ? part : `${part}.`))
      .join(' ');
  }
}

/** The run was stopped on purpose, by a person or a budget; nothing is wrong. */
export class StoppedError extends Error {
  constructor(readonly by: 'analyst' | 'budget') {
    super(by === 'budget' ? 'Stopped: the budget is used up.' : 'Stopped.');
    this.name = 'StoppedError';
  }
}

/** @throws StoppedError when `signal` was aborted; a `StoppedError` given as its reason is thrown as it is. */
export function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) {
    throw signal.reason instanceof StoppedError ? signal.reason : new StoppedError('analyst');
  }
}

/** Codes that say that something of ours went wrong, not what we were given. */
const ours = /^(internal|experiment|kernel)\//;

/** Exit code of an error: bad input 2, budget 3, ours 1. */
export function exitCodeOf(error: unknown): 1 | 2 | 3 {
  if (error instanceof StoppedError) {
    return 3;
  }
  return error instanceof CellForgeError && !ours.test(error.code) ? 2 : 1;
}

/** Anything that was thrown, as the facts a log and a screen can show. */
export function factsOf(error: unknown): {
  code: string;
  message: string;
  detail: readonly string[];
} {
  if (error instanceof CellForgeError) {
    return { code: error.code, message: error.paragraph, detail: error.detail };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal/fault', message, detail: [] };
}
