import type { z } from 'zod';
import { throwIfStopped } from '../errors';
import { type CallRecord, CallRecord as CallRecordSchema } from '../minds/call';
import type { Mind } from '../ports';
import type { DebateStep } from './debate-step';
import type { MindKind } from './turns';

/** Who is asked, and where an answer that costs is recorded. */
export interface Consulted {
  readonly mind: Mind;
  readonly step: DebateStep;
  readonly signal: AbortSignal;
}

export interface Answer<T> {
  readonly draft: T;
  readonly by: MindKind;
}

/** What is asked of one role. */
export interface Asked<T> {
  /** The step that the answer belongs to; a call that costs stands before it as `KEY/call`. */
  readonly key: string;
  readonly role: string;
  readonly brief: unknown;
  readonly schema: z.ZodType<T>;
}

/**
 * One role's answer. A mind that costs is called through the log, so that a run cut after the call does not pay twice
 * and replay derives the turn from the recorded draft; a rule is simply asked.
 */
export async function consult<T>(
  { mind, step, signal }: Consulted,
  { key, role, brief, schema }: Asked<T>
): Promise<Answer<T>> {
  throwIfStopped(signal);
  if (mind.call === undefined) {
    return { draft: await mind.answer(role, brief, schema, signal), by: mind.kind };
  }
  const work = async (): Promise<CallRecord> => {
    const { value, by, call } = await mind.call!(role, brief, schema, signal);
    return { role, by, call, draft: value as CallRecord['draft'] };
  };
  const recorded = await step(`${key}/call`, CallRecordSchema, work, brief);
  return { draft: schema.parse(recorded.draft), by: recorded.by };
}
