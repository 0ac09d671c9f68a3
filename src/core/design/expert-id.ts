import { z } from 'zod';

export const ExpertId = z.enum([
  'data',
  'biology',
  'learning',
  'training',
  'chemistry',
  'dynamics',
  'regulation'
]);
export type ExpertId = z.infer<typeof ExpertId>;
/** Who takes part in every debate; the others join where the task has what they know: `experts-by-task.ts`. */
export const expertIds: readonly ExpertId[] = ['data', 'biology', 'learning', 'training'];
