import { z } from 'zod';

/** A column of obs that names donors, samples or batches, with every name in it: for masking alone, in no log. */
export const PrivateNames = z.strictObject({
  column: z.string(),
  levels: z.array(z.string()).readonly()
});
export type PrivateNames = z.infer<typeof PrivateNames>;
