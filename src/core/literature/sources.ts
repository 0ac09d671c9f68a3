import { z } from 'zod';

/** A publication as a literature service tells it; plain text, bounded. */
export const LiteratureRecord = z.object({
  title: z.string().max(600),
  authors: z.string().max(2000),
  year: z.int().nullable(),
  venue: z.string().max(400),
  abstract: z.string().max(6000),
  doi: z.string().nullable(),
  pmid: z.string().nullable(),
  arxiv: z.string().nullable(),
  source: z.string(),
  /** The service's own id: what it follows references by. */
  source_id: z.string()
});
export type LiteratureRecord = z.infer<typeof LiteratureRecord>;

export type Direction = 'references' | 'cited-by';

/** Live services, asked through the server or a helper process; hosts, rates and cache are theirs. */
export interface Sources {
  /** Ids such as "pubmed"; empty where nothing may be asked. */
  readonly names: readonly string[];
  search(
    source: string,
    query: string,
    limit: number,
    signal: AbortSignal
  ): Promise<readonly LiteratureRecord[]>;
  related(
    source: string,
    id: string,
    direction: Direction,
    signal: AbortSignal
  ): Promise<readonly LiteratureRecord[]>;
}

/** Texts best first for a query; BM25, and by meaning where the endpoint has embeddings. */
export type Rank = (
  query: string,
  texts: readonly string[],
  signal: AbortSignal
) => Promise<readonly number[]>;
