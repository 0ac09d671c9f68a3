import * as fflate from 'fflate';

import {
  BeingWritten,
  StoppedError,
  branchAt,
  builtInMind,
  emptyRecord,
  exportRecord,
  gzipWith,
  kindOfStep,
  importRecord,
  metadataKey,
  readLines,
  recordFileSuffix,
  readRecord,
  unpackRun,
  verify,
  wholeLines,
  withRun,
  withoutRun
} from '../core';
import type { Phase, RunEvent, StoredRecord, Verified } from '../core';
import type { RunSummary, Verification } from '../panel/model';
import { pickFile, saveFile } from './local-file';
import { problemOf } from './problem-of';
import type { ReplayDesk } from './replay-desk';
import { newRunId } from './request-for';
import { requestIn } from './request-in';
import { runAgain } from './rerun';
import type { RunDesk } from './run-desk';
import type { SharedDesk } from './shared-desk';
import { askToVerify } from './verify-dialog';
import { writerLock } from './writer-file';

const compression = gzipWith(fflate);

/** Phases after which the notebook gets the record: each is something worth sharing. */
const KEPT: ReadonlySet<Phase> = new Set(['plan-ready', 'inserted', 'done', 'stopped', 'failed']);

/** The record in the notebook's metadata: kept as the run grows, listed, shown, taken out. */
export class RecordDesk {
  private lastPhase = '';
  private verifying: AbortController | null = null;

  constructor(
    private readonly desk: SharedDesk & { readonly runs: RunDesk; readonly replay: ReplayDesk }
  ) {}

  private get tools() {
    return { compression, hash: this.desk.services.hash };
  }

  /** What a notebook that was just opened carries: its newest run, live where its folder is here, else as a record. */
  async open(): Promise<void> {
    try {
      const stored = this.stored();
      this.list();
      const newest = newestRun(stored);
      if (newest !== null) {
        await this.show(newest);
      }
    } catch (error) {
      this.desk.set({ problem: problemOf(error) });
    }
  }

  /** Shows a run of this notebook: to go on with where its folder is here and no other is at work, else as recorded. */
  async show(run: string): Promise<void> {
    const { desk } = this;
    if (desk.runs.isWorking && run === desk.runs.run) {
      desk.replay.leave();
      desk.runs.back();
      return;
    }
    const inRecord = this.eventsInRecord(run);
    const inFolder = await this.eventsInFolder(run, inRecord);
    // the folder's log is the run's; a record may only be ahead of it, not another
    const last = inFolder.at(-1);
    const isAhead = last === undefined || inRecord[inFolder.length - 1]?.chain === last.chain;
    const events = isAhead ? inRecord : inFolder;
    const mayGoOn = desk.services.capabilities.run !== null && !desk.runs.isWorking;
    if (inFolder.length > 0 && mayGoOn) {
      desk.replay.leave();
      desk.runs.show(events);
      await desk.runs.rejoin();
    } else {
      desk.replay.open(events, 'recorded-by-author');
      await desk.replay.check();
    }
    this.list();
  }

  /** A run of its own with this one's past up to the step shown. */
  async branch(): Promise<void> {
    const { desk } = this;
    const before = desk.replay.keyAfterHere();
    if (before === null) {
      return;
    }
    desk.runs.checkRest();
    const run = newRunId();
    const run_folder = desk.notebook.folder(run).relativePath;
    const events = branchAt(this.shownEvents(), before, { run, run_folder }, desk.services.hash);
    desk.replay.leave();
    desk.runs.show(events);
    await desk.runs.goOn({ runCells: false });
  }

  /** The experts argue on from inner results: in a run that waits with its plan, else in a branch before it was approved. */
  async refine(): Promise<void> {
    const { desk } = this;
    if (desk.state.view?.phase !== 'plan-ready') {
      const decided = this.shownEvents().filter(
        event => event.type === 'step-done' && kindOfStep(event.key) === 'decision'
      );
      const last = decided.at(-1);
      if (last?.type !== 'step-done') {
        return;
      }
      desk.runs.checkRest();
      const run = newRunId();
      const run_folder = desk.notebook.folder(run).relativePath;
      const named = { run, run_folder };
      desk.runs.show(branchAt(this.shownEvents(), last.key, named, desk.services.hash));
    }
    // not the outer scores: a branch holds nothing of what came after the plan
    desk.runs.decide({ decision: 'refine' }, 'refining');
  }

  /** Writes the log into the notebook's metadata. */
  keep(events: readonly RunEvent[]): void {
    const model = this.desk.panel.content.model;
    if (events.length === 0 || !model || model.readOnly || !this.isOn) {
      return;
    }
    model.setMetadata(metadataKey, withRun(this.stored(), events, this.tools));
    this.list();
  }

  /** Keeps the record at the end of each phase. */
  phaseChanged(run: string, phase: Phase, events: readonly RunEvent[]): void {
    const now = `${run} ${phase}`;
    if (now !== this.lastPhase) {
      this.lastPhase = now;
      if (KEPT.has(phase)) {
        this.keepOrTell(events);
      }
    }
  }

  /** A notebook's record that cannot be read stays as it is: the run, whose log is in its folder, goes on. */
  private keepOrTell(events: readonly RunEvent[]): void {
    try {
      this.keep(events);
    } catch (error) {
      this.desk.set({ problem: problemOf(error) });
    }
  }

  async remove(run: string): Promise<void> {
    if (run === this.desk.runs.run) {
      this.desk.runs.checkRest();
    }
    const folder = this.desk.notebook.folder(run);
    const other = await writerLock(this.desk.services, folder, '').other();
    if (other !== null) {
      throw new BeingWritten(other);
    }
    this.write(withoutRun(this.stored(), run));
    await folder.forget('events.jsonl');
    if (this.desk.state.view?.run === run) {
      this.desk.replay.leave();
      if (run === this.desk.runs.run) {
        this.desk.runs.clear();
      } else {
        this.desk.runs.back();
      }
    }
    this.list();
  }

  async removeAll(): Promise<void> {
    this.desk.runs.checkRest();
    this.write(emptyRecord);
    this.desk.replay.leave();
    this.desk.runs.clear();
    this.list();
  }

  /** Saves the run shown as a `.cellforge.json`, since some tools strip a notebook's metadata. */
  async exportShown(): Promise<void> {
    const events = this.shownEvents();
    const run = this.desk.state.view?.run;
    if (run !== undefined && events.length > 0) {
      const record = withRun(emptyRecord, events, this.tools);
      saveFile(`${run}${recordFileSuffix}`, exportRecord(record, this.desk.notebook.name));
    }
  }

  /** Shows a run from a `.cellforge.json` of the analyst's choice. */
  async openFile(): Promise<void> {
    const text = await pickFile('.json');
    if (text === null) {
      return;
    }
    const record = importRecord(text, this.tools);
    const newest = newestRun(record);
    if (newest !== null) {
      this.desk.replay.open(unpackRun(record, newest, this.tools), 'recorded-by-author');
      await this.desk.replay.check();
    }
  }

  /** The four checks of the run shown. Running the cells again takes as long as the first time: it is asked for first. */
  async verify(): Promise<void> {
    const { desk } = this;
    const events = this.shownEvents();
    const run = desk.state.view?.run;
    const runFolder = requestIn(events)?.run_folder;
    if (run === undefined || runFolder === undefined || this.verifying !== null) {
      return;
    }
    const mayRun = desk.services.capabilities.run !== null;
    const choice = await askToVerify(desk.services.trans, mayRun);
    if (choice === 'cancel') {
      return;
    }
    const at = desk.services.clock.now();
    desk.set({ verification: { state: 'running', at, device: '', checks: [], notes: [] } });
    const controller = (this.verifying = new AbortController());
    const { signal } = controller;
    const { panel, services } = desk;
    try {
      const verified = await verify(withRun(emptyRecord, events, this.tools), run, {
        ...this.tools,
        mind: builtInMind(),
        signal,
        cells: await desk.notebook.read(run),
        rerun:
          choice === 'quick'
            ? null
            : (cells, stop) => runAgain({ panel, services, runFolder }, cells, stop)
      });
      if (!signal.aborted) {
        desk.set({ verification: shownVerification(verified, at) });
      }
    } catch (error) {
      if (!signal.aborted) {
        desk.set({ verification: null });
        throw error;
      }
    } finally {
      if (this.verifying === controller) {
        this.verifying = null;
      }
    }
  }

  /** Ends a verification that runs, and its second kernel with it. */
  stopVerifying(): void {
    const { verifying } = this;
    if (verifying !== null) {
      this.verifying = null;
      verifying.abort(new StoppedError('analyst'));
      this.desk.set({ verification: null });
    }
  }

  /** The events of what is shown, live or recorded. */
  shownEvents(): readonly RunEvent[] {
    const { state, replay, runs } = this.desk;
    return state.mode === 'replay' ? replay.shown : runs.events;
  }

  private get isOn(): boolean {
    return this.desk.services.capabilities.record !== null;
  }

  private stored(): StoredRecord {
    const raw = this.desk.panel.content.model?.getMetadata(metadataKey) as unknown;
    return raw === undefined || raw === null ? emptyRecord : readRecord(raw);
  }

  private write(record: StoredRecord): void {
    const model = this.desk.panel.content.model;
    if (Object.keys(record.runs).length === 0) {
      model?.deleteMetadata(metadataKey);
    } else {
      model?.setMetadata(metadataKey, record);
    }
  }

  private eventsInRecord(run: string): readonly RunEvent[] {
    const stored = this.stored();
    return Object.hasOwn(stored.runs, run) ? unpackRun(stored, run, this.tools) : [];
  }

  private async eventsInFolder(
    run: string,
    recorded: readonly RunEvent[]
  ): Promise<readonly RunEvent[]> {
    const { notebook, services } = this.desk;
    notebook.useFolder(run, requestIn(recorded)?.run_folder ?? null);
    const text = await notebook.folder(run).read('events.jsonl');
    return text === null ? [] : readLines(wholeLines(text), services.hash);
  }

  private list(): void {
    const current = this.desk.state.view?.run;
    const runs: RunSummary[] = Object.entries(this.stored().runs).map(([run, stored]) => ({
      run,
      name: stored.plan ?? run,
      startedAt: stored.started_at,
      current: run === current
    }));
    runs.sort((a, b) => (b.startedAt ?? '').localeCompare(a.startedAt ?? ''));
    this.desk.set({ runs });
  }
}

function newestRun(record: StoredRecord): string | null {
  const runs = Object.entries(record.runs);
  runs.sort(([, a], [, b]) => (b.started_at ?? '').localeCompare(a.started_at ?? ''));
  return runs[0]?.[0] ?? null;
}

function shownVerification(verified: Verified, at: string): Verification {
  return {
    state: verified.agrees
      ? 'agrees'
      : verified.disagreements.length > 0
        ? 'disagrees'
        : 'incomplete',
    at,
    device: verified.device,
    checks: verified.checks.map(({ name, recorded, now, state }) => ({
      name,
      recorded,
      now,
      agrees: state !== 'disagrees'
    })),
    notes: [
      ...verified.disagreements,
      ...(verified.not_run ? [verified.not_run] : []),
      ...verified.notes
    ]
  };
}
