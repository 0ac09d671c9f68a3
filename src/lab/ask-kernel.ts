import type { Kernel } from '@jupyterlab/services';
import { PromiseDelegate } from '@lumino/coreutils';

import { throwIfStopped } from '../core';
import { isGone } from './until-idle';

/** The one name under which an answer comes back. */
const ANSWER = 'cellforge';

/**
 * Evaluates a Python expression in the idle kernel and returns its JSON.
 *
 * Uses `user_expressions` of an empty silent request: no history, no output, no name in the user's namespace, and each
 * failure is told apart from the user's own code.
 *
 * @throws AskFailed where the expression raised or the kernel went away
 */
export async function askKernel(
  kernel: Kernel.IKernelConnection,
  expression: string,
  signal: AbortSignal
): Promise<unknown> {
  throwIfStopped(signal);
  if (kernel.isDisposed) {
    throw kernelGone();
  }
  const future = kernel.requestExecute({
    code: '',
    silent: true,
    store_history: false,
    allow_stdin: false,
    stop_on_error: false,
    user_expressions: { [ANSWER]: expression }
  });
  const watch = watchForLoss(kernel, signal);
  try {
    const reply = await Promise.race([future.done, watch.lost]);
    return answerOf(reply.content);
  } finally {
    watch.end();
    future.dispose();
  }
}

/** Rejects when the caller gives up or the kernel goes away. */
function watchForLoss(kernel: Kernel.IKernelConnection, signal: AbortSignal) {
  const lost = new PromiseDelegate<never>();
  // nobody may be waiting any more when it rejects
  lost.promise.catch(() => undefined);
  const onAbort = () => lost.reject(signal.reason);
  const onStatus = (_: unknown, status: Kernel.Status) => {
    if (isGone(status)) {
      onLost();
    }
  };
  const onLost = () => lost.reject(kernelGone());
  signal.addEventListener('abort', onAbort);
  kernel.statusChanged.connect(onStatus);
  // one that is shut down or exchanged changes no status first
  kernel.disposed.connect(onLost);
  return {
    lost: lost.promise,
    end: () => {
      signal.removeEventListener('abort', onAbort);
      kernel.statusChanged.disconnect(onStatus);
      kernel.disposed.disconnect(onLost);
    }
  };
}

/** The kernel could not answer: the Python error's name and text. */
export class AskFailed extends Error {
  constructor(
    readonly ename: string,
    readonly evalue: string
  ) {
    super(evalue);
    this.name = 'AskFailed';
  }
}

function kernelGone(): AskFailed {
  return new AskFailed('KernelGone', 'The kernel went away while it was asked.');
}

interface UserExpression {
  readonly status: string;
  readonly data?: Record<string, unknown>;
  readonly ename?: string;
  readonly evalue?: string;
}

function answerOf(content: unknown): unknown {
  const reply = content as {
    status: string;
    ename?: string;
    evalue?: string;
    user_expressions?: Record<string, UserExpression>;
  };
  const answer = reply.user_expressions?.[ANSWER];
  if (answer?.status === 'ok') {
    return answer.data?.['application/json'];
  }
  throw new AskFailed(
    answer?.ename ?? reply.ename ?? reply.status,
    answer?.evalue ?? reply.evalue ?? 'The kernel gave no answer.'
  );
}
