import { phaseGoingOn } from '../core';
import type { Phase, RunView } from '../core';
import type { PanelState } from '../panel/model';
import type { LiveRun } from './live-run';

/** Phases of a log in which somebody works on its run. */
const AT_WORK: ReadonlySet<Phase> = new Set([
  'analysing',
  'scoring-baselines',
  'debating',
  'running'
]);

/**
 * The view, with what only this page knows: that cells run now, or that nobody works on what a reload cut off.
 *
 * @param isAskedAbout - whether it is being found out if the kernel still works on its cells
 */
export function viewNow(live: Pick<LiveRun, 'view' | 'isWorking'>, isAskedAbout: boolean): RunView {
  const { view } = live;
  if (live.isWorking) {
    const areCells = view.cellIds.length > 0 && view.result === null;
    // the log says "stopped" or "failed" until the first step after it is done, which may be long or wait for a person
    const phase = areCells ? 'running' : phaseGoingOn(view);
    return phase === view.phase ? view : { ...view, phase, failure: null };
  }
  const isCutOff = AT_WORK.has(view.phase) && !isAskedAbout;
  return isCutOff ? { ...view, phase: 'stopped' } : view;
}

/** What was asked of a run and is not answered yet. */
export function pendingOf(live: LiveRun, view: RunView, before: PanelState['pending']) {
  const { isAsked } = live.analyst;
  if (live.isStopping) {
    return 'stopping';
  }
  if (live.isWorking && view.phase === 'plan-ready' && view.planApproval !== null && !isAsked) {
    // also after a reload: an approved plan is made into code and inserted, and asks nothing
    return 'approving';
  }
  const hasStarted = view.profile !== null || !live.isWorking;
  const settled = hasStarted && isAsked ? null : before;
  return hasStarted && settled === 'designing' ? null : settled;
}
