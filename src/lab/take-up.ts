import type { RunView } from '../core';
import type { LabNotebook } from './notebook';
import type { SharedDesk } from './shared-desk';

/** Half a second each. */
const ATTEMPTS = 40;

/**
 * Whether a run whose cells were started before this page was loaded is to be taken up: the kernel works on them, or their
 * result came while no page was open, whose outputs are then put back.
 */
export async function isToTakeUp(
  desk: Pick<SharedDesk, 'panel' | 'notebook' | 'set'>,
  { run, cellIds }: RunView
): Promise<boolean> {
  const { panel, notebook } = desk;
  await panel.sessionContext.ready;
  desk.set({ progress: await notebook.progress(run) });
  const isTraining = await isTrainingElsewhere(notebook, run);
  const isDone = (await notebook.result(run)) !== null;
  if (!isTraining && isDone) {
    await notebook.restoreOutputs(run, cellIds);
  }
  return isTraining || isDone;
}

/** A page that has just loaded may be ahead of its session: a fit that says it runs is asked about for some seconds. */
async function isTrainingElsewhere(notebook: LabNotebook, run: string): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await notebook.isRunningElsewhere(run)) {
      return true;
    }
    const progress = await notebook.progress(run);
    // cells before the training cell say nothing of themselves: a busy kernel may be on its way there
    const isExpected =
      progress === null ? await notebook.isKernelBusy() : progress.state === 'running';
    if (!isExpected) {
      return false;
    }
    await new Promise(resolve => window.setTimeout(resolve, 500));
  }
  return false;
}
