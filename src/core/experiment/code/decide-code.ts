import { StoppedError } from '../../errors';
import type { RunLog } from '../../log';
import type { Ports } from '../../ports';
import { steps } from '../../steps';
import type { Attempt } from './attempt';
import { CodeApproval, type CodeToApprove } from './code-approval';

/** A decision about a model cell, and whether it was made here and now: a log alone lets nothing run. */
export interface Decided {
  readonly approved: CodeApproval;
  readonly isHere: boolean;
}

interface Deciding {
  readonly log: RunLog;
  readonly ports: Ports;
}

/** Asks whether an agent's code may be executed; a source that was let run in this run before is not asked about again. */
export async function decideCode(
  { log, ports }: Deciding,
  code: CodeToApprove,
  attempts: readonly Attempt[]
): Promise<Decided> {
  const { source, source_hash } = code;
  const isUnchanged = attempts.some(
    attempt => attempt.source === source && attempt.approved?.decision === 'run'
  );
  let isHere = false;
  const decide = async (signal: AbortSignal): Promise<CodeApproval> => {
    if (isUnchanged) {
      return { decision: 'run', by: 'unchanged', source_hash };
    }
    const { decision, by } = await ports.analyst.approveCode(code, signal);
    isHere = true;
    return { decision, by, source_hash };
  };
  const approved = await log.step(steps.codeApproval(code.n), CodeApproval, decide, code);
  return { approved, isHere };
}

/**
 * Before code is executed under an approval that the log tells: whoever is here is asked too, unless they gave it.
 *
 * @throws StoppedError where it is not to run: nothing was executed.
 */
export async function confirmHere(
  { log, ports }: Deciding,
  code: CodeToApprove,
  signal: AbortSignal
): Promise<void> {
  const { run, source_hash } = code;
  if (ports.analyst.hasApproved?.(run, source_hash) !== false) {
    return;
  }
  const { decision, by } = await ports.analyst.approveCode(code, signal);
  const reason = 'approved-elsewhere';
  await log.approved({ what: 'trial', reason, decision, by, source_hash });
  if (decision === 'refuse') {
    throw new StoppedError('analyst');
  }
}
