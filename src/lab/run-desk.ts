import { UUID } from '@lumino/coreutils';
import { Debouncer } from '@lumino/polling';

import { readConstraint } from '../core';
import type { Approval, CellsInput, Constraint, RunEvent, RunRequest } from '../core';
import type { PanelState } from '../panel/model';
import { cellStates } from './cell-states';
import { CellTimes } from './cell-times';
import { cellsInput } from './cells-input';
import { CellsWatch } from './cells-watch';
import type { Executed } from './cells-watch';
import { RunFollower } from './follow';
import type { LiveRun } from './live-run';
import { problemOf, runAtWork } from './problem-of';
import { browserMemory } from './memory';
import { insertedCells } from './inserted-cells';
import { requestFor } from './request-for';
import { requestIn } from './request-in';
import { RunLimit } from './run-limit';
import { pendingOf, viewNow } from './run-now';
import { runOf } from './run-of';
import type { ExpertOffice, RunKeeper, SharedDesk } from './shared-desk';
import { StandingApprovals } from './standing-approvals';
import { LabStore } from './store';
import { isToTakeUp } from './take-up';
import { whatWaits } from './what-waits';

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
    this.cellsWatch.dispose();
    this.desk.panel.content.modelContentChanged.disconnect(this.onContent, this);
    this.leaveWork();
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
    const request = requestFor(this.desk, this.newRunId(), object);
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

  stop(by: 'analyst' | 'budget' = 'analyst'): void {
    this.live?.stop(by);
  }

  say(text: string): void {
    this.live?.analyst.say(text);
  }

  /** Answers what would be sent to a language model. */
  consent(isGiven: boolean): void {
    this.live?.analyst.decideOffer(isGiven);
  }

  /** Answers the table that a language model proposed. */
  decideKnowledge(isApproved: boolean): void {
    this.live?.analyst.tables.answer(isApproved);
  }

  /** Answers the agent's code that waits. */
  decideCode(decision: 'run' | 'refuse', always: boolean): void {
    this.live?.analyst.decideCode(decision, { always });
  }

  /** Answers the cells that wait to be let run. */
  decideRun(decision: 'run' | 'refuse', always: boolean): void {
    this.live?.analyst.decideRun(decision, { always });
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
    this.follower.stop();
    this.store?.dispose();
    this.live = null;
    this.store = null;
    this.desk.set({ view: null, progress: null, cells: [], verification: null, answering: null });
    this.showWaiting(null);
  }

  /**
   * After a reload: takes up a run whose cells the kernel still works on, or whose result came while no page was open.
   * Anything else waits for the analyst.
   */
  async rejoin(): Promise<void> {
    const { live } = this;
    const isOpen = live !== null && live.view.cellIds.length > 0 && live.view.result === null;
    if (!isOpen || live.isWorking) {
      return;
    }
    this.rejoining = live;
    this.publish();
    try {
      const isToWork = await isToTakeUp(this.desk, live.view);
      // another run may be shown by now, or the notebook closed
      if (isToWork && this.rejoining === live && this.live === live) {
        await this.work({ runCells: true });
      }
    } finally {
      if (this.rejoining === live) {
        this.rejoining = null;
        this.publish();
      }
    }
  }

  constraint(key: Constraint['key'], value: string): Constraint {
    return readConstraint(key, value);
  }

  /** What the cells would be written from; null before there is a plan. */
  cellsInput(): CellsInput | null {
    return this.live === null ? null : cellsInput(this.live.view, this.live.request);
  }

  get events(): readonly RunEvent[] {
    return this.store?.events ?? [];
  }

  newRunId(): string {
    return `r-${UUID.uuid4().slice(0, 8)}`;
  }

  private take(request: RunRequest, recorded: readonly RunEvent[]): void {
    const { desk } = this;
    const { notebook, services } = desk;
    this.store?.dispose();
    notebook.useFolder(request.run, request.run_folder);
    const store = new LabStore(notebook.folder(request.run), services.hash, event => {
      this.standing.wrote(request.run, event);
      this.live?.add(event);
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
  private async work(options: { runCells: boolean }): Promise<void> {
    const { live, store, desk } = this;
    if (live === null || store === null || live.isWorking) {
      return;
    }
    try {
      await live.work(options);
      desk.set({ problem: null });
    } catch (error) {
      // a failed step stands in the view already, where it arose
      desk.set({ problem: live.view.failure === null ? problemOf(error) : null });
    }
    this.limit.end();
    this.follower.stop();
    try {
      await store.flush();
      await this.refreshProgress(live.run);
      desk.records.keep(store.events);
    } catch (error) {
      desk.set({ problem: problemOf(error) });
    }
    desk.set({ pending: null });
    this.publish();
    await desk.notebook.save().catch((error: unknown) => desk.set({ problem: problemOf(error) }));
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
    const view = viewNow(live, this.rejoining === live);
    if (live.isWorking && view.phase === 'running') {
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
      cells: cellStates(desk.panel.content, insertedCells(view), desk.services.hash, this.times)
    });
    this.showWaiting(live);
    desk.records.phaseChanged(live.run, live.view.phase, this.events);
  }

  /** What of the run's language models waits for the analyst. */
  private showWaiting(live: LiveRun | null): void {
    const asked = live?.analyst.waitingRun ?? null;
    this.desk.set({
      approvals: {
        run: asked === null ? null : { asked, mayAlways: live?.analyst.mayAlways ?? false },
        always: this.standing.stands
      },
      llm: { ...this.desk.state.llm, ...whatWaits(live) }
    });
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
      void this.work({ runCells: false });
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
