import { published } from '../record';

/** What simple baselines reach, and what published models reach beside them. */
export const baselineRecords = published([
  {
    id: 'ahlmann-eltze-2025',
    title:
      'Deep-learning-based gene perturbation effect prediction does not yet outperform simple linear baselines',
    authors: 'Ahlmann-Eltze C, Huber W, Anders S',
    year: 2025,
    venue: 'Nature Methods 22(8): 1657-1661',
    identifier: 'doi:10.1038/s41592-025-02772-6',
    claim:
      'For pairs of seen genes no deep model did better than adding the single effects, for unseen genes none did better than linear baselines.',
    read_in:
      'identifier: https://m.booksci.cn/literaturecn/144784796.htm; ../shared/design/field.md section 2.2',
    topics: [
      'baselines',
      'unseen-combination',
      'unseen-perturbation',
      'composition',
      'regularisation',
      'decoder'
    ]
  },
  {
    id: 'ahlmann-eltze-norman',
    title:
      'Deep-learning-based gene perturbation effect prediction does not yet outperform simple linear baselines',
    authors: 'Ahlmann-Eltze C, Huber W, Anders S',
    year: 2025,
    venue: 'Nature Methods 22(8): 1657-1661',
    identifier: 'doi:10.1038/s41592-025-02772-6',
    claim:
      'On held-out Norman pairs whose singles were all seen, adding the single effects has L2 error 2.8 and correlation of change .89, against 3.9 and .63 for GEARS.',
    read_in: '../shared/design/field.md section 2.2, read off the published figure',
    topics: ['unseen-combination']
  },
  {
    id: 'csendes-2025',
    title: 'Benchmarking foundation cell models for post-perturbation RNA-seq prediction',
    authors: 'Csendes G and others',
    year: 2025,
    venue: 'BMC Genomics 26(1): 393',
    identifier: 'doi:10.1186/s12864-025-11600-2',
    claim:
      'The mean of the training examples did better than scGPT and scFoundation, and plain regression on biological features did better than scGPT by a wide margin.',
    read_in:
      'https://doaj.org/article/b01929ec27274d8b97fd5cb2565e5b39 and PubMed 40269681 (abstract)',
    topics: ['baselines', 'unseen-perturbation', 'representation']
  },
  {
    id: 'perturbarena-2024',
    title: 'A Systematic Comparison of Single-Cell Perturbation Response Prediction Models',
    authors: '',
    year: 2024,
    venue: 'bioRxiv',
    identifier: 'doi:10.1101/2024.12.23.630036',
    claim:
      'Over 12 methods and 25 data sets, scores depend strongly on effect size; fine-tuned foundation models compress variance and underestimate synergy; no method carries over between cell types consistently.',
    read_in: 'https://sciety.org/articles/activity/10.1101/2024.12.23.630036 (abstract)',
    topics: ['baselines', 'evaluation', 'unseen-context', 'composition']
  },
  {
    id: 'bendidi-2024',
    title:
      'Benchmarking Transcriptomics Foundation Models for Perturbation Analysis: one PCA still rules them all',
    authors:
      'Bendidi I, Whitfield S, Kenyon-Dean K, Ben Yedder H, El Mesbahi Y, Noutahi E, Denton AK',
    year: 2024,
    venue: 'arXiv',
    identifier: 'arXiv:2410.13956',
    claim:
      'For telling perturbations apart, scVI and principal components served better than pretrained foundation models: low-rank summaries keep what matters.',
    read_in: 'https://arxiv.org/html/2410.13956v2 (abstract)',
    topics: ['decoder', 'representation', 'baselines']
  },
  {
    id: 'cellforge-2025',
    title: 'CellForge: Agentic Design of Virtual Cell Models',
    authors:
      'Tang X, Yu Z, Chen J, Cui Y, Shao D, Wang W, Wu F, Zhuang Y, Shi W, Huang Z, Cohan A, Lin X, Theis F, Krishnaswamy S, Gerstein M',
    year: 2025,
    venue: 'arXiv',
    identifier: 'arXiv:2508.02276',
    claim:
      'Experts with different views who exchange and score proposals under a moderator design a model; the reported comparisons hold neither a perturbed-mean nor an additive baseline.',
    read_in:
      'https://www.sciencestack.ai/paper/2508.02276 (abstract); baselines: ../shared/design/field.md section 1.1',
    topics: ['baselines', 'evaluation']
  }
]);
