import { z } from 'zod';
import type { DebateStep } from '../design/debate-step';
import { factsOf, StoppedError, throwIfStopped } from '../errors';
import { fuse, sameWork } from './fuse';
import { LiteratureRecord, type Direction, type Rank, type Sources } from './sources';

/** One query or hop, why it was made, and what came of it; a service in trouble is told, and stops nobody. */
export const Hop = z.strictObject({
  kind: z.enum(['search', 'references', 'cited-by']),
  source: z.string(),
  /** The query's words, or the title of the work that is followed. */
  of: z.string(),
  why: z.string(),
  records: z.array(LiteratureRecord).readonly(),
  problem: z.string()
});
export type Hop = z.infer<typeof Hop>;

export interface ExploreOptions {
  readonly sources: Sources;
  readonly rank: Rank;
  readonly step: DebateStep;
  readonly signal: AbortSignal;
  /** What is looked for as a whole: hits are ranked by it. */
  readonly question: string;
  readonly searches: readonly { readonly words: string; readonly why: string }[];
}

/** Levels of hops after the first breadth-first search, and good hits followed on each. */
const mostLevels = 2;
const followed = 2;
const hitsPerQuery = 8;
const keptHits = 12;

/**
 * The paper's alternating search: breadth first over all queries and services, then in depth from the best hits along
 * their references and the works citing them, then breadth again over what that brought, until a level brings nothing
 * that ranks among the best. Every query and hop is a step with its result.
 */
export async function explore(options: ExploreOptions): Promise<readonly LiteratureRecord[]> {
  const lists: (readonly LiteratureRecord[])[] = [];
  for (const { words, why } of onceEach(options.searches, search => search.words)) {
    for (const source of options.sources.names) {
      const hop = { kind: 'search', source, of: words, why } as const;
      lists.push(await take(options, `analyse/literature/${source}/${words}`, hop, null));
    }
  }
  let best = await ranked(options, 0, fuse(lists));
  const done = new Set<string>();
  for (let level = 0; level < mostLevels; level++) {
    throwIfStopped(options.signal);
    const start = onceEach(
      best.filter(record => !done.has(keyOf(record))),
      keyOf
    ).slice(0, followed);
    if (start.length === 0) {
      break;
    }
    const found: (readonly LiteratureRecord[])[] = [];
    for (const record of start) {
      done.add(keyOf(record));
      found.push(...(await follow(options, record)));
    }
    const next = await ranked(options, level + 1, fuse([best, ...found]));
    const isNew = next.some(record => !best.some(known => sameWork(known, record)));
    best = next;
    if (!isNew) {
      break;
    }
  }
  return best;
}

/** The first of each name: a step is asked for once. */
const onceEach = <T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] =>
  [...new Map([...items].reverse().map(item => [nameOf(item), item])).values()].reverse();

async function follow(
  options: ExploreOptions,
  record: LiteratureRecord
): Promise<readonly (readonly LiteratureRecord[])[]> {
  const lists: (readonly LiteratureRecord[])[] = [];
  for (const kind of ['references', 'cited-by'] as const) {
    const why =
      kind === 'references'
        ? 'what one of the best hits builds on'
        : 'what was made of one of the best hits since';
    const key = `analyse/literature/${kind}/${keyOf(record)}`;
    const hop = { kind, source: record.source, of: record.title, why } as const;
    lists.push(await take(options, key, hop, record));
  }
  return lists;
}

type Wanted = Pick<Hop, 'kind' | 'source' | 'of' | 'why'>;

async function take(
  { sources, step, signal }: ExploreOptions,
  key: string,
  wanted: Wanted,
  from: LiteratureRecord | null
): Promise<readonly LiteratureRecord[]> {
  const work = async (): Promise<Hop> => {
    try {
      const records =
        from === null
          ? await sources.search(wanted.source, wanted.of, hitsPerQuery, signal)
          : await sources.related(wanted.source, from.source_id, wanted.kind as Direction, signal);
      return { ...wanted, records: records.slice(0, 2 * hitsPerQuery).map(shortened), problem: '' };
    } catch (error) {
      if (signal.aborted || error instanceof StoppedError) {
        throw error;
      }
      return { ...wanted, records: [], problem: factsOf(error).message };
    }
  };
  return (await step(key, Hop, work, wanted)).records;
}

/** An abstract's first part says what a work is about; the log holds every one of them. */
const shortened = (record: LiteratureRecord): LiteratureRecord => ({
  ...record,
  authors: record.authors.slice(0, 300),
  abstract: record.abstract.slice(0, 2000)
});

async function ranked(
  { rank, question, searches, signal, step }: ExploreOptions,
  level: number,
  records: readonly LiteratureRecord[]
): Promise<readonly LiteratureRecord[]> {
  const query = [question, ...searches.map(search => search.words)].join(' ');
  const texts = records.map(record => `${record.title}\n${record.abstract}`);
  const order = async () => [...(await rank(query, texts, signal))];
  // by meaning the endpoint decides, so the order is a step as any answer of a service
  const key = `analyse/literature/ranked-${level}`;
  const best = await step(key, z.array(z.int()), order, { query, of: records.map(keyOf) });
  return best.flatMap(index => records[index] ?? []).slice(0, keptHits);
}

/** A name for a work, the same wherever it was found. */
export const keyOf = ({ doi, pmid, arxiv, source, source_id }: LiteratureRecord): string =>
  doi !== null
    ? `doi:${doi.toLowerCase()}`
    : pmid !== null
      ? `pmid:${pmid}`
      : arxiv !== null
        ? `arxiv:${arxiv}`
        : `${source}:${source_id}`;
