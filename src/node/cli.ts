import { CellForgeError, StoppedError } from '../core';
import { ablation } from './ablation-command';
import { ablationUsage } from './ablation/arguments';
import { designUsage, verifyUsage } from './arguments';
import { design } from './design-command';
import { causeOf, exitOf, interrupted } from './end-report';
import { ablationHelp, designHelp, verifyHelp } from './help';
import { resumeDesign } from './resume';
import { isResume } from './resume-arguments';
import { sayOnStderr } from './say';
import { verifyNotebook } from './verify-command';

const disagrees = 4;

async function main([command, ...words]: readonly string[]): Promise<number> {
  if ([command, ...words].some(word => word === '--help' || word === '-h')) {
    process.stdout.write(`${usage(command)}\n`);
    return 0;
  }
  const stop = new AbortController();
  stopOnSignals(stop);
  try {
    switch (command) {
      case 'design':
        await (isResume(words) ? resumeDesign : design)(words, sayOnStderr, stop);
        return 0;
      case 'verify':
        return (await verifyNotebook(words, sayOnStderr, stop)) ? 0 : disagrees;
      case 'ablation':
        return await ablation(words, sayOnStderr, stop);
      default:
        throw new CellForgeError({
          code: 'arguments/bad',
          message: 'There is no such command',
          expected: `${designUsage}, ${verifyUsage}, or ${ablationUsage}`,
          found: command ?? 'none',
          remedy: ''
        });
    }
  } catch (error) {
    return explain(error, stop.signal);
  }
}

/** How to call one command, or each. */
function usage(command: string): string {
  const commands: Readonly<Record<string, string>> = {
    design: designHelp,
    verify: verifyHelp,
    ablation: ablationHelp
  };
  return commands[command] ?? Object.values(commands).join('\n\n');
}

/** npm and the terminal both pass Ctrl-C on: signals that come together are one. */
const togetherMs = 2000;

/** The first signal stops in order, and a later one at once: the kernel then ends by itself. */
function stopOnSignals(stop: AbortController): void {
  let first: number | null = null;
  const onSignal = (): void => {
    if (first === null) {
      first = Date.now();
      sayOnStderr('stopping');
      stop.abort(new StoppedError('analyst'));
    } else if (Date.now() - first > togetherMs) {
      process.exit(interrupted);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, onSignal);
  }
}

/** One clear paragraph on stderr, and the exit code. */
function explain(error: unknown, signal: AbortSignal): number {
  const cause = causeOf(error, signal);
  if (cause instanceof StoppedError) {
    sayOnStderr(cause.message);
  } else if (error instanceof CellForgeError) {
    error.detail.forEach(sayOnStderr);
    sayOnStderr(error.paragraph);
  } else {
    sayOnStderr(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return exitOf(cause);
}

void main(process.argv.slice(2)).then(code => process.exit(code));
