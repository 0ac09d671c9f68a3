import { CellForgeError, StoppedError, exitCodeOf } from '../core';
import { designUsage, verifyUsage } from './arguments';
import { design } from './design-command';
import { sayOnStderr } from './say';
import { verifyNotebook } from './verify-command';

/** What a shell expects of a program that Ctrl-C ended. */
const interrupted = 130;
const disagrees = 4;

async function main([command, ...words]: readonly string[]): Promise<number> {
  const stop = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) {
      process.exit(interrupted);
    }
    sayOnStderr('stopping');
    stop.abort(new StoppedError('analyst'));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    switch (command) {
      case 'design':
        await design(words, sayOnStderr, stop);
        return 0;
      case 'verify':
        return (await verifyNotebook(words, sayOnStderr, stop)) ? 0 : disagrees;
      default:
        throw new CellForgeError({
          code: 'arguments/bad',
          message: 'There is no such command',
          expected: `${designUsage}, or ${verifyUsage}`,
          found: command ?? 'none',
          remedy: ''
        });
    }
  } catch (error) {
    return explain(error, stop.signal);
  }
}

/** One clear paragraph on stderr, and the exit code. */
function explain(error: unknown, signal: AbortSignal): number {
  const cause = signal.aborted ? signal.reason : error;
  if (cause instanceof StoppedError) {
    sayOnStderr(cause.message);
    return cause.by === 'budget' ? exitCodeOf(cause) : interrupted;
  }
  if (error instanceof CellForgeError) {
    error.detail.forEach(sayOnStderr);
    sayOnStderr(error.paragraph);
  } else {
    sayOnStderr(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return exitCodeOf(error);
}

void main(process.argv.slice(2)).then(code => process.exit(code));
