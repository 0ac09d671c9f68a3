import type { ISignal } from '@lumino/signaling';
import type { Constraint } from '../core/design/constraints';
import type { Slot } from '../core/design/slots';
import type { PlannedCell, CellName } from '../core/experiment/planned-cell';
import type { Progress } from '../core/experiment/result';
import type { Described, FoundObject } from '../core/task/described';
import type { Problem, SettingKey, Settings } from '../core/task/task';
import type { RunView } from '../core/view';
import type { ApprovalActions, ApprovalsState } from './model-approvals';
import type { LlmActions, LlmState } from './model-llm';

/**
 * What the panel shows and what it can ask for: the seam between the panel (which draws) and lab (which implements it).
 *
 * `state` is an immutable snapshot: replace it, then emit `changed`. Live progress comes at most twice a second.
 */
export interface PanelModel {
  readonly state: PanelState;
  /** Which notebook is shown, whatever its name; with another one the panel begins anew. */
  readonly notebookId: string;
  readonly changed: ISignal<unknown, void>;
  readonly actions: PanelActions;
  /** Text boxes, folds and the like that survive a reload; synchronous, keyed by notebook in the implementation. */
  readonly memory: PanelMemory;
}

export interface PanelMemory {
  read(key: string): string | null;
  /** null forgets the key. */
  write(key: string, value: string | null): void;
}

export type KernelState =
  /** No notebook, or a notebook without a kernel. */
  | 'none'
  | 'starting'
  | 'idle'
  | 'busy'
  /** Died, restarted by itself, or the connection was lost. */
  | 'gone'
  | 'not-python';

/** What was asked for and has not been answered yet: buttons wait and say so. */
export type Pending =
  | 'reading'
  | 'designing'
  | 'stopping'
  | 'resuming'
  | 'approving'
  | 'changing'
  | 'sending-back'
  | 'refining'
  | 'predicting'
  | 'branching'
  | 'exporting'
  | 'opening';

export interface PanelState {
  readonly mode: 'live' | 'replay';
  /** File name of the notebook, without folders; null when none is open. */
  readonly notebook: string | null;
  readonly kernel: KernelState;
  readonly pending: Pending | null;

  /** AnnData and MuData objects in the kernel. */
  readonly objects: readonly FoundObject[];
  readonly object: string | null;
  /** The last answer of the kernel; kept while it is busy or gone. */
  readonly described: Described | null;
  /** When `described` was read, ISO 8601. */
  readonly describedAt: string | null;
  /** Anything in the way that does not belong to the object read (no AnnData, runtime missing, not Python, damaged record). */
  readonly problem: Problem | null;

  /** What the analyst set; empty keys follow what was found. */
  readonly settings: Settings;
  readonly objective: string;
  readonly constraints: readonly Constraint[];
  /** Files of prior knowledge, relative to the notebook. */
  readonly knowledge: readonly string[];

  /** The run shown: live, or the record up to the replay's step. Null before the first design. */
  readonly view: RunView | null;
  /** Who answers now in a debate, and since when (ISO 8601). */
  readonly answering: { readonly role: string; readonly since: string } | null;
  /** Since when the run's present step has been worked on (ISO 8601); null where nothing is. */
  readonly since: string | null;
  /** Comments sent and not yet read by the moderator. */
  readonly waitingComments: readonly string[];
  /** From status.json while the cells run. */
  readonly progress: Progress | null;
  /** The run's cells as they stand in the notebook; empty before insertion. */
  readonly cells: readonly CellState[];
  /** Every run the notebook carries, newest first. */
  readonly runs: readonly RunSummary[];
  /** The setting: which of the two buttons of the plan is first. */
  readonly insertMode: 'insert' | 'insert-and-run';
  /** Who else writes the run shown, which is only watched here; null: nobody does. */
  readonly writer: WriterState | null;
  readonly llm: LlmState;
  readonly approvals: ApprovalsState;

  /** Set exactly when `mode` is 'replay'. */
  readonly replay: ReplayState | null;
  readonly verification: Verification | null;
}

export interface CellState {
  readonly id: string;
  readonly name: CellName;
  readonly title: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'stopped' | 'missing';
  /** The source differs from the inserted one: it is never overwritten. */
  readonly edited: boolean;
  readonly seconds: number | null;
  /** Of a cell that runs: since when (ISO 8601); null where that is not known, as after a reload. */
  readonly since: string | null;
}

export interface WriterState {
  /** Empty where it is not known. */
  readonly name: string;
  /** The same person, in another window. */
  readonly isYou: boolean;
  readonly at: 'jupyterlab' | 'command-line';
  /** ISO 8601, as the last sign of life. */
  readonly since: string;
  readonly seen: string;
}

export interface RunSummary {
  readonly run: string;
  /** Plan name, or the object's name before there is a plan. */
  readonly name: string;
  readonly startedAt: string | null;
  /** Shown now. */
  readonly current: boolean;
}

export interface ReplayState {
  /** 1-based; `step` of `steps`. */
  readonly step: number;
  readonly steps: number;
  /** One short name a step, in order: "round 4, Deep learning revises". */
  readonly labels: readonly string[];
  /** 1-based steps at which a round begins: where the Page keys go. */
  readonly rounds: readonly number[];
  /** Replayed here: its debate, plan and cells were worked out again from what it recorded, and are the same. */
  readonly source: 'recorded-by-author' | 'replayed-here';
  readonly recordedAt: string | null;
  readonly experts: string;
  /** Set when this version cannot replay the record: it is shown as recorded. */
  readonly otherPipeline: string | null;
}

export interface Verification {
  /** Incomplete: nothing disagrees, and the cells that were to run again could not. */
  readonly state: 'running' | 'agrees' | 'disagrees' | 'incomplete';
  readonly at: string;
  readonly device: string;
  /** One line of the table each: what was compared, as recorded and as found now. */
  readonly checks: readonly {
    readonly name: string;
    readonly recorded: string;
    readonly now: string;
    readonly agrees: boolean;
  }[];
  /** One sentence per disagreement or stated difference of versions. */
  readonly notes: readonly string[];
}

/** Every action answers by a new `state`; a refusal stands there as `problem`, never as a rejected promise nobody sees. */
export interface PanelActions extends LlmActions, ApprovalActions {
  chooseObject(name: string): void;
  /** Null follows what was found again. Describes anew. */
  setSetting(key: SettingKey, value: string | null): void;
  /** Forget every setting, constraint, file of knowledge and the objective. */
  resetTask(): void;
  setObjective(text: string): void;
  addConstraint(key: Constraint['key'], value: string): void;
  removeConstraint(index: number): void;
  /** A file of prior knowledge; one that is named already is not named twice. */
  addKnowledge(path: string): void;
  removeKnowledge(path: string): void;
  readAgain(): void;
  /** Inserts the cell that loads the quickstart's simulated data. */
  insertExample(): void;

  design(): void;
  stop(): void;
  resume(): void;
  /** Goes on with the run that another writes, who then writes no more of it. */
  takeOver(): void;
  sendComment(text: string): void;

  /** The cells the plan would become, before anything is inserted. */
  preview(): Promise<readonly PlannedCell[]>;
  approve(mode: 'insert' | 'insert-and-run'): void;
  changeChoice(slot: Slot, choice: string): void;
  sendBack(comment: string): void;
  /** Scores the plan on inner folds and lets the experts argue on from that; of a run with a result, as a branch of it. */
  refine(): void;

  /** Runs the inserted cells that still wait. */
  runCells(): void;
  /** Scrolls to and selects the cell in the notebook. */
  selectCell(id: string): void;
  /** Inserts a cell that predicts these perturbations. */
  predict(labels: readonly string[]): void;

  openRun(run: string): void;
  newRun(): void;
  removeRun(run: string): void;
  removeAllRuns(): void;
  exportRun(): void;
  openRecord(): void;

  replayTo(step: number): void;
  leaveReplay(): void;
  verify(): void;
  /** Ends a verification that runs, and nothing else. */
  stopVerifying(): void;
  branch(): void;
}
