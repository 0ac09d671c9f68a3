import { PathExt } from '@jupyterlab/coreutils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel, KernelMessage, Session } from '@jupyterlab/services';
import { UUID } from '@lumino/coreutils';

import {
  CellForgeError,
  NotRunAgain,
  Result,
  failureOfRerun,
  metadataKey,
  readMark,
  throwIfStopped
} from '../core';
import type { PlannedCell } from '../core';
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
  const steps: readonly Step[] = [
    ...ownCellsAbove(panel).map(source => ({ source, name: null, title: null })),
    ...cells
      .filter(cell => cell.kind === 'code')
      .map(({ name, title, source }) => ({
        name,
        title,
        source: source.replaceAll(runFolder, again)
      }))
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
    await runAll(session, steps, signal);
    const folder = new RunFolder(services.contents, PathExt.join(PathExt.dirname(path), again));
    const result = await folder.readJson('result.json');
    if (result === null) {
      throw noResult(again);
    }
    return Result.parse(result);
  } finally {
    await removeFolder(session, again);
    await session.shutdown();
    session.dispose();
  }
}

/** A cell that runs; the user's own, which load the data, have no name in the run. */
interface Step {
  readonly name: PlannedCell['name'] | null;
  readonly title: string | null;
  readonly source: string;
}

const remedy =
  'Put the data where the cell looks for it, or name it in a new first cell: import os; os.environ["CELLFORGE_DATA"] = "PATH". ' +
  'Then verify again; the record alone can be checked without.';

/** The folder was made to compare a result, which is read: the kernel that wrote it takes it away, models and all. */
async function removeFolder(session: Session.ISessionConnection, folder: string): Promise<void> {
  const path = JSON.stringify(folder);
  const code = [
    'import contextlib, pathlib, shutil',
    `shutil.rmtree(${path}, ignore_errors=True)`,
    'with contextlib.suppress(OSError):  # others live beside it',
    `    pathlib.Path(${path}).parent.rmdir()`
  ].join('\n');
  // a kernel that is gone can't, and what ended it is told already
  await session.kernel?.requestExecute({ code, silent: true }).done.catch(() => undefined);
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
  steps: readonly Step[],
  signal: AbortSignal
): Promise<void> {
  const kernel = session.kernel;
  if (kernel === null) {
    throw new NotRunAgain(
      new Error('No kernel could be started to run the cells again'),
      'Shut down a kernel you do not need, and verify again.'
    );
  }
  const stop = () => void kernel.interrupt();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (const step of steps) {
      throwIfStopped(signal);
      await runOne(kernel, step);
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function runOne(kernel: Kernel.IKernelConnection, step: Step): Promise<void> {
  const { source: code, name, title } = step;
  const future = kernel.requestExecute({ code, allow_stdin: false, stop_on_error: true });
  const { content } = await answerOf(future);
  if (content.status !== 'error') {
    return;
  }
  const { ename, evalue } = content;
  if (name === null) {
    const failed = `A cell above the run, which may load the data, failed: ${ename}: ${evalue}`;
    throw new NotRunAgain(new Error(failed), remedy);
  }
  const failed = new Error(`The cell “${title}” failed: ${ename}: ${evalue}`);
  // the data is read from a name that no cell above has given
  const isUnread = name === 'data' && ename === 'NameError';
  throw isUnread ? new NotRunAgain(failed, remedy) : failureOfRerun(name, failed, remedy);
}

/** The kernel's answer; a request that is cancelled was sent to a kernel that restarted or died. */
async function answerOf(
  future: Kernel.IShellFuture<KernelMessage.IExecuteRequestMsg, KernelMessage.IExecuteReplyMsg>
): Promise<KernelMessage.IExecuteReplyMsg> {
  try {
    return await future.done;
  } catch {
    throw new NotRunAgain(
      new Error(
        'The second kernel restarted or died while the cells ran again, as one does that takes more memory than there is'
      ),
      'Shut down kernels you do not need, and verify again; the record alone can be checked.'
    );
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
