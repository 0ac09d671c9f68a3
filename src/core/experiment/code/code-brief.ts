import { z } from 'zod';
import type { Constraint } from '../../design/constraints';
import type { Plan } from '../../design/plan';
import type { Slot } from '../../design/slots';
import type { Fact } from '../../task/profile';
import type { Task } from '../../task/task';
import type { CodeFailure } from './code-failure';

/** A choice of the plan that no option says. */
export interface FreeSlot {
  readonly slot: Slot;
  /** As the experts named it, "free:" included. */
  readonly choice: string;
  readonly reason: string;
  /** The standard option that the other cells are written for, and that is used if this can't be built. */
  readonly nearest: string;
}

/** What became of an attempt before. */
export interface EarlierAttempt {
  readonly n: number;
  readonly explanation: string;
  /** Null for all but the last one, so that the question stays short. */
  readonly source: string | null;
  readonly failure: CodeFailure;
}

/** Asked of the role "coder": the model cell of a plan, against the Model contract. */
export interface CodeBrief {
  readonly kind: 'code';
  /** From 1, of `most`. */
  readonly attempt: number;
  readonly most: number;
  readonly plan: Plan;
  readonly free: readonly FreeSlot[];
  readonly task: Task;
  readonly facts: readonly Fact[];
  readonly constraints: readonly Constraint[];
  /** The model cell that the built-in writer gives for the nearest standard options. */
  readonly example: string;
  /** What the runtime offers to model cells, in Markdown. */
  readonly library: string;
  /** All that may be imported where nobody is there to allow more; absent: what the library lists. */
  readonly imports?: readonly string[];
  readonly attempts: readonly EarlierAttempt[];
}

/** What a mind answers to a `CodeBrief`. */
export const CodeDraft = z.strictObject({
  /** The whole cell; empty where the idea is at fault. */
  source: z.string().max(40_000),
  /** What the cell does and, after a failure, what was changed; a few sentences. */
  explanation: z.string(),
  /** "idea": it can't be built as the plan says, whatever the code. */
  faults: z.enum(['none', 'idea']),
  /** Why the idea is at fault; empty where it is not. */
  reason: z.string()
});
export type CodeDraft = z.infer<typeof CodeDraft>;

/** The Python of a draft: without the Markdown fence that models like to put around it, lines ending in \n. */
export function plainSource({ source }: Pick<CodeDraft, 'source'>): string {
  const text = source.replace(/\r\n?/g, '\n').trim();
  const fenced = /^```[\w-]*\n([\s\S]*?)\n?```$/.exec(text);
  return (fenced?.[1] ?? text).trimEnd();
}
