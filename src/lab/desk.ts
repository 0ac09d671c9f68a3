import type { NotebookPanel } from '@jupyterlab/notebook';
import { Debouncer } from '@lumino/polling';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { emptyState } from './empty-state';
import { ExpertDesk } from './expert-desk';
import type { PanelState } from '../panel/model';
import { LabKernel } from './kernel';
import { KernelWatch } from './kernel-watch';
import { LabNotebook } from './notebook';
import { browserMemory, moveMemory } from './memory';
import { ObjectReader } from './reading';
import { RecordDesk } from './record-desk';
import { ReplayDesk } from './replay-desk';
import { RunDesk } from './run-desk';
import { switchedOff } from './switched-off';
import { keepForm, recallForm } from './task-form';
import type { LabServices } from './services';

/** Our own questions are shorter: a button that went off and on with each would lose clicks. */
const BUSY_SHOWN_AFTER_MS = 300;

/** Everything the panel knows about one notebook; kept while the notebook is open, whichever is in front. */
export class Desk {
  readonly watch: KernelWatch;
  readonly kernel: LabKernel;
  readonly notebook: LabNotebook;
  readonly reader: ObjectReader;
  readonly experts: ExpertDesk;
  readonly runs: RunDesk;
  readonly records: RecordDesk;
  readonly replay: ReplayDesk;
  private readonly change = new Signal<this, void>(this);
  private current: PanelState;
  private isDisposed = false;
  private path: string;
  private readonly busySoon = new Debouncer(
    () => this.set({ kernel: this.watch.state }),
    BUSY_SHOWN_AFTER_MS
  );

  constructor(
    readonly panel: NotebookPanel,
    readonly services: LabServices,
    isSeen: () => boolean
  ) {
    this.path = panel.context.path;
    this.current = { ...emptyState, ...recallForm(browserMemory(this.path)) };
    this.watch = new KernelWatch(panel.sessionContext);
    this.kernel = new LabKernel(() => this.watch.connection);
    this.notebook = new LabNotebook({ panel, contents: services.contents, hash: services.hash });
    this.reader = new ObjectReader({
      kernel: this.kernel,
      watch: this.watch,
      isSeen: () => services.capabilities.inspect !== null && isSeen(),
      settings: () => this.current.settings,
      now: () => services.clock.now(),
      onChange: () => this.readingChanged()
    });
    this.experts = new ExpertDesk(this);
    this.runs = new RunDesk(this);
    this.records = new RecordDesk(this);
    this.replay = new ReplayDesk(this);
    this.watch.changed.connect(this.kernelChanged, this);
    panel.context.pathChanged.connect(this.pathChanged, this);
    services.capabilities.run?.changed.connect(this.settingsChanged, this);
    if (services.capabilities.inspect === null) {
      this.set({ problem: switchedOff('inspect') });
    }
    void services.limits.then(({ skew, wrong }) => {
      const problem = skew ?? wrong;
      if (problem !== null && !this.isDisposed) {
        this.set({ problem });
      }
    });
    void panel.revealed.then(() => this.records.open());
    this.set({ notebook: this.notebook.name, kernel: this.watch.state });
    this.settingsChanged();
  }

  get isWorking(): boolean {
    return this.runs.isWorking;
  }

  get state(): PanelState {
    return this.current;
  }

  get changed(): ISignal<this, void> {
    return this.change;
  }

  /** Replaces parts of the state and tells the panel. */
  set(parts: Partial<PanelState>): void {
    this.current = { ...this.current, ...parts };
    if (parts.verification === null) {
      // another run is shown: what is verified of the one before could neither be seen nor stopped
      this.records.stopVerifying();
    }
    if (
      'settings' in parts ||
      'constraints' in parts ||
      'knowledge' in parts ||
      'objective' in parts
    ) {
      keepForm(browserMemory(this.panel.context.path), this.current);
    }
    this.change.emit();
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.isDisposed = true;
    this.busySoon.dispose();
    this.reader.dispose();
    this.records.stopVerifying();
    this.runs.dispose();
    this.experts.dispose();
    this.watch.dispose();
    Signal.clearData(this);
  }

  private readingChanged(): void {
    const { reading, isReading } = this.reader;
    this.set({ ...reading, pending: isReading ? 'reading' : this.withoutReading() });
  }

  private withoutReading(): PanelState['pending'] {
    return this.current.pending === 'reading' ? null : this.current.pending;
  }

  private kernelChanged(): void {
    const kernel = this.watch.state;
    if (kernel === 'busy' && this.current.kernel === 'idle') {
      void this.busySoon.invoke();
    } else {
      this.set({ kernel });
    }
  }

  private settingsChanged(): void {
    const { run } = this.services.capabilities;
    this.set({ insertMode: run?.insertOnly() === false ? 'insert-and-run' : 'insert' });
  }

  private pathChanged(): void {
    const { path } = this.panel.context;
    if (path !== this.path) {
      moveMemory(this.path, path);
      this.path = path;
    }
    this.set({ notebook: this.notebook.name });
  }
}
