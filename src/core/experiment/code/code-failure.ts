import { z } from 'zod';
import type { ModelCheck } from '../model-check';
import type { CellFailed } from './cell-failed';

/** Why a model cell went back to the coder: from the fences, or from the full run, which is the last one. */
export const CodeFailure = z.strictObject({
  fence: z.enum(['policy', 'types', 'slice', 'run']),
  class: z.string(),
  message: z.string(),
  expected: z.string(),
  found: z.string(),
  remedy: z.string(),
  line: z.int().nullable(),
  /** The line as it was written. */
  text: z.string(),
  traceback: z.array(z.string()).readonly(),
  /** What else is wrong, one line each. */
  others: z.array(z.string()).readonly()
});
export type CodeFailure = z.infer<typeof CodeFailure>;

const mostOthers = 10;
const mostLines = 40;

/** What a fence found; null where the cell passed, or where the machine failed and not the cell. */
export function failureOfCheck(check: ModelCheck): CodeFailure | null {
  if (check.ok || check.fence === null) {
    return null;
  }
  const { fence, message, expected, found, remedy, line, text, traceback } = check;
  return {
    fence,
    class: check.class ?? 'exception',
    message,
    expected,
    found,
    remedy,
    line,
    text,
    traceback: traceback.slice(-mostLines),
    others: check.violations
      .slice(1, 1 + mostOthers)
      .map(each => `line ${each.line}: ${each.found} Expected: ${each.expected}`)
  };
}

/** Codes of cellforge_runtime that blame the model's source; "worker/died" and "worker/out-of-time" blame nobody. */
const blaming =
  /\b(worker\/model-failed|worker\/refused|worker\/out-of-memory|prediction\/[a-z-]+|model\/[a-z-]+): /;
const machine = /\bworker\/died: /;

/** Whether the worker ended without a word: most often the system's doing, so the same cell may be run again. */
export const isMachineFailure = (error: CellFailed): boolean => machine.test(told(error));

/** The failure of a cell, where it is the model's source that failed; null where it is anything else. */
export function failureOfRun(error: CellFailed, modelCell: string): CodeFailure | null {
  const text = told(error);
  const code = blaming.exec(text)?.[1] ?? null;
  if (code === null && error.cell !== modelCell) {
    return null;
  }
  return {
    fence: 'run',
    class: code === 'worker/out-of-memory' ? 'memory' : (code ?? 'exception'),
    message: error.message,
    expected: '',
    found: '',
    remedy:
      'The whole run trains every fold on all its conditions; the trial had a few of one fold.',
    line: null,
    text: '',
    traceback: error.detail.flatMap(line => line.split('\n')).slice(-mostLines),
    others: []
  };
}

const told = (error: CellFailed): string => `${error.message}\n${error.detail.join('\n')}`;
