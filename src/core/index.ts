/** The paper in pure TypeScript: what lab, node, panel and render may use of it. */
export { canonicalJson } from './canonical';
export { CellForgeError, StoppedError, exitCodeOf, factsOf, throwIfStopped } from './errors';
export { RunEvent } from './events';
export type { NewEvent } from './events';
export { addEvent, fold, phaseGoingOn } from './fold';
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
  Recorded,
  Store,
  WriterFile
} from './ports';
export { branchAt } from './record/branch';
export { CellMark, readMark, runsWithoutRecord } from './record/cell-mark';
export { eventLine, eventLines, linkEvent, wholeLines } from './record/chain';
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
export { exportRecord, importRecord, recordFileSuffix } from './record/record-file';
export { differencesOf } from './record/differences';
export { recordedAnswers } from './record/recorded-answers';
export { replay } from './record/replay';
export { scrubber } from './record/scrub';
export { scrubDeep } from './record/scrub-deep';
export type { Private } from './record/scrub';
export { NotRunAgain, failureOfRerun } from './record/not-run-again';
export { verify } from './record/verify';
export type { Verified, VerifyTools } from './record/verify';
export { sha256Hex } from './sha256';
export { RunRequest, knowledgePathOf, knowledgePaths, mostKnowledge } from './request';
export { runPipeline } from './run';
export { kindOfStep, steps } from './steps';
export { pipelineVersion, runtimeVersion } from './version';
export type { CandidateView, Phase, RunView, Spent } from './view';
export { BeingWritten, TakenOver, Writer, WriterLock, signEveryMs, writerFileName } from './writer';

export { Assessment, Score } from './task/assessment';
export { Described, FoundObject, Question } from './task/described';
export { probeExpression, readProbeReply } from './task/probe';
export type { ProbeRequest, ProbeSource } from './task/probe';
export { Finding, Modality, Profile, ValueState } from './task/profile';
export { settledTask } from './task/settled';
export {
  HeldOut,
  Problem,
  ScenarioId,
  Settings,
  Task,
  modalitiesOf,
  settingKeys
} from './task/task';
export type { SettingKey } from './task/task';

export { bundledEvidence, bundledLibrary } from './literature/bundled';
export { Evidence } from './literature/evidence';
export { evidenceTopics } from './literature/topics';

export { builtInMind, isBuiltInBrief } from './minds/built-in/built-in-mind';
export { brokenConstraints } from './minds/built-in/criteria';
export { remarkIn } from './minds/built-in/judge';
export { Call } from './minds/call';
export type { Called } from './minds/call';
export type { Offer } from './minds/offer';
export { moneyOf } from './minds/price';
export type { Price } from './minds/price';
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
  Situation
} from './design/brief';
export { AnalystRole, Report } from './task/report';
export { PrivateNames } from './task/private-names';
export { Asked } from './task/questions';
export type { AnalysisBrief } from './task/analysts';
export { LibraryDraft } from './literature/cite';
export type { LibraryBrief } from './literature/cite';
export type { AnnotationBrief, ProposedKnowledge } from './knowledge/annotations';
export { ofObs, usedPaths } from './knowledge/gather';
export { KnowledgeReport } from './knowledge/report';
export type { KnowledgeTable } from './knowledge/report';
export { LiteratureRecord } from './literature/sources';
export type { Rank, Sources } from './literature/sources';
export { recordedAgents, replayMind } from './minds/replay-mind';

export { Constraint } from './design/constraints';
export { checkConstraints, readConstraint } from './design/read-constraint';
export { situationFacts } from './design/facts';
export { primaryMetrics } from './design/read-constraint';
export { CombinedValue, OpenValue } from './design/combined-value';
export { Hyperparameters, Plan } from './design/plan';
export { switchesOf } from './design/hyperparameters';
export { offeredOptions, optionTold } from './design/offered-options';
export { slotOptions, slots } from './design/slots';
export type { Slot } from './design/slots';
export { Comment, ExpertId, Proposal, Review, Stand, Turn, expertIds } from './design/turns';

export { CellName, PlannedCell } from './experiment/planned-cell';
export type { Attempt } from './experiment/code/attempt';
export { CellFailed } from './experiment/code/cell-failed';
export { CodeDecision, RunApproval } from './experiment/approval';
export type { ApprovalAnswer, RunToApprove } from './experiment/approval';
export { isCoveredByAlways, isWithinPolicy } from './experiment/code/code-approval';
export type { CodeApproval, CodeToApprove } from './experiment/code/code-approval';
export { componentLibrary } from './experiment/component-library';
export { CodeDraft } from './experiment/code/code-brief';
export type { CodeBrief } from './experiment/code/code-brief';
export { importsOf, newImports } from './experiment/code/imports';
export { CodeFailure } from './experiment/code/code-failure';
export { ModelCheck } from './experiment/model-check';
export { PlanChange } from './experiment/refinement/candidate';
export { candidateFacts, told as shortScore } from './experiment/refinement/candidate-facts';
export type { CellToScore } from './experiment/refinement/inner-scores';
export { isWorthTraining } from './experiment/worth-training';
export { workAhead } from './experiment/work-ahead';
export type { WorkAhead } from './experiment/work-ahead';
export { Progress, Result } from './experiment/result';

export { planCells } from './experiment/cells';
export type { CellsInput } from './experiment/cells';
