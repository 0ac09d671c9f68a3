import { UUID } from '@lumino/coreutils';
import { Debouncer } from '@lumino/polling';

import { BeingWritten } from '../core';
import type { Approval, CellsInput, RunEvent, RunRequest } from '../core';
import type { PanelState } from '../panel/model';
import { cellStates } from './cell-states';
import { CellTimes } from './cell-times';
import { cellsInput } from './cells-input';
import { CellsWatch } from './cells-watch';
import type { Executed } from './cells-watch';
import { RunFollower } from './follow';
import type { LiveRun, WorkOptions } from './live-run';
import type { PanelAnalyst } from './panel-analyst';
import { problemAfter, problemOf, runAtWork } from './problem-of';
import { browserMemory } from './memory';
import { insertedCells } from './inserted-cells';
import { newRunId, requestFor } from './request-for';
import { requestIn } from './request-in';
import { RunLimit } from './run-limit';
import { pendingOf, viewNow } from './run-now';
import { runOf } from './run-of';
import { RunWatch } from './run-watch';
import type { ExpertOffice, RunKeeper, SharedDesk } from './shared-desk';
import { StandingApprovals } from './standing-approvals';
import { LabStore } from './store';
import { isToTakeUp } from './take-up';
import { whatWaits } from './what-waits';
import { shownWriter, writerLock } from './writer-file';

/** The run a notebook works on: started, stopped, resumed, followed through a reload. */
export class RunDesk {
  private live: LiveRun | null = null;
  /** The run of which it is asked whether the kernel still works on its cells. */
  private rejoining: LiveRun | null = null;
  private store: LabStore | null = null;
  private readonly follower: RunFollower;
  private readonly times = new CellTimes();
  private readonly limit: RunLimit;
  private readonly standing: StandingApprovals;
  private readonly cellsWatch: CellsWatch;
  private readonly watching: RunWatch;
  /** Tells this notebook's writing from that of another window, and of another view of it. */
  private readonly writerId = UUID.uuid4();
  private readonly cellsSoon = new Debouncer(() => this.publish(), 200);

  constructor(
    private readonly desk: SharedDesk & {
      readonly records: RunKeeper;
      readonly experts: ExpertOffice;
    }
  ) {
    this.limit = new RunLimit(desk.services);
    this.standing = new StandingApprovals(
      () => browserMemory(desk.panel.context.path),
      () => desk.experts.known()?.allowsAlways ?? false
    );
    this.follower = new RunFollower(desk.notebook, progress => {
      desk.set({ progress });
      this.publish();
    });
    this.watching = new RunWatch({
      onWriter: writer => {
        this.follower.stop();
        desk.set({ writer: shownWriter(writer, desk.services.user()) });
        this.publish();
      },
      onFree: () => this.rejoin().catch((error: unknown) => desk.set({ problem: problemOf(error) }))
    });
    desk.panel.content.modelContentChanged.connect(this.onContent, this);
    this.cellsWatch = new CellsWatch({
      panel: desk.panel,
      run: () => this.run,
      onScheduled: cell => this.onScheduled(cell),
      onExecuted: cell => this.onExecuted(cell),
      onLost: () => this.onLost()
    });
  }

  /** The run shown live; null: none is. */
  get run(): string | null {
    return this.live?.run ?? null;
  }

  get isWorking(): boolean {
    return this.live?.isWorking ?? false;
  }

  dispose(): void {
    this.rejoining = null;
    this.watching.dispose();
    this.cellsWatch.dispose();
    this.desk.panel.content.modelContentChanged.disconnect(this.onContent, this);
    this.leaveWork();
    if (this.isWorking && !this.live?.isStopping) {
      // the next page or view of this notebook takes its cells up
      void this.store?.leave().catch(() => undefined);
    }
    this.follower.dispose();
    this.cellsSoon.dispose();
    this.store?.dispose();
    this.limit.end();
    // a notebook that is closed takes the analyst's rule with it; a reloaded page disposes of nothing
    this.standing.withdraw();
  }

  /** A new run over what the panel shows now. */
  async design(): Promise<void> {
    const { object, described } = this.desk.state;
    if (object === null || described?.task == null || this.isWorking) {
      return;
    }
    this.desk.set({ progress: null, verification: null, pending: 'designing', problem: null });
    const request = requestFor(this.desk, newRunId(), object);
    this.standing.begun(request.run);
    this.take(request, []);
    await this.work({ runCells: false });
  }

  /**
   * Shows a recorded run without working on it.
   *
   * @throws CellForgeError "run/at-work" where another is worked on
   */
  show(events: readonly RunEvent[]): void {
    const request = requestIn(events);
    if (request !== null) {
      this.checkRest();
      this.standing.opened(request.run, events);
      this.take(request, events);
      this.publish();
    }
  }

  /** Shows the notebook's own run again, after a record was looked at. */
  back(): void {
    if (this.live === null) {
      this.clear();
    } else {
      this.publish();
    }
  }

  /** @throws CellForgeError "run/at-work" where a run is worked on */
  checkRest(): void {
    if (this.live?.isWorking === true) {
      throw runAtWork(this.live.run);
    }
  }

  /** Works on the run that is shown, which none is behind a replay: resumes it, or runs the cells it inserted. */
  async goOn(options: { runCells: boolean }): Promise<void> {
    if (this.live !== null && !this.isWorking && this.desk.state.mode === 'live') {
      // what was done before the stop is not what is done now
      this.follower.passOver(this.desk.state.progress);
      this.desk.set({ progress: null });
      await this.work(options);
    }
  }

  /** Runs the inserted cells, by a button that says just that. */
  async runCells(): Promise<void> {
    if (this.desk.state.mode === 'live') {
      this.live?.analyst.allowNextStart();
      await this.goOn({ runCells: true });
    }
  }

  /** Goes on with a run that another writes, who then writes no more of it. */
  async takeOver(): Promise<void> {
    this.checkRest();
    if (this.live !== null) {
      this.watching.end();
      await this.work({ runCells: this.live.view.cellIds.length > 0, takeOver: true });
    }
  }

  stop(by: 'analyst' | 'budget' = 'analyst'): void {
    this.live?.stop(by);
  }

  /** Who answers what the run asks for, but for its plan (`decide`); null: no run is shown. */
  get analyst(): PanelAnalyst | null {
    return this.live?.analyst ?? null;
  }

  /** Ends "always for this notebook". */
  withdrawAlways(): void {
    this.standing.withdraw();
    this.publish();
  }

  /** Answers the plan that waits; a plan that waits no more (after a reload) is taken up again first. */
  decide(approval: Approval, pending: PanelState['pending']): void {
    const { live, desk } = this;
    const isAsked = live?.analyst.isAsked === true;
    // an answer given twice, or to what a replay shows, must not fall to a plan that nobody has seen
    if (live === null || desk.state.mode === 'replay' || (live.isWorking && !isAsked)) {
      return;
    }
    desk.set({ pending });
    if (isAsked) {
      live.analyst.decide(approval);
    } else {
      live.analyst.decideNext(approval);
      void this.work({ runCells: false });
    }
  }

  /** Forgets the run shown, to begin another; one that is worked on stays. */
  clear(): void {
    if (this.isWorking) {
      this.publish();
      return;
    }
    this.watching.end();
    this.follower.stop();
    this.store?.dispose();
    this.live = null;
    this.store = null;
    const { desk, standing } = this;
    desk.set({ view: null, progress: null, cells: [], verification: null, answering: null });
    desk.set(whatWaits(null, desk.state, standing.stands));
  }

  /**
   * After a reload: watches a run that another writes, and takes up one whose cells the kernel still works on, or whose
   * result came while no page was open. Anything else waits for the analyst.
   */
  async rejoin(): Promise<void> {
    const { live, store } = this;
    if (live === null || store === null || live.isWorking) {
      return;
    }
    const isOpen = live.view.cellIds.length > 0 && live.view.result === null;
    if (isOpen) {
      this.rejoining = live;
      this.publish();
    }
    try {
      const isFree = !(await this.watching.begin(store));
      const isToWork = isFree && isOpen && (await isToTakeUp(this.desk, live.view));
      // another run may be shown by now, or the notebook closed
      if (isToWork && this.rejoining === live && this.live === live) {
        await this.work({ runCells: true, takesUp: true });
      }
    } finally {
      if (this.rejoining === live) {
        this.rejoining = null;
        this.publish();
      }
    }
  }

  /** What the cells would be written from; null before there is a plan. */
  cellsInput(): CellsInput | null {
    return this.live === null ? null : cellsInput(this.live.view, this.live.request);
  }

  get events(): readonly RunEvent[] {
    return this.store?.events ?? [];
  }

  private take(request: RunRequest, recorded: readonly RunEvent[]): void {
    const { desk } = this;
    const { notebook, services } = desk;
    this.watching.end();
    this.store?.dispose();
    notebook.useFolder(request.run, request.run_folder);
    const folder = notebook.folder(request.run);
    const store = new LabStore({
      folder,
      hash: services.hash,
      lock: writerLock(services, folder, this.writerId),
      onEvent: event => {
        this.standing.wrote(request.run, event);
        this.live?.add(event);
      },
      onOther: events => {
        this.standing.opened(request.run, events);
        this.live?.lookAgain(events);
      },
      onLost: () => this.onTakenOver(store)
    });
    if (recorded.length > 0) {
      store.begin(recorded);
    }
    this.store = store;
    this.live = runOf(desk, {
      request,
      recorded,
      store,
      standing: this.standing,
      onChange: () => this.publish()
    });
  }

  /** Never rejects: what goes wrong is shown. */
  private async work(options: WorkOptions): Promise<void> {
    const { live, store, desk } = this;
    if (live === null || store === null || live.isWorking) {
      return;
    }
    let isOthers = false;
    try {
      await live.work(options);
      desk.set({ problem: null });
    } catch (error) {
      isOthers = error instanceof BeingWritten;
      desk.set({ problem: problemAfter(error, live.view) });
    }
    this.limit.end();
    this.follower.stop();
    const tell = (error: unknown): void => desk.set({ problem: problemOf(error) });
    let saving = Promise.resolve();
    await store.flush().catch(tell);
    await this.refreshProgress(live.run).catch(tell);
    if (!isOthers && store.lost === null) {
      desk.records.keep(store.events);
      // at once: a save by hand that meets ours has JupyterLab ask which of the two to keep
      saving = desk.notebook.save().catch(tell);
    }
    await store.release().catch(tell);
    desk.set({ pending: null });
    this.publish();
    if (isOthers || store.lost !== null) {
      await this.watch(store);
    }
    await saving;
  }

  /** Whoever took over may follow cells that run: those are left alone, and nothing of their end is written from here. */
  private onTakenOver(store: LabStore): void {
    this.leaveWork();
    this.live?.lookAgain(store.events);
    void this.watch(store);
  }

  /** Shows the run as whoever writes it leaves it, and what of it was refused here. Never rejects. */
  private async watch(store: LabStore): Promise<void> {
    if (this.cellsSoon.isDisposed) {
      return;
    }
    this.desk.set(store.lost === null ? {} : { problem: problemOf(store.lost) });
    try {
      await store.readAgain();
      await this.watching.begin(store);
    } catch (error) {
      this.desk.set({ problem: problemOf(error) });
    }
  }

  private async refreshProgress(run: string): Promise<void> {
    const progress = await this.desk.notebook.progress(run);
    if (progress !== null && progress.state !== 'running') {
      this.desk.set({ progress });
    }
  }

  /** A notebook that is closed takes its run with it, to be resumed; cells that the kernel works on go on. */
  private leaveWork(): void {
    const { live } = this;
    if (live !== null && !this.areCellsRunning(live)) {
      live.stop('analyst');
    }
  }

  private areCellsRunning(live: LiveRun): boolean {
    const isLet = live.isWorking && live.analyst.waitingRun === null;
    return isLet && viewNow(live, this.rejoining === live).phase === 'running';
  }

  private publish(): void {
    const { live, desk } = this;
    if (live === null || desk.state.mode === 'replay') {
      return;
    }
    const isOthers = this.watching.isWatching;
    const view = viewNow(live, isOthers || this.rejoining === live);
    if ((live.isWorking || isOthers) && view.phase === 'running') {
      this.follower.ensure(live.run);
    }
    if (this.areCellsRunning(live)) {
      void this.limit.ensure(live);
    }
    desk.set({
      view,
      answering: live.answering,
      since: live.since,
      waitingComments: live.analyst.waitingComments,
      pending: pendingOf(live, view, desk.state.pending),
      cells: cellStates(desk.panel.content, insertedCells(view), desk.services.hash, this.times),
      ...whatWaits(live, desk.state, this.standing.stands)
    });
    if (!isOthers) {
      desk.records.phaseChanged(live.run, live.view.phase, this.events);
    }
  }

  private onContent(): void {
    if (this.live !== null) {
      void this.cellsSoon.invoke();
    }
  }

  /** The analyst runs a training cell by hand: its progress is shown all the same. */
  private onScheduled({ id, step }: { readonly id: string; readonly step: string }): void {
    this.times.scheduled(id);
    void this.cellsSoon.invoke();
    if (step === 'training' && this.live !== null) {
      this.follower.start(this.live.run);
    }
  }

  /** The evaluation cell was run by hand: its result enters the record. */
  private onExecuted({ id, step, success }: Executed): void {
    this.times.executed(id);
    if (step !== null) {
      void this.cellsSoon.invoke();
    }
    if (step === 'training' && !this.isWorking) {
      this.follower.stop();
    }
    // one that was left out has nothing to record
    if (step === 'evaluation' && success && this.live !== null && !this.isWorking) {
      void this.work({ runCells: false, takesUp: true });
    }
  }

  /** A training that was run by hand ends with its kernel, whatever its last word was. */
  private onLost(): void {
    if (!this.isWorking) {
      this.follower.stop();
    }
    this.onContent();
  }
}
