import type { PanelState } from '../panel/model';
import { noApprovals } from '../panel/model-approvals';
import { noLlm } from '../panel/model-llm';

/** The panel's state while no notebook is open. */
export const emptyState: PanelState = {
  mode: 'live',
  notebook: null,
  kernel: 'none',
  pending: null,
  objects: [],
  object: null,
  described: null,
  describedAt: null,
  problem: null,
  settings: {},
  objective: '',
  constraints: [],
  knowledge: [],
  view: null,
  answering: null,
  since: null,
  waitingComments: [],
  progress: null,
  cells: [],
  runs: [],
  insertMode: 'insert',
  writer: null,
  llm: noLlm,
  approvals: noApprovals,
  replay: null,
  verification: null
};
