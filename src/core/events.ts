import { z } from 'zod';
import { RunApproval } from './experiment/approval';
import { Call } from './minds/call';
import { RunId } from './run-id';

/** Everything that may stand in a run log. `chain` is sha256(previous chain + canonical JSON of the event without chain). */
const base = { version: z.literal(1), seq: z.int().min(0), chain: z.string() };

export const RunStarted = z.strictObject({
  ...base,
  type: z.literal('run-started'),
  run: RunId,
  pipeline: z.string(),
  experts: z.string(),
  notebook: z.string(),
  /** The run and seq this one branched from. */
  branched_from: z.strictObject({ run: z.string(), seq: z.int() }).nullable()
});
export type RunStarted = z.infer<typeof RunStarted>;

const step = {
  key: z.string(),
  /** sha256 of the canonical JSON of the inputs. */
  input: z.string(),
  /** The first characters of those inputs, so that a mismatch can say what was recorded. */
  asked: z.string()
};

export const StepDone = z.strictObject({
  ...base,
  type: z.literal('step-done'),
  ...step,
  answer: z.json(),
  seconds: z.number()
});
export type StepDone = z.infer<typeof StepDone>;

export const StepFailed = z.strictObject({
  ...base,
  type: z.literal('step-failed'),
  ...step,
  code: z.string(),
  message: z.string(),
  detail: z.array(z.string()).readonly()
});
export type StepFailed = z.infer<typeof StepFailed>;

/** What calls took that gave no answer to record: they failed, or the run was stopped while they were under way. */
export const CallsUnanswered = z.strictObject({
  ...base,
  type: z.literal('calls-unanswered'),
  calls: z.array(Call).min(1).readonly()
});

/** Cells, or a trial of code, were let run or not: told each time they would start. */
export const RunApproved = z.strictObject({
  ...base,
  type: z.literal('run-approval'),
  ...RunApproval.shape
});

export const RunStopped = z.strictObject({
  ...base,
  type: z.literal('run-stopped'),
  by: z.enum(['analyst', 'budget'])
});
export const RunEnded = z.strictObject({ ...base, type: z.literal('run-ended') });

export const RunEvent = z.discriminatedUnion('type', [
  RunStarted,
  StepDone,
  StepFailed,
  CallsUnanswered,
  RunApproved,
  RunStopped,
  RunEnded
]);
export type RunEvent = z.infer<typeof RunEvent>;

type Unlinked<E> = E extends RunEvent ? Omit<E, 'version' | 'seq' | 'chain'> : never;

/** An event before its place in the log is known. */
export type NewEvent = Unlinked<RunEvent>;
