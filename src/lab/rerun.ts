import { PathExt } from '@jupyterlab/coreutils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel, KernelMessage, Session } from '@jupyterlab/services';
import { UUID } from '@lumino/coreutils';

import { CellForgeError, Result, metadataKey, readMark, throwIfStopped } from '../core';
import type { PlannedCell } from '../core';
import { CellFailed } from './notebook-problems';
import { RunFolder } from './run-folder';
import type { LabServices } from './services';

export interface RerunOptions {
  readonly panel: NotebookPanel;
  readonly services: LabServices;
  /** The run's folder as its cells name it. */
  readonly runFolder: string;
}

/**
 * Runs recorded cells again in a kernel of their own and a folder of their own: the notebook, its kernel and the run's
 * folder stay as they are. The user's own cells above the run's, which load the data, run first.
 */
export async function runAgain(
  options: RerunOptions,
  cells: readonly PlannedCell[],
  signal: AbortSignal
): Promise<Result> {
  const { panel, services, runFolder } = options;
  // never one that is there: folds finished in it would be taken over
  const again = `${runFolder}-verify-${UUID.uuid4().slice(0, 8)}`;
  const sources = [
    ...ownCellsAbove(panel),
    ...cells
      .filter(cell => cell.kind === 'code')
      .map(cell => cell.source.replaceAll(runFolder, again))
  ];
  const path = panel.context.path;
  const session = await services.sessions.startNew({
    path: PathExt.join(PathExt.dirname(path), `${PathExt.basename(again)}.ipynb`),
    name: '',
    type: 'notebook',
    kernel: {
      name: panel.sessionContext.session?.kernel?.name ?? panel.sessionContext.kernelPreference.name
    }
  });
  try {
    await runAll(session, sources, signal);
    const folder = new RunFolder(services.contents, PathExt.join(PathExt.dirname(path), again));
    const result = await folder.readJson('result.json');
    if (result === null) {
      throw noResult(again);
    }
    return Result.parse(result);
  } finally {
    await session.shutdown();
    session.dispose();
  }
}

function noResult(folder: string): CellForgeError {
  return new CellForgeError({
    code: 'run/no-result',
    message: 'The cells ran again and left no result',
    expected: `a result in ${folder}`,
    found: 'none',
    remedy: 'See whether the evaluation cell is among the cells of the record.'
  });
}

async function runAll(
  session: Session.ISessionConnection,
  sources: readonly string[],
  signal: AbortSignal
): Promise<void> {
  const kernel = session.kernel;
  if (kernel === null) {
    throw new CellForgeError({
      code: 'kernel/none',
      message: 'No kernel could be started to run the cells again',
      expected: 'a second kernel beside the notebook’s',
      found: 'none',
      remedy: 'Shut down a kernel you do not need, and verify again.'
    });
  }
  const stop = () => void kernel.interrupt();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (const source of sources) {
      throwIfStopped(signal);
      await runOne(kernel, source);
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function runOne(kernel: Kernel.IKernelConnection, code: string): Promise<void> {
  const future = kernel.requestExecute({ code, allow_stdin: false, stop_on_error: true });
  const { content } = await answerOf(future);
  if (content.status === 'error') {
    throw new CellFailed('', content.ename, content.evalue, content.traceback);
  }
}

/** The kernel's answer; a request that is cancelled was sent to a kernel that restarted or died. */
async function answerOf(
  future: Kernel.IShellFuture<KernelMessage.IExecuteRequestMsg, KernelMessage.IExecuteReplyMsg>
): Promise<KernelMessage.IExecuteReplyMsg> {
  try {
    return await future.done;
  } catch {
    throw new CellForgeError({
      code: 'kernel/gone',
      message: 'The second kernel restarted or died while the cells ran again',
      expected: 'a kernel that runs them to their end',
      found: 'a kernel that went away, as one does that takes more memory than there is',
      remedy:
        'Shut down kernels you do not need, and verify again; the record alone can be checked.'
    });
  }
}

/** Code of the user's that stands above the first cell of any run: it makes the object the cells read. */
function ownCellsAbove(panel: NotebookPanel): readonly string[] {
  const cells = panel.content.model?.sharedModel.cells ?? [];
  const first = cells.findIndex(cell => readMark(cell.getMetadata(metadataKey)) !== null);
  return cells
    .slice(0, first === -1 ? cells.length : first)
    .filter(cell => cell.cell_type === 'code')
    .map(cell => cell.getSource());
}
