import { type KnowledgeReport, mayKnow } from '../knowledge/report';
import type { KnowledgeGiven } from '../ports';

/** What a kernel would say of these tables; with `helps` false inner folds do not bear them out. */
export function exampleKnowledge(
  { paths }: Pick<KnowledgeGiven, 'paths'>,
  { helps = true }: { readonly helps?: boolean } = {}
): KnowledgeReport {
  const sentence = 'Correlation of change 0.26 with the tables, 0.20 without.';
  const gain = helps ? 0.06 : -0.01;
  return {
    version: 1,
    tables: paths.map(path => exampleTable(path.split('/').at(-1) ?? path)),
    covered: 25,
    targets: 25,
    note: mayKnow,
    inner: [
      {
        scenario: 'unseen-perturbation',
        part: 'all',
        conditions: 25,
        none: 0.2,
        table: 0.2 + gain,
        shuffled: [0.19, 0.2, 0.18, 0.2, 0.19],
        gain: { difference: gain, ci: [gain - 0.04, gain + 0.04] },
        over_shuffled: { difference: gain, ci: [gain - 0.04, gain + 0.04] },
        kept: helps ? 5 : 0,
        fits: 5,
        sentence
      }
    ],
    helps,
    facts: [
      {
        id: 'knowledge-table',
        value: paths.length,
        unit: 'tables',
        text: `Prior knowledge of 25 of 25 targets is recorded; it ${mayKnow}.`
      },
      {
        id: 'knowledge-helps',
        value: helps ? 1 : 0,
        unit: 'yes or no',
        text: helps ? 'Inner folds bear it out.' : 'Inner folds do not bear it out.'
      }
    ],
    seconds: 1
  };
}

function exampleTable(name: string): KnowledgeReport['tables'][number] {
  return {
    name,
    shape: 'genes and terms',
    reason: '96 % of the first column are names of this data',
    source: '',
    date: '2026-11-26',
    date_of: 'file',
    sha256: 'c98d194a5311'.padEnd(64, '0'),
    bytes: 438,
    genes: 25,
    unit: 'terms',
    adjusted: ['the first row is a header'],
    dropped: [{ why: 'not in this data', n: 2, examples: ['ABC', 'DEF'] }],
    resolved: [{ given: 'stat1', used: 'STAT1', how: 'case' }],
    n_resolved: 1,
    rows: 25,
    covered: 25,
    missing: [],
    kept: 17
  };
}
