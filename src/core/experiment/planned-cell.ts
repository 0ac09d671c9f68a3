import { z } from 'zod';

export const CellName = z.enum([
  'load',
  'design-note',
  'setup',
  'data',
  'model',
  'model-2',
  'model-3',
  'training',
  'evaluation',
  'prediction'
]);
export type CellName = z.infer<typeof CellName>;

/** A cell the plan becomes: readable alone, runnable top to bottom in a fresh kernel. */
export const PlannedCell = z.strictObject({
  name: CellName,
  kind: z.enum(['code', 'markdown']),
  /** Shown on the 20 px line above the editor. */
  title: z.string(),
  source: z.string()
});
export type PlannedCell = z.infer<typeof PlannedCell>;
