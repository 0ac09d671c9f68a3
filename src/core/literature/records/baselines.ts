import type { Evidence } from '../evidence';

/** What simple baselines reach, and what published models reach beside them. */
export const baselineRecords: readonly Evidence[] = [
  {
    id: 'ahlmann-eltze-2025',
    title:
      'Deep-learning-based gene perturbation effect prediction does not yet outperform simple linear baselines',
    authors: 'Ahlmann-Eltze C, Huber W, Anders S',
    year: 2025,
    venue: 'Nature Methods 22(8): 1657-1661',
    identifier: 'doi:10.1038/s41592-025-02772-6',
    source: 'bundled',
    claim:
      'On held-out Norman pairs whose singles were all seen, adding the single effects has L2 error 2.8 and correlation of change .89, against 3.9 and .63 for GEARS; for unseen singles no deep model beat linear baselines.',
    read_in:
      'identifier: https://m.booksci.cn/literaturecn/144784796.htm; numbers: ../shared/design/field.md section 2.2, read off the published figure',
    resolved: 'unresolved',
    topics: ['baselines', 'unseen-combination', 'unseen-perturbation', 'composition', 'regularisation', 'decoder']
  },
  {
    id: 'systema-2025',
    title:
      'Systema: a framework for evaluating genetic perturbation response prediction beyond systematic variation',
    authors: 'Viñas Torné R, Wiatrak M, Piran Z, Fan S, Jiang L, Teichmann SA, Nitzan M, Brbić M',
    year: 2025,
    venue: 'Nature Biotechnology',
    identifier: 'doi:10.1038/s41587-025-02777-8',
    source: 'bundled',
    claim:
      'Systematic variation explains most of the usual score (correlation .97 over 10 data sets); against the mean of perturbations no published model exceeds about .2 for unseen genes.',
    read_in:
      'identifier: http://nccr-prodigy.ch/cslstack/files/get_item.php?format=refer&group=5860021&key=X2FJP2R2; numbers: ../shared/design/field.md sections 1.5 and 2.1',
    resolved: 'unresolved',
    topics: ['evaluation', 'baselines', 'noise']
  }
];
