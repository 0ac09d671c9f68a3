/** The paper in pure TypeScript: what lab, node, panel and render may use of it. */
export { canonicalJson } from './canonical';
export { CellForgeError, StoppedError, exitCodeOf, factsOf, throwIfStopped } from './errors';
export type { ErrorFacts } from './errors';
export { RunEvent } from './events';
export type { NewEvent, RunStarted, StepDone, StepFailed } from './events';
export { addEvent, fold } from './fold';
export { openLog } from './log';
export type { RunHeader, RunLog, Step, Work } from './log';
export type {
  Analyst,
  Approval,
  Clock,
  Kernel,
  Library,
  Mind,
  Notebook,
  NotebookCell,
  Ports,
  Random,
  Store
} from './ports';
export { checkChain, eventLine, eventLines, linkEvent } from './record/chain';
export { Decision, RunRequest } from './request';
export { kindOfStep, steps } from './steps';
export { pipelineVersion, runtimeVersion } from './version';
export type { Phase, RunView } from './view';

export { AssessedPart, Assessment, Score } from './task/assessment';
export { Described, FoundObject, Question } from './task/described';
export { probeExpression, readProbeReply } from './task/probe';
export type { ProbeRequest, ProbeSource } from './task/probe';
export {
  Condition,
  Fact,
  Finding,
  Hardware,
  MatrixProfile,
  Modality,
  ObsColumn,
  PerturbationType,
  Profile,
  ValueState,
  Warning
} from './task/profile';
export { HeldOut, Problem, ScenarioId, Settings, Task, settingKeys } from './task/task';
export type { SettingKey } from './task/task';

export { Evidence } from './literature/evidence';

export { Constraint } from './design/constraints';
export { Choice, Dissent, Hyperparameters, Plan } from './design/plan';
export { SlotId, slotOptions, slots } from './design/slots';
export type { Slot } from './design/slots';
export {
  Comment,
  Criterion,
  ExpertId,
  MindKind,
  Proposal,
  Review,
  RoundEnd,
  Stand,
  Turn,
  expertIds
} from './design/turns';

export { CellName, PlannedCell } from './experiment/cells';
export {
  CandidateResult,
  MetricInfo,
  MetricResult,
  PartResult,
  Progress,
  Result,
  ScatterCondition,
  VerdictId
} from './experiment/result';
