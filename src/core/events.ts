import { z } from 'zod';

/** Everything that may stand in a run log. `chain` is sha256(previous chain + canonical JSON of the event without chain). */
const base = { version: z.literal(1), seq: z.int().min(0), chain: z.string() };

export const RunStarted = z.strictObject({
  ...base,
  type: z.literal('run-started'),
  run: z.string(),
  pipeline: z.string(),
  experts: z.string(),
  notebook: z.string(),
  /** The run and seq this one branched from. */
  branched_from: z.strictObject({ run: z.string(), seq: z.int() }).nullable()
});
export const StepDone = z.strictObject({
  ...base,
  type: z.literal('step-done'),
  key: z.string(),
  /** sha256 of the canonical JSON of the inputs. */
  input: z.string(),
  answer: z.json(),
  seconds: z.number()
});
export const StepFailed = z.strictObject({
  ...base,
  type: z.literal('step-failed'),
  key: z.string(),
  input: z.string(),
  code: z.string(),
  message: z.string(),
  detail: z.array(z.string()).readonly()
});
export const RunStopped = z.strictObject({ ...base, type: z.literal('run-stopped'), by: z.enum(['analyst', 'budget']) });
export const RunEnded = z.strictObject({ ...base, type: z.literal('run-ended') });

export const RunEvent = z.discriminatedUnion('type', [RunStarted, StepDone, StepFailed, RunStopped, RunEnded]);
export type RunEvent = z.infer<typeof RunEvent>;
