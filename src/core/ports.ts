import type { z } from 'zod';
import type { Described, FoundObject } from './task/described';
import type { Settings, Task } from './task/task';
import type { Assessment } from './task/assessment';
import type { PrivateNames } from './task/private-names';
import type { Fact, Hardware } from './task/profile';
import type { Asked } from './task/questions';
import type { Evidence } from './literature/evidence';
import type { Rank, Sources } from './literature/sources';
import type { Constraint } from './design/constraints';
import type { ExpertId } from './design/expert-id';
import type { PlannedCell } from './experiment/planned-cell';
import type { ApprovalAnswer, ApprovedBy, RunToApprove } from './experiment/approval';
import type { CodeToApprove } from './experiment/code/code-approval';
import type { ModelCheck } from './experiment/model-check';
import type { CellToScore, InnerScores } from './experiment/refinement/inner-scores';
import type { Progress, Result } from './experiment/result';
import type { RunEvent } from './events';
import type { ProposedKnowledge } from './knowledge/annotations';
import type { KnowledgeReport } from './knowledge/report';
import type { Call, Called } from './minds/call';
import type { Offer } from './minds/offer';

/** One expert's turn: who answers for a role. */
export interface Mind {
  readonly kind: 'built-in' | 'llm' | 'replay' | 'scripted';
  /** Only of a mind that tells a recorded debate: who spoke in it. Else the task decides who debates. */
  readonly experts?: readonly ExpertId[];
  answer<T>(role: string, brief: unknown, schema: z.ZodType<T>, signal: AbortSignal): Promise<T>;
  /**
   * Only of a mind whose answers cost: the same, with what it took. Where it is there, the call is recorded as a step of
   * its own, one call a round reviews all peers, and nobody is asked who has nothing to answer.
   */
  call?<T>(
    role: string,
    brief: unknown,
    schema: z.ZodType<T>,
    signal: AbortSignal
  ): Promise<Called<T>>;
  /** What would be sent first and what a design is likely to take; sends nothing. */
  offer?(role: string, brief: unknown): Promise<Offer>;
  /** What calls took, since it was last asked, that gave no answer: recorded when a run fails or is stopped. */
  unanswered?(): readonly Call[];
}

/** What the notebook's kernel is asked. Never touches the user's variables. */
export interface Kernel {
  /** AnnData and MuData objects in the user's namespace. */
  objects(signal: AbortSignal): Promise<readonly FoundObject[]>;
  /** Profile, task and questions of one object under the analyst's settings. */
  describe(object: string, settings: Settings, signal: AbortSignal): Promise<Described>;
  /** Baselines and ceilings on inner folds. Blocks the kernel; needs cellforge_runtime there. */
  assess(object: string, task: Task, signal: AbortSignal): Promise<Assessment>;
  /** Holds a model cell to the stated policy; nothing of it is executed. Needs cellforge_runtime there. */
  checkPolicy(source: string, signal: AbortSignal): Promise<ModelCheck>;
  /** Executes a model cell that was let run: types, shapes, a training on a tiny slice. Blocks the kernel; needs cellforge_runtime there. */
  tryModel(
    object: string,
    task: Task,
    source: string,
    constraints: readonly Constraint[],
    signal: AbortSignal
  ): Promise<ModelCheck>;
  /** A model cell on inner folds, beside the baselines there. Blocks the kernel; needs cellforge_runtime there. */
  scoreInner(
    object: string,
    task: Task,
    candidate: CellToScore,
    signal: AbortSignal
  ): Promise<InnerScores>;
  /** Further numbers that an agent asked for, from a fixed list. Blocks the kernel; needs cellforge_runtime there. */
  furtherFacts(
    object: string,
    task: Task,
    asked: readonly Asked[],
    signal: AbortSignal
  ): Promise<readonly Fact[]>;
  /** What donors, samples and batches are called, to mask it; it may enter no log. */
  privateNames(
    object: string,
    columns: readonly string[],
    signal: AbortSignal
  ): Promise<readonly PrivateNames[]>;
  /**
   * What tables of prior knowledge say of the data and are worth on inner folds. `written` is one by an agent that the
   * analyst approved: it is written first, into the folder of the run. Blocks the kernel; needs cellforge_runtime there.
   */
  assessKnowledge(
    object: string,
    task: Task,
    given: KnowledgeGiven,
    signal: AbortSignal
  ): Promise<KnowledgeReport>;
  hardware(signal: AbortSignal): Promise<Hardware>;
  interrupt(): Promise<void>;
}

/** Tables to read, relative to the notebook; one of them may have to be written first. */
export interface KnowledgeGiven {
  readonly paths: readonly string[];
  readonly written: { readonly path: string; readonly text: string } | null;
}

/** A cell as it stands in the notebook now. */
export interface NotebookCell {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  /** sha256 of the source as inserted. */
  readonly inserted_hash: string;
}

/** The notebook: by cell id, never by index. */
export interface Notebook {
  readonly name: string;
  /** Inserts all cells as one undo step after the cell of `after` (or at the end); returns their ids in order. */
  insert(
    run: string,
    cells: readonly PlannedCell[],
    after: string | null
  ): Promise<readonly string[]>;
  /** The run's cells that still exist, in their present order. */
  read(run: string): Promise<readonly NotebookCell[]>;
  /** Gives a cell of ours another source; false, and nothing done, where it was edited since or is gone. */
  rewrite(id: string, source: string): Promise<boolean>;
  /**
   * Runs these cells and settles when they have ended; rejects with a `CellFailed` that tells of the first that failed.
   * `joins`: the kernel was found at work on them, and nobody was asked for a start: they are waited for, never started.
   */
  run(ids: readonly string[], signal: AbortSignal, how?: { joins: boolean }): Promise<void>;
  /** Whether the kernel works on them already, as after a reload. */
  isRunning?(run: string): Promise<boolean>;
  /** Progress of a running fit, from the run folder; null before the first. */
  progress(run: string): Promise<Progress | null>;
  /** The finished result, from the run folder; null while there is none. */
  result(run: string): Promise<Result | null>;
}

export interface Library {
  /** Records on the topics, best first. */
  search(topics: readonly string[], signal: AbortSignal): Promise<readonly Evidence[]>;
  get(id: string): Promise<Evidence | null>;
  /** Live services and how their hits are ranked; absent where nothing outside may be asked. */
  readonly live?: { readonly sources: Sources; readonly rank: Rank };
}

/** Where one run's events live. */
export interface Store {
  read(): Promise<readonly RunEvent[]>;
  /** @throws TakenOver where another writes the run by now: nothing of theirs is written over. */
  append(event: RunEvent): Promise<void>;
}

/** The file in a run's folder that says who writes its log. */
export interface WriterFile {
  /** Its text; null while there is none. */
  read(): Promise<string | null>;
  /** Writes `text` where the file still reads `expected` (null: there is none), and says whether it then stands there. */
  swap(expected: string | null, text: string): Promise<boolean>;
  remove(): Promise<void>;
}

export interface Clock {
  /** ISO 8601, UTC, milliseconds. */
  now(): string;
}

/** A person's decisions the pipeline waits for; headless answers at once from the command line. */
export interface Analyst {
  /** Let data about the data go to a language model, or not; absent: it was asked for in so many words. */
  consent?(offer: Offer, signal: AbortSignal): Promise<boolean>;
  /** Approve, edit or send back the plan. */
  approve(run: string, signal: AbortSignal): Promise<Approval>;
  /** Comments waiting to be read at the start of a round. */
  comments(round: number): Promise<readonly string[]>;
  /** Let a table that a language model proposed be used, or not; absent: not. */
  approveKnowledge?(table: ProposedKnowledge, signal: AbortSignal): Promise<boolean>;
  /** Let an agent's model cell run, or not: asked of each that keeps the policy, before anything of it is executed. */
  approveCode(code: CodeToApprove, signal: AbortSignal): Promise<ApprovalAnswer>;
  /** Let the run's cells start, or not: asked each time they would. */
  approveRun(cells: RunToApprove, signal: AbortSignal): Promise<ApprovalAnswer>;
  /** Whether this code was let run here, and not only in a log that came from elsewhere; absent: no log comes from elsewhere. */
  hasApproved?(run: string, source_hash: string): boolean;
}

export type Approval =
  | { readonly decision: 'insert'; readonly by?: ApprovedBy | undefined }
  | { readonly decision: 'insert-and-run'; readonly by?: ApprovedBy | undefined }
  | { readonly decision: 'send-back'; readonly comment: string }
  /** Score the plan on inner folds and let the experts argue on from that. */
  | { readonly decision: 'refine' }
  | { readonly decision: 'change'; readonly slot: string; readonly choice: string };

/** An earlier run, as far as it stands in for work. */
export interface Recorded {
  /** The answer that stands in for a step's work; undefined: the work is to be done. */
  answer(key: string): unknown;
  /** Whether that run did the step. */
  has(key: string): boolean;
}

export interface Ports {
  readonly mind: Mind;
  readonly kernel: Kernel;
  readonly notebook: Notebook;
  readonly library: Library;
  readonly store: Store;
  readonly clock: Clock;
  readonly analyst: Analyst;
  /** The run's budgets: minutes left now, and tokens in all; null: no limit, or not known. Absent: there are none. */
  readonly budget?: () => { readonly minutes: number | null; readonly tokens: number | null };
  /** Answers of an earlier run that stand in for a step's work; absent: all work is done. */
  readonly recorded?: Recorded;
  /** SHA-256 of UTF-8 text, lower-case hex. */
  readonly hash: (text: string) => string;
  /** Removes secrets, home and working folders, host and user names from text that enters the log. */
  readonly scrub: (text: string) => string;
}
