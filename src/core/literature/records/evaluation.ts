import { published } from '../record';

/** What scores mean, and how they mislead. */
export const evaluationRecords = published([
  {
    id: 'systema-2025',
    title:
      'Systema: a framework for evaluating genetic perturbation response prediction beyond systematic variation',
    authors: 'Viñas Torné R, Wiatrak M, Piran Z, Fan S, Jiang L, Teichmann SA, Nitzan M, Brbić M',
    year: 2025,
    venue: 'Nature Biotechnology',
    identifier: 'doi:10.1038/s41587-025-02777-8',
    claim:
      'What all perturbations share explains most of the usual score (correlation .97 over 10 data sets); against the mean of perturbations no published model exceeds about .2 for unseen genes.',
    read_in:
      'identifier: PubMed 40854979 as shown at suppr.wilddata.cn; numbers: ../shared/design/field.md sections 1.5 and 2.1',
    topics: ['evaluation', 'baselines', 'noise']
  },
  {
    id: 'perturbench-2024',
    title: 'PerturBench: Benchmarking Machine Learning Models for Cellular Perturbation Analysis',
    authors:
      'Wu Y, Wershof E, Schmon SM, Nassar M, Osiński B, Eksi R, Yan Z, Stark R, Zhang K, Graepel T',
    year: 2024,
    venue: 'arXiv; NeurIPS Datasets and Benchmarks 2025',
    identifier: 'arXiv:2408.10609',
    claim:
      'Simple architectures compete with complex ones and gain most from more data; error alone misses collapse to one answer, rank metrics show it.',
    read_in:
      'https://arxiv.org/html/2408.10609v3 (abstract); settings: ../shared/design/field.md section 3, read there from the published configuration',
    topics: ['evaluation', 'decoder', 'loss', 'composition', 'training', 'representation']
  },
  {
    id: 'perturbench-norman',
    title: 'PerturBench: Benchmarking Machine Learning Models for Cellular Perturbation Analysis',
    authors:
      'Wu Y, Wershof E, Schmon SM, Nassar M, Osiński B, Eksi R, Yan Z, Stark R, Zhang K, Graepel T',
    year: 2024,
    venue: 'arXiv; NeurIPS Datasets and Benchmarks 2025',
    identifier: 'arXiv:2408.10609',
    claim: 'Best on Norman in the published configuration: latent width 64, one layer, dropout .1.',
    read_in: '../shared/design/field.md section 3, read there from the published configuration',
    topics: ['training']
  },
  {
    id: 'mejia-2025',
    title:
      'Diversity by Design: Addressing Mode Collapse Improves scRNA-seq Perturbation Modeling on Well-Calibrated Metrics',
    authors: 'Mejia GM, Miller HE, Leblanc FJA, Wang B, Swain B, Camillo LPL',
    year: 2025,
    venue: 'arXiv',
    identifier: 'arXiv:2506.22641',
    claim:
      'Unweighted errors and changes against control reward one answer for all when signal is sparse; weighting the squared error by differential expression, also as a loss, reduces that.',
    read_in: 'https://web3.arxiv.org/abs/2506.22641 and https://tomesphere.com/paper/2506.22641',
    topics: ['evaluation', 'loss']
  },
  {
    id: 'scperturb-2024',
    title: 'scPerturb: harmonized single-cell perturbation data',
    authors:
      'Peidli S, Green TD, Shen C, Gross T, Min J, Garda S, Yuan B, Schumacher LJ, Taylor-King JP, Marks DS, Luna A, Blüthgen N, Sander C',
    year: 2024,
    venue: 'Nature Methods 21(3): 531-540',
    identifier: 'doi:10.1038/s41592-023-02144-y',
    claim:
      'Energy statistics over 44 data sets test whether a perturbation can be told from control at all, and lead to recommended numbers of cells and read depth.',
    read_in: 'PubMed 38279009 (abstract); authors: preprint 10.1101/2022.08.20.504663',
    topics: ['noise', 'loss', 'evaluation']
  },
  {
    id: 'replogle-2022',
    title: 'Mapping information-rich genotype-phenotype landscapes with genome-scale Perturb-seq',
    authors: 'Replogle JM, Saunders RA, Pogson AN, Hussmann JA, Lenail A and others',
    year: 2022,
    venue: 'Cell 185(14): 2559-2575',
    identifier: 'doi:10.1016/j.cell.2022.05.013',
    claim:
      'A genome-scale interference screen over 2.5 million cells; only about 41 % of such perturbations leave a detectable mark on the transcriptome.',
    read_in:
      'https://www.pubmed.gov/35688146/; the 41 %: ../shared/design/field.md section 1.8, from a secondary source',
    topics: ['noise', 'unseen-perturbation', 'loss']
  }
]);
