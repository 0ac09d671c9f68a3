import { z } from 'zod';

const Price = z.object({
  prompt: z.number(),
  cached: z.number().optional(),
  completion: z.number()
});

/** What the server tells of its language models: nothing secret. A server without them tells nothing. */
export const LlmSection = z.object({
  available: z.boolean(),
  models: z.array(z.string()),
  default_model: z.string().nullable(),
  embedding_model: z.string().nullable(),
  prices: z.record(z.string(), Price).default({}),
  currency: z.string(),
  caps: z.object({
    run_tokens: z.number().nullable(),
    request_seconds: z.number(),
    max_tokens: z.number()
  }),
  /** The endpoint's label, or its host. */
  upstream: z.string().nullable(),
  browser_direct: z.boolean().default(false),
  session_key: z.boolean().default(false)
});
export type LlmSection = z.infer<typeof LlmSection>;

/** What the server tells of live literature. */
export const LiteratureSection = z.object({
  available: z.boolean(),
  sources: z.array(z.string())
});
export type LiteratureSection = z.infer<typeof LiteratureSection>;
