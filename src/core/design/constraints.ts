import { z } from 'zod';

/** A limit from the analyst: typed where possible; free words the experts can't read are kept and say so. */
export const Constraint = z.strictObject({
  key: z.enum(['parameters', 'minutes', 'memory_mb', 'require', 'forbid', 'primary', 'words']),
  value: z.string(),
  understood: z.boolean(),
  note: z.string()
});
export type Constraint = z.infer<typeof Constraint>;
