import type { Ablation } from '../../design/ablation';
import type { Constraint } from '../../design/constraints';
import type { Plan } from '../../design/plan';
import type { Evidence } from '../../literature/evidence';
import type { KnowledgeReport } from '../../knowledge/report';
import type { Assessment } from '../../task/assessment';
import type { Profile } from '../../task/profile';
import type { Task } from '../../task/task';
import type { CandidateView } from '../../view';
import type { Refinement } from '../refinement/candidate';
import type { WrittenCode } from '../code/written-code';
import type { Result } from '../result';

/** What each training set chooses among afresh. */
export interface SearchInput {
  /** Other candidates' plans besides the one that was approved: at most two. */
  readonly others: readonly Plan[];
  /** Further settings of the approved plan's model to try. */
  readonly trials: number;
  /** The most that choosing may take; null: no limit was set. */
  readonly minutes: number | null;
}

/** What the code cells are written from. */
export interface CodeInput {
  readonly task: Task;
  readonly plan: Plan;
  readonly profile: Profile;
  /** Folder of the run beside the notebook, such as "pairs-cellforge/r-1a2b3c". */
  readonly runFolder: string;
  /** The user's variable that holds the data. */
  readonly object: string;
  /** A file the notebook reads itself, relative to the notebook; null: the object is in the kernel already. */
  readonly dataPath: string | null;
  /** Tables of prior knowledge, relative to the notebook; only then can a plan use "knowledge". */
  readonly knowledgePath: readonly string[] | null;
  /** Version of cellforge_runtime the cells are written for. */
  readonly runtimeVersion: string;
}

/** What the note before the cells is written from; a `RunView` has all of it. */
export interface NoteInput {
  readonly run: string;
  readonly pipeline: string;
  readonly experts: string;
  readonly notebook: string;
  readonly objective: string;
  readonly constraints: readonly Constraint[];
  /** What was switched off; absent: nothing. */
  readonly ablation?: readonly Ablation[];
  readonly profile: Profile | null;
  readonly task: Task | null;
  readonly assessment: Assessment | null;
  readonly evidence: readonly Evidence[];
  readonly consensus: { readonly agreed: boolean; readonly rounds: number };
  readonly plan: Plan | null;
  /** The model cell by the coder; absent: the built-in writer's. */
  readonly code?: WrittenCode;
  /** Plans scored on inner folds, and how the search among them ended; absent where nobody searched. */
  readonly candidates?: readonly CandidateView[];
  readonly refinement?: Refinement | null;
  /** What each training set chooses among; absent: nothing, the plan is fitted in all. */
  readonly search?: SearchInput;
  /** What tables of prior knowledge say and are worth on inner folds; absent or null where there are none. */
  readonly knowledge?: KnowledgeReport | null;
  /** Absent or null until the cells have run: then the verdict stands in the note. */
  readonly result?: Result | null;
}

export type CellsInput = CodeInput &
  NoteInput & { readonly task: Task; readonly plan: Plan; readonly profile: Profile };
