import { measuredHere, published } from '../record';

/** Peaks: what is known of fitting and comparing them. */
export const chromatinRecords = [
  ...published([
    {
      id: 'peakvi-2022',
      title: 'PeakVI: A deep generative model for single-cell chromatin accessibility analysis',
      authors: 'Ashuach T, Reidenbach D A, Gayoso A, Yosef N',
      year: 2022,
      venue: 'Cell Reports Methods 2(3)',
      identifier: '',
      claim:
        'Whether a region is seen open is a Bernoulli variable whose probability is accessibility times a factor of the cell (depth) and one of the region.',
      read_in:
        'https://docs.scvi-tools.org/en/stable/user_guide/models/peakvi.html (no identifier shown)',
      topics: ['chromatin']
    },
    {
      id: 'martens-2024',
      title: 'Modeling fragment counts improves single-cell ATAC-seq analysis',
      authors: 'Martens L D, Fischer D S, Yepez V A, Theis F J, Gagneur J',
      year: 2024,
      venue: 'Nature Methods 21: 28-31',
      identifier: 'doi:10.1038/s41592-023-02112-6',
      claim:
        'Binarising peaks is an unnecessary step that improves neither fit nor clustering nor integration; fragment counts keep quantitative information.',
      read_in: 'https://lauradmartens.github.io/publication/martens-modeling-2024',
      topics: ['chromatin']
    }
  ]),
  ...measuredHere([
    {
      id: 'measured-depth-signs',
      title: 'Depth and the signs of change, on dexamethasone chromatin',
      claim:
        'Treated cells show 0.75 to 0.83 of the open peaks of control cells. Halves of a condition agree .39 on plain shares and .18 at equal depth: most of what repeated was depth.',
      read_in: 'docs/metrics.md, section on chromatin accessibility',
      topics: ['chromatin']
    }
  ])
];
