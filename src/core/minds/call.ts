import { z } from 'zod';
import { MindKind } from '../design/turns';

/** What one turn of a language model took; recorded beside its answer, never anything of endpoint or key. */
export const Call = z.strictObject({
  /** The model as the endpoint names it. */
  model: z.string(),
  /** sha256 of the messages as sent first: the same log gives the same prompt to the byte. */
  prompt: z.string(),
  /** Sums over all requests of the turn; null where the endpoint gave no usage. */
  prompt_tokens: z.int().min(0).nullable(),
  cached_tokens: z.int().min(0).nullable(),
  completion_tokens: z.int().min(0).nullable(),
  /** Upper bound in tokens of what was sent and allowed, for budgets where there is no usage. */
  reserved_tokens: z.int().min(0),
  /** Requests sent: repairs and retries included. */
  requests: z.int().min(0),
  /** How the answer's form was asked for; "record": nobody was asked, an earlier run's record told it. */
  mode: z.enum(['json-schema', 'tool', 'json-object', 'text', 'none', 'record']),
  /** Why a built-in expert took the turn instead, or what of the model's answer had to be left out; else empty. */
  note: z.string()
});
export type Call = z.infer<typeof Call>;

/** An answer with who really gave it. */
export interface Called<T> {
  readonly value: T;
  readonly by: MindKind;
  readonly call: Call;
}

/** A call as the log keeps it: the turn is derived from it, so that replay works it out again. */
export const CallRecord = z.strictObject({
  role: z.string(),
  by: MindKind,
  call: Call,
  draft: z.json()
});
export type CallRecord = z.infer<typeof CallRecord>;
