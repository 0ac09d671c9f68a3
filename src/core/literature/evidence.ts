import { z } from 'zod';

/** A literature record. A claim may only cite ids that stand in the log. */
export const Evidence = z.strictObject({
  id: z.string(),
  title: z.string(),
  authors: z.string(),
  year: z.int(),
  venue: z.string(),
  /** "doi:10..." or "arXiv:..." or "pmid:..." */
  identifier: z.string(),
  source: z.string(),
  /** The sentence or number relied on, in our own words. */
  claim: z.string(),
  /** Where identifier and number were read. */
  read_in: z.string(),
  resolved: z.enum(['resolved', 'unresolved']),
  topics: z.array(z.string()).readonly()
});
export type Evidence = z.infer<typeof Evidence>;
