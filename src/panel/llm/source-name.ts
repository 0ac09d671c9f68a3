import type { Evidence } from '../../core';

/** Names as the services write them: not translated. */
const names: Readonly<Record<string, string>> = {
  pubmed: 'PubMed',
  europepmc: 'Europe PMC',
  openalex: 'OpenAlex',
  crossref: 'Crossref',
  semanticscholar: 'Semantic Scholar',
  biorxiv: 'bioRxiv'
};

/** A literature service by its own name; the id of one not known here. */
export function sourceName(id: string): string {
  return Object.hasOwn(names, id) ? names[id] : id;
}

/** Whether a record came with CellForge; the others were found for this run. */
export function isBundled({ source }: Pick<Evidence, 'source'>): boolean {
  return source === 'bundled' || source === 'measurement';
}
