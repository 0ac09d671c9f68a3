/** The paper in pure TypeScript: what lab, node, panel and render may use of it. */
export { canonicalJson } from './canonical';
export { CellForgeError, StoppedError, exitCodeOf, factsOf, throwIfStopped } from './errors';
export type { ErrorFacts } from './errors';
export { RunEvent } from './events';
export type { NewEvent, RunStarted, StepDone, StepFailed } from './events';
export { addEvent, fold, phaseGoingOn } from './fold';
export { openLog } from './log';
export type { RunHeader, RunLog, Step, Work } from './log';
export type {
  Analyst,
  Approval,
  Clock,
  Kernel,
  KnowledgeGiven,
  Library,
  Mind,
  Notebook,
  NotebookCell,
  Ports,
  Random,
  Recorded,
  Store,
  WriterFile
} from './ports';
export { branchAt } from './record/branch';
export { CellMark, readMark, runsWithoutRecord } from './record/cell-mark';
export { checkChain, eventLine, eventLines, linkEvent, wholeLines } from './record/chain';
export { compareResults } from './record/compare-results';
export { gzipWith } from './record/compression';
export type { Compression } from './record/compression';
export {
  StoredRecord,
  emptyRecord,
  metadataKey,
  readLines,
  readRecord,
  unpackRun,
  withRun,
  withoutRun
} from './record/record';
export type { RecordTools } from './record/record';
export { exportRecord, importRecord, recordFileSuffix } from './record/record-file';
export { differencesOf } from './record/differences';
export { recordedAnswers } from './record/recorded-answers';
export { replay } from './record/replay';
export type { Replay, ReplayTools } from './record/replay';
export { scrubber } from './record/scrub';
export { scrubDeep } from './record/scrub-deep';
export type { Private } from './record/scrub';
export { NotRunAgain, failureOfRerun } from './record/not-run-again';
export { verify } from './record/verify';
export type { Check, FoundCell, Verified, VerifyTools } from './record/verify';
export { sha256Hex } from './sha256';
export { Decision, RunRequest, knowledgePathOf, knowledgePaths, mostKnowledge } from './request';
export { runPipeline } from './run';
export type { RunOptions } from './run';
export { kindOfStep, steps } from './steps';
export { pipelineVersion, runtimeVersion } from './version';
export type { CandidateView, Phase, RunView, Spent } from './view';
export { BeingWritten, TakenOver, Writer, WriterLock, signEveryMs, writerFileName } from './writer';
export type { WriterSelf } from './writer';

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
export { settledTask } from './task/settled';
export type { Settled } from './task/settled';
export {
  HeldOut,
  Problem,
  ScenarioId,
  Settings,
  Task,
  TaskModality,
  modalitiesOf,
  settingKeys
} from './task/task';
export { resultOfModality, scoredModalities } from './experiment/modality-result';
export type { SettingKey } from './task/task';

export { bundledEvidence, bundledLibrary } from './literature/bundled';
export { Evidence } from './literature/evidence';
export { evidenceTopics } from './literature/topics';

export { builtInMind, isBuiltInBrief } from './minds/built-in/built-in-mind';
export { brokenConstraints } from './minds/built-in/criteria';
export { remarkIn } from './minds/built-in/judge';
export { Call, CallRecord } from './minds/call';
export type { Called } from './minds/call';
export type { Offer } from './minds/offer';
export { moneyOf } from './minds/price';
export type { Price, Tokens } from './minds/price';
export { nothingSpent, tokensIn } from './minds/spend';
export { Ablation, ablationWords, ablations, checkAblation, expertsUnder } from './design/ablation';
export { freeSlots, freeWords, isFreeChoice } from './design/choice-said';
export type {
  HeldConcern,
  HeldValue,
  ProposalBrief,
  ReviewBrief,
  ReviewsBrief,
  ProposalDraft,
  ReviewsDraft,
  Situation
} from './design/brief';
export { AnalystRole, Claim, Report, analystRoles } from './task/report';
export { PrivateNames } from './task/private-names';
export { Asked, questionTexts } from './task/questions';
export { AnalysisDraft } from './task/analysts';
export type { AnalysisBrief } from './task/analysts';
export { LibraryDraft } from './literature/cite';
export type { LibraryBrief } from './literature/cite';
export {
  type AnnotationBrief,
  AnnotationDraft,
  type ProposedKnowledge
} from './knowledge/annotations';
export { ofObs, usedPaths } from './knowledge/gather';
export { KnowledgeReport, KnowledgeResult, mayKnow } from './knowledge/report';
export type { KnowledgeTable, KnowledgeWorth } from './knowledge/report';
export { Hop } from './literature/explore';
export { LiteratureRecord } from './literature/sources';
export type { Direction, Rank, Sources } from './literature/sources';
export { recordedAgents, replayMind } from './minds/replay-mind';

export { Constraint } from './design/constraints';
export { checkConstraints, constraintKeys, readConstraint } from './design/read-constraint';
export { situationFacts } from './design/facts';
export { primaryMetrics } from './design/read-constraint';
export { CombinedValue, OpenValue } from './design/combined-value';
export { Choice, Dissent, Hyperparameters, Plan } from './design/plan';
export { switchesOf } from './design/hyperparameters';
export { offeredOptions, optionTold } from './design/offered-options';
export { optionSentence } from './design/option-texts';
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
export type { Attempt } from './experiment/code/attempt';
export { CellFailed } from './experiment/code/cell-failed';
export { ApprovedBy, CodeDecision, RunApproval, RunReason } from './experiment/approval';
export type { ApprovalAnswer, RunToApprove } from './experiment/approval';
export { isCoveredByAlways, isWithinPolicy } from './experiment/code/code-approval';
export type { CodeApproval, CodeToApprove } from './experiment/code/code-approval';
export { componentLibrary } from './experiment/component-library';
export { CodeDraft } from './experiment/code/code-brief';
export type { CodeBrief } from './experiment/code/code-brief';
export { importsOf, newImports } from './experiment/code/imports';
export { CodeFailure } from './experiment/code/code-failure';
export { ModelCheck } from './experiment/model-check';
export {
  CandidatePlan,
  PlanChange,
  Refinement,
  StopReason
} from './experiment/refinement/candidate';
export { candidateFacts, told as shortScore } from './experiment/refinement/candidate-facts';
export { InnerPart, InnerScores } from './experiment/refinement/inner-scores';
export type { CellToScore } from './experiment/refinement/inner-scores';
export { isWorthTraining } from './experiment/worth-training';
export { workAhead } from './experiment/work-ahead';
export type { WorkAhead } from './experiment/work-ahead';
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

export { seededRandom } from './seeded-random';
export { planCells, designNote } from './experiment/cells/index';
export type { CellsInput } from './experiment/cells/index';
