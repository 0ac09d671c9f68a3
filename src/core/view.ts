import type { Assessment } from './task/assessment';
import type { Fact, Profile } from './task/profile';
import type { Settings, Task } from './task/task';
import type { Evidence } from './literature/evidence';
import type { ExpertId, Turn } from './design/turns';
import type { Panel } from './design/experts-by-task';
import type { Ablation } from './design/ablation';
import type { Constraint } from './design/constraints';
import type { Plan } from './design/plan';
import type { KnowledgeReport } from './knowledge/report';
import type { Report } from './task/report';
import type { PlannedCell } from './experiment/planned-cell';
import type { ApprovedBy, RunApproval } from './experiment/approval';
import type { Attempt } from './experiment/code/attempt';
import type { CandidatePlan, Refinement } from './experiment/refinement/candidate';
import type { InnerScores } from './experiment/refinement/inner-scores';
import type { Result } from './experiment/result';

export type Phase =
  | 'analysing'
  | 'scoring-baselines'
  | 'debating'
  | 'plan-ready'
  | 'inserted'
  | 'running'
  | 'done'
  | 'stopped'
  | 'failed';

/** What language models took so far; null tokens never count as 0. */
export interface Spent {
  /** Turns that a model was called for. */
  readonly calls: number;
  readonly requests: number;
  readonly prompt_tokens: number;
  readonly cached_tokens: number;
  readonly completion_tokens: number;
  /** Upper bound of the calls whose usage the endpoint did not tell. */
  readonly untold_tokens: number;
  readonly models: readonly string[];
  /** Turns that a built-in expert took because the model could not. */
  readonly fallbacks: number;
}

/** A plan made into code; `inner` is null until it was scored on inner folds, and where it was refused. */
export interface CandidateView extends CandidatePlan {
  readonly inner: InnerScores | null;
}

/** A whole run folded from its log: what the panel, the command line and the report show. */
export interface RunView {
  readonly run: string;
  readonly pipeline: string;
  readonly experts: string;
  readonly notebook: string;
  readonly startedAt: string | null;
  readonly phase: Phase;
  readonly objective: string;
  readonly object: string | null;
  readonly settings: Settings;
  readonly constraints: readonly Constraint[];
  /** What was switched off, to see what it was worth. */
  readonly ablation: readonly Ablation[];
  /** Candidates that each training set chooses among afresh; null: the plan is fitted in all. */
  readonly choosesAmong: number | null;
  readonly profile: Profile | null;
  readonly task: Task | null;
  readonly assessment: Assessment | null;
  readonly evidence: readonly Evidence[];
  /** Null where no agents analysed. */
  readonly report: Report | null;
  /** Numbers that agents asked for besides. */
  readonly asked: readonly Fact[];
  /** What tables of prior knowledge say of this data and are worth on inner folds; null where there are none. */
  readonly knowledge: KnowledgeReport | null;
  readonly turns: readonly Turn[];
  readonly consensus: {
    readonly agreed: boolean;
    readonly rounds: number;
    /** c per expert (in the order of `speakers`) per round. */
    readonly scores: readonly (readonly number[])[];
  };
  /** Who debates. */
  readonly speakers: readonly ExpertId[];
  /** Experts that the task brought in, each with the reason. */
  readonly joined: Panel['experts'];
  readonly plan: Plan | null;
  /** Plans made into code and scored on inner folds, in order: a tree by `parent`. Empty where none was. */
  readonly candidates: readonly CandidateView[];
  /** Which candidate is the plan and why no further one was made; null while that is open. */
  readonly refinement: Refinement | null;
  /** Model cells that a coder wrote, in order. */
  readonly attempts: readonly Attempt[];
  /** Who approved the plan that stands, and its hash; null: nobody yet. `by` is null in logs from before it was told. */
  readonly planApproval: { readonly by: ApprovedBy | null; readonly hash: string } | null;
  /** Each time cells were to start: whether they were let, and by whom. */
  readonly approvals: readonly RunApproval[];
  readonly cells: readonly PlannedCell[];
  readonly cellIds: readonly string[];
  readonly result: Result | null;
  readonly failure: {
    readonly step: string;
    readonly code: string;
    readonly message: string;
    readonly detail: readonly string[];
  } | null;
  readonly seconds: number;
  readonly spent: Spent;
}
