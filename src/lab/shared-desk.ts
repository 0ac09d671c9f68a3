import type { NotebookPanel } from '@jupyterlab/notebook';

import type { Phase, RunEvent } from '../core';
import type { PanelState } from '../panel/model';
import type { LabKernel } from './kernel';
import type { KernelWatch } from './kernel-watch';
import type { LabNotebook } from './notebook';
import type { Answering } from './gateway-mind';
import type { ServerLimits } from './server-limits';
import type { LabServices } from './services';

/** What the parts of a notebook's desk share: the notebook, its kernel, and the state that the panel shows. */
export interface SharedDesk {
  readonly panel: NotebookPanel;
  readonly services: LabServices;
  readonly watch: KernelWatch;
  readonly kernel: LabKernel;
  readonly notebook: LabNotebook;
  readonly state: PanelState;
  set(parts: Partial<PanelState>): void;
}

/** Who keeps a run's events in the notebook as it grows. */
export interface RunKeeper {
  keep(events: readonly RunEvent[]): void;
  phaseChanged(run: string, phase: Phase, events: readonly RunEvent[]): void;
}

/** Who can speak for the experts of a run. */
export interface ExpertOffice {
  /** What the server allows, once it has said so. */
  known(): ServerLimits | null;
  answering(): Promise<Answering>;
  /** What must never enter a log. */
  readonly secrets: readonly string[];
}
