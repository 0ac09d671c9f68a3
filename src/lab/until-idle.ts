import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import { PromiseDelegate } from '@lumino/coreutils';

import { CellForgeError, throwIfStopped } from '../core';

/** Between two queued cells a kernel is idle for a moment: only a longer rest is the end. */
const REST_MS = 1500;

/** After an interrupt the kernel drops what is queued, all at once. */
const AFTER_STOP_MS = 200;

/**
 * Settles when the kernel has been idle long enough to have no more cells queued.
 *
 * @throws CellForgeError "kernel/gone" where it restarts or dies; the signal's reason where the caller gives up
 */
export async function untilIdle(
  context: ISessionContext,
  signal: AbortSignal,
  restMs = REST_MS
): Promise<void> {
  throwIfStopped(signal);
  const done = new PromiseDelegate<void>();
  let rest: number | undefined;
  const onStatus = () => {
    const status = context.session?.kernel?.status;
    window.clearTimeout(rest);
    if (status === 'idle') {
      rest = window.setTimeout(() => done.resolve(), restMs);
    } else if (isGone(status)) {
      done.reject(gone());
    }
  };
  const onAbort = () => done.reject(signal.reason);
  context.statusChanged.connect(onStatus);
  signal.addEventListener('abort', onAbort);
  onStatus();
  try {
    await done.promise;
  } finally {
    window.clearTimeout(rest);
    context.statusChanged.disconnect(onStatus);
    signal.removeEventListener('abort', onAbort);
  }
}

/** Tells whether the kernel restarted, died or gave way to another since; to be ended. */
export function watchForLoss(context: ISessionContext): {
  readonly isLost: () => boolean;
  readonly end: () => void;
} {
  const before = context.session?.kernel ?? null;
  let wasLost = false;
  const onStatus = () => {
    wasLost ||= before !== null && isGone(context.session?.kernel?.status);
  };
  context.statusChanged.connect(onStatus);
  return {
    isLost: () => wasLost || (before !== null && context.session?.kernel !== before),
    end: () => {
      context.statusChanged.disconnect(onStatus);
    }
  };
}

/** Whether a kernel of this status works on nothing any more. */
export function isGone(status: Kernel.Status | undefined): boolean {
  return (
    status === undefined ||
    status === 'dead' ||
    status === 'autorestarting' ||
    status === 'restarting'
  );
}

/** A kernel that does not come to rest after an interrupt is the analyst's to restart. */
const PATIENCE_MS = 10_000;

/** Settles when the kernel rests, went away, or took too long: a stop never waits for ever. */
export async function atRest(context: ISessionContext): Promise<void> {
  const controller = new AbortController();
  const patience = window.setTimeout(() => controller.abort(), PATIENCE_MS);
  try {
    await untilIdle(context, controller.signal, AFTER_STOP_MS);
  } catch {
    // gone or still busy: the kernel's own state says so
  } finally {
    window.clearTimeout(patience);
  }
}

/** The kernel went away under cells that ran. */
export function gone(): CellForgeError {
  return new CellForgeError({
    code: 'kernel/gone',
    message: 'The kernel restarted or died while the cells ran',
    expected: 'the kernel that trains, running',
    found: 'a kernel that went away',
    remedy:
      'Finished folds are kept in the run folder. Run the cell that loads your data, then resume.'
  });
}
