import { z } from 'zod';
import { consult } from '../design/consult';
import type { DebateStep } from '../design/debate-step';
import type { MindKind } from '../design/turns';
import type { Mind } from '../ports';
import { numbersStand } from '../task/founded';
import { Evidence } from './evidence';
import { keyOf } from './explore';
import type { LiteratureRecord } from './sources';

/** Asked of the role "librarian": which of the retrieved works matter, and what each says. */
export interface LibraryBrief {
  readonly kind: 'library';
  readonly question: string;
  readonly works: readonly {
    readonly key: string;
    readonly title: string;
    readonly year: number | null;
    readonly abstract: string;
  }[];
}

/** What the librarian answers. */
export const LibraryDraft = z.strictObject({
  chosen: z
    .array(
      z.strictObject({
        key: z.string(),
        /** What the work is relied on for, in the librarian's own words. */
        claim: z.string().max(400),
        /** The words of the abstract it rests on. */
        quote: z.string().max(400)
      })
    )
    .max(8)
    .readonly()
});
export type LibraryDraft = z.infer<typeof LibraryDraft>;

export interface Citing {
  readonly mind: Mind;
  readonly step: DebateStep;
  readonly derive: DebateStep;
  readonly signal: AbortSignal;
  readonly question: string;
}

/**
 * The retrieved works that the librarian relies on, as evidence. A work that was not retrieved, a quote that does not
 * stand in the abstract and a claim with a number that the abstract does not hold are left out.
 */
export async function cite(
  citing: Citing,
  works: readonly LiteratureRecord[]
): Promise<readonly Evidence[]> {
  const readable = works.filter(work => work.abstract !== '');
  if (readable.length === 0) {
    return [];
  }
  const brief: LibraryBrief = {
    kind: 'library',
    question: citing.question,
    works: readable.map(work => ({
      key: keyOf(work),
      title: work.title,
      year: work.year,
      abstract: work.abstract.slice(0, 2000)
    }))
  };
  const asked = { key: 'analyse/librarian', role: 'librarian', brief, schema: LibraryDraft };
  const { draft, by } = await consult(citing, asked);
  const work = async () => {
    const cited = draft.chosen.flatMap(({ key, claim, quote }) => {
      const found = readable.find(item => keyOf(item) === key);
      return found !== undefined && stands(found, claim, quote)
        ? [evidenceOf(found, claim, by)]
        : [];
    });
    // an id that named two records could be cited for the one and read as the other
    return cited.filter((record, index) => cited.findIndex(({ id }) => id === record.id) === index);
  };
  return citing.derive('analyse/literature', z.array(Evidence), work, { works, draft });
}

function stands(work: LiteratureRecord, claim: string, quote: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();
  const said = plain(`${work.title} ${work.abstract}`);
  return (
    plain(quote).length >= 20 &&
    said.includes(plain(quote)) &&
    numbersStand(claim, `${work.title} ${work.abstract} ${work.year ?? ''}`)
  );
}

function evidenceOf(work: LiteratureRecord, claim: string, by: MindKind): Evidence {
  const key = keyOf(work);
  const isRegistered = work.doi !== null || work.pmid !== null || work.arxiv !== null;
  return {
    id: key.replace(/[^\p{L}\p{N}.:-]+/gu, '-'),
    title: work.title,
    authors: work.authors,
    year: work.year ?? 0,
    venue: work.venue,
    identifier: isRegistered ? key : '',
    source: work.source,
    claim,
    read_in: `the abstract, as ${work.source} gave it${by === 'built-in' ? '; chosen by rules' : ''}`,
    resolved: 'resolved',
    topics: ['literature']
  };
}
