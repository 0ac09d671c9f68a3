export { CellForgePanel } from './cellforge-panel';
export type {
  CellState,
  KernelState,
  PanelActions,
  PanelMemory,
  PanelModel,
  PanelState,
  Pending,
  ReplayState,
  RunSummary,
  Verification
} from './model';
