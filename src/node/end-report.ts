import {
  CellForgeError,
  StoppedError,
  exitCodeOf,
  factsOf,
  fold,
  scrubDeep,
  scrubber
} from '../core';
import type { DesignArguments } from './arguments';
import { fileStore } from './file-store';
import { jsonReport } from './json-report';
import { knownPrivate } from './private';
import { writeJson } from './write-json';

/** What a shell expects of a program that Ctrl-C ended. */
export const interrupted = 130;

/** What ended a command: the stop where it was stopped, whatever else came of that. */
export function causeOf(error: unknown, signal: AbortSignal): unknown {
  return signal.aborted && signal.reason instanceof StoppedError ? signal.reason : error;
}

/** The exit code of what ended a command. */
export function exitOf(cause: unknown): number {
  return cause instanceof StoppedError && cause.by === 'analyst' ? interrupted : exitCodeOf(cause);
}

interface Ending {
  readonly given: Pick<DesignArguments, 'json'>;
  readonly run: string;
  /** Path of the run's log, which need not be there yet. */
  readonly log: string;
  readonly stop: AbortController;
}

/**
 * Does the work of a run; where it is stopped or fails, `--json` says so beside what was finished. What can't be used (exit 2)
 * writes nothing.
 *
 * @throws whatever the work threw
 */
export async function reportingEnd({ given, run, log, stop }: Ending, work: () => Promise<void>) {
  const started = Date.now();
  try {
    await work();
  } catch (error) {
    const cause = causeOf(error, stop.signal);
    const exit = exitOf(cause);
    if (exit !== 2) {
      const events = await fileStore(log).read();
      const seconds = (Date.now() - started) / 1000;
      const done = events.length === 0 ? { run } : jsonReport(fold(events), seconds);
      await writeJson(given, { ...done, ...endOf(cause), exit });
    }
    throw error;
  }
}

/** How a run ended that did not come to its end. */
function endOf(cause: unknown) {
  if (cause instanceof StoppedError) {
    const code = cause.by === 'budget' ? 'run/budget-used' : 'run/stopped';
    return { status: 'stopped', error: { code, message: cause.message } };
  }
  const { code, message } = factsOf(cause);
  const facts = cause instanceof CellForgeError ? parts(cause) : {};
  return {
    status: 'failed',
    error: scrubDeep({ code, message, ...facts }, scrubber(knownPrivate())) as object
  };
}

const parts = ({ message, expected, found, remedy }: CellForgeError) => ({
  message,
  expected,
  found,
  remedy
});
