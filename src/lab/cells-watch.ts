import { NotebookActions } from '@jupyterlab/notebook';
import type { NotebookPanel } from '@jupyterlab/notebook';

import { metadataKey, readMark } from '../core';
import { isGone } from './until-idle';

export interface CellsWatchOptions {
  readonly panel: NotebookPanel;
  /** The run whose cells have steps; null: none has. */
  readonly run: () => string | null;
  /** A cell of the run was sent to the kernel. */
  readonly onScheduled: (cell: { readonly id: string; readonly step: string }) => void;
  /** Any cell of the notebook has ended; `step` is null where it is none of the run's. */
  readonly onExecuted: (cell: Executed) => void;
  /** The kernel went away: no end is told of the cells it had. */
  readonly onLost: () => void;
}

export interface Executed {
  readonly id: string;
  readonly step: string | null;
  /** A cell that was left out because one before it failed is told as executed too. */
  readonly success: boolean;
}

/** What JupyterLab tells of one notebook's cells, whoever started them: sent, ended, cut off. */
export class CellsWatch {
  constructor(private readonly options: CellsWatchOptions) {
    NotebookActions.executionScheduled.connect(this.scheduled, this);
    NotebookActions.executed.connect(this.executed, this);
    options.panel.sessionContext.statusChanged.connect(this.status, this);
  }

  dispose(): void {
    NotebookActions.executionScheduled.disconnect(this.scheduled, this);
    NotebookActions.executed.disconnect(this.executed, this);
    this.options.panel.sessionContext.statusChanged.disconnect(this.status, this);
  }

  private scheduled(_: unknown, { notebook, cell: { model } }: Told): void {
    const step = this.stepOf(notebook, model);
    if (step !== null) {
      this.options.onScheduled({ id: model.id, step });
    }
  }

  private executed(_: unknown, { notebook, cell: { model }, success }: ToldEnd): void {
    if (notebook === this.options.panel.content) {
      this.options.onExecuted({ id: model.id, step: this.stepOf(notebook, model), success });
    }
  }

  private status(): void {
    if (isGone(this.options.panel.sessionContext.session?.kernel?.status)) {
      this.options.onLost();
    }
  }

  private stepOf(notebook: unknown, model: CellModel): string | null {
    if (notebook !== this.options.panel.content) {
      return null;
    }
    const mark = readMark(model.getMetadata(metadataKey));
    return mark !== null && mark.run === this.options.run() ? mark.step : null;
  }
}

interface Told {
  readonly notebook: unknown;
  readonly cell: { readonly model: CellModel };
}

interface ToldEnd extends Told {
  readonly success: boolean;
}

interface CellModel {
  readonly id: string;
  getMetadata(key: string): unknown;
}
