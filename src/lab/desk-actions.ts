import type { PanelActions } from '../panel/model';
import type { Desk } from './desk';

const nothing = (): void => undefined;

/** What the panel can ask for while no notebook is open: nothing. */
export const noActions: PanelActions = {
  chooseObject: nothing,
  setSetting: nothing,
  resetTask: nothing,
  setObjective: nothing,
  addConstraint: nothing,
  removeConstraint: nothing,
  readAgain: nothing,
  insertExample: nothing,
  design: nothing,
  stop: nothing,
  resume: nothing,
  sendComment: nothing,
  preview: async () => [],
  approve: nothing,
  changeChoice: nothing,
  sendBack: nothing,
  runCells: nothing,
  selectCell: nothing,
  predict: nothing,
  refine: nothing,
  openRun: nothing,
  newRun: nothing,
  removeRun: nothing,
  removeAllRuns: nothing,
  exportRun: nothing,
  openRecord: nothing,
  replayTo: nothing,
  leaveReplay: nothing,
  verify: nothing,
  branch: nothing
};
