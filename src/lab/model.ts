import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { ServiceManager } from '@jupyterlab/services';
import type { ITranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { PanelActions, PanelMemory, PanelModel, PanelState } from '../panel/model';
import { Desk } from './desk';
import { deskActions, noActions } from './desk-actions';
import { emptyState } from './empty-state';
import { browserMemory } from './memory';
import type { PanelShell } from './panel-shell';
import { askLimits, noLimits } from './server-limits';
import { clock, hash, settle } from './services';
import type { LabServices } from './services';
import type { Capabilities } from './tokens';

export interface LabModelOptions {
  readonly tracker: INotebookTracker;
  /** The sidebar entry: what is not seen asks the kernel nothing. */
  readonly visible: PanelShell;
  readonly services: ServiceManager.IManager;
  readonly translator: ITranslator;
  readonly capabilities: Capabilities;
}

/** The panel's model on JupyterLab: the desk of whichever notebook is in front. */
export class LabModel implements PanelModel {
  private readonly desks = new Map<NotebookPanel, Desk>();
  private readonly change = new Signal<this, void>(this);
  private readonly services: LabServices;
  private desk: Desk | null = null;

  constructor(private readonly options: LabModelOptions) {
    this.services = {
      contents: options.services.contents,
      sessions: options.services.sessions,
      serverSettings: options.services.serverSettings,
      clock,
      hash,
      user: () => options.services.user.identity?.display_name ?? '',
      settle,
      trans: options.translator.load('jupyterlab_cellforge'),
      capabilities: options.capabilities,
      limits: askLimits(options.services.serverSettings).catch(() => noLimits)
    };
    options.tracker.currentChanged.connect(this.follow, this);
    options.visible.visibilityChanged.connect(this.onSeen, this);
    this.follow();
  }

  get state(): PanelState {
    return this.desk?.state ?? emptyState;
  }

  get notebookId(): string {
    return this.desk?.panel.id ?? '';
  }

  get changed(): ISignal<unknown, void> {
    return this.change;
  }

  get actions(): PanelActions {
    return this.desk === null ? noActions : deskActions(this.desk);
  }

  get memory(): PanelMemory {
    return browserMemory(this.desk?.panel.context.path ?? '');
  }

  /** Whether a run is worked on. */
  get isWorking(): boolean {
    return this.desk?.isWorking ?? false;
  }

  /** Whether something goes on that Stop would end: a run, a reading, a verification. */
  get canStop(): boolean {
    const { verification, pending } = this.state;
    return this.isWorking || verification?.state === 'running' || pending === 'reading';
  }

  private follow(): void {
    const panel = this.options.tracker.currentWidget;
    this.desk = panel === null ? null : this.deskOf(panel);
    this.desk?.reader.readIfStale();
    this.change.emit();
  }

  private onSeen(): void {
    this.desk?.reader.readIfStale();
  }

  private deskOf(panel: NotebookPanel): Desk {
    const known = this.desks.get(panel);
    if (known !== undefined) {
      return known;
    }
    const isSeen = () => this.options.visible.isVisible && this.desk?.panel === panel;
    const desk = new Desk(panel, this.services, isSeen);
    this.desks.set(panel, desk);
    desk.changed.connect(() => {
      if (this.desk === desk) {
        this.change.emit();
      }
    });
    panel.disposed.connect(() => {
      desk.dispose();
      this.desks.delete(panel);
    });
    return desk;
  }
}
