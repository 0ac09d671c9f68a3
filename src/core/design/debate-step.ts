import type { z } from 'zod';

/** The run log's `step`: returns what is recorded under `key`, or does the work and records it. */
export type DebateStep = <T>(
  key: string,
  schema: z.ZodType<T>,
  work: () => Promise<T>,
  inputs: unknown
) => Promise<T>;
