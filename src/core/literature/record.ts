import type { Evidence } from './evidence';
import { resolvedIdentifiers } from './resolved';
import type { Topic } from './topics';

/** A bundled record as it is written down: resolved only once `npm run check-evidence` found it. */
export type BundledRecord = Omit<Evidence, 'source' | 'resolved' | 'topics'> & {
  readonly topics: readonly Topic[];
};

/** Records of the literature: somebody else's publication. */
export function published(records: readonly BundledRecord[]): readonly Evidence[] {
  return records.map(record => ({
    ...record,
    source: 'bundled',
    resolved: Object.hasOwn(resolvedIdentifiers, record.identifier) ? 'resolved' : 'unresolved'
  }));
}

/** Numbers measured on public data sets while this product was designed: no publication, so no identifier. */
export function measuredHere(
  records: readonly Omit<BundledRecord, 'authors' | 'year' | 'venue' | 'identifier'>[]
): readonly Evidence[] {
  return records.map(record => ({
    ...record,
    authors: 'CellForge for JupyterLab contributors',
    year: 2025,
    venue: 'design notes',
    identifier: '',
    source: 'measurement',
    resolved: 'unresolved'
  }));
}
