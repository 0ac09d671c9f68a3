import type { LiteratureRecord } from './sources';

/** Reciprocal rank fusion's constant, as in Cormack, Clarke and Buettcher (SIGIR 2009). */
const k = 60;

/** The same publication told by several services, by DOI, PMID, arXiv id or, failing these, its title. */
export function sameWork(a: LiteratureRecord, b: LiteratureRecord): boolean {
  const same = (left: string | null, right: string | null): boolean =>
    left !== null && right !== null && left.toLowerCase() === right.toLowerCase();
  if (a.doi !== null && b.doi !== null) {
    return same(a.doi, b.doi);
  }
  return (
    same(a.pmid, b.pmid) ||
    same(a.arxiv, b.arxiv) ||
    (plainTitle(a) !== '' && plainTitle(a) === plainTitle(b))
  );
}

const plainTitle = ({ title }: LiteratureRecord): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/**
 * Ranked lists joined into one, each work once: reciprocal rank fusion over the lists, ties by who came first. What one
 * service left out of a record (abstract, PMID) is taken from another's.
 */
export function fuse(lists: readonly (readonly LiteratureRecord[])[]): readonly LiteratureRecord[] {
  const works: { record: LiteratureRecord; score: number }[] = [];
  for (const list of lists) {
    list.forEach((record, rank) => {
      const known = works.find(work => sameWork(work.record, record));
      if (known === undefined) {
        works.push({ record, score: 1 / (k + rank + 1) });
      } else {
        known.record = joined(known.record, record);
        known.score += 1 / (k + rank + 1);
      }
    });
  }
  return works
    .map((work, index) => ({ ...work, index }))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(work => work.record);
}

function joined(a: LiteratureRecord, b: LiteratureRecord): LiteratureRecord {
  return {
    ...a,
    abstract: a.abstract === '' ? b.abstract : a.abstract,
    authors: a.authors === '' ? b.authors : a.authors,
    venue: a.venue === '' ? b.venue : a.venue,
    year: a.year ?? b.year,
    doi: a.doi ?? b.doi,
    pmid: a.pmid ?? b.pmid,
    arxiv: a.arxiv ?? b.arxiv
  };
}
