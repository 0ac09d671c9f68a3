import { published } from '../record';

/** How several targets in one cell combine. */
export const combinationRecords = published([
  {
    id: 'norman-2019',
    title: 'Exploring genetic interaction manifolds constructed from rich single-cell phenotypes',
    authors: 'Norman TM, Horlbeck MA, Replogle JM, Ge AY, Xu A, Jost M, Gilbert LA, Weissman JS',
    year: 2019,
    venue: 'Science 365(6455): 786-793',
    identifier: 'doi:10.1126/science.aax4438',
    claim:
      'Activating pairs of genes shows suppression and synergy that single effects do not tell, for instance CBL with CNN1 driving erythroid differentiation.',
    read_in: 'https://pmc.ncbi.nlm.nih.gov/articles/6746554 (abstract)',
    topics: ['unseen-combination', 'composition']
  },
  {
    id: 'gears-2023',
    title: 'Predicting transcriptional outcomes of novel multigene perturbations with GEARS',
    authors: 'Roohani Y, Huang K, Leskovec J',
    year: 2023,
    venue: 'Nature Biotechnology 42(6): 927-935',
    identifier: 'doi:10.1038/s41587-023-01905-6',
    claim:
      'A graph of relations between genes lets a model speak of genes never perturbed; its authors say it must be trained on some combinations to predict combinations, and does poorly with too few cells or perturbations.',
    read_in:
      'https://www.nature.com/articles/s41587-023-01905-6 (abstract) and the README of github.com/snap-stanford/GEARS',
    topics: ['unseen-combination', 'composition', 'unseen-perturbation', 'knowledge']
  },
  {
    id: 'cpa-2023',
    title: 'Predicting cellular responses to complex perturbations in high-throughput screens',
    authors:
      'Lotfollahi M, Klimovskaia Susmelj A, De Donno C, Hetzel L, Ji Y, Ibarra IL and others',
    year: 2023,
    venue: 'Molecular Systems Biology 19(6): e11517',
    identifier: 'doi:10.15252/msb.202211517',
    claim:
      'A basal cell state plus added embeddings of perturbations and covariates, decoded to a whole profile, predicts unseen doses, cell types and combinations.',
    read_in: 'https://pmc.ncbi.nlm.nih.gov/articles/PMC10258562 (abstract)',
    topics: ['composition', 'unseen-combination', 'unseen-context', 'drug', 'representation']
  },
  {
    id: 'deep-sets-2017',
    title: 'Deep Sets',
    authors: 'Zaheer M, Kottur S, Ravanbakhsh S, Póczos B, Salakhutdinov R, Smola AJ',
    year: 2017,
    venue: 'Advances in Neural Information Processing Systems 30: 3391-3401',
    identifier: 'arXiv:1703.06114',
    claim:
      'Every function of a set that ignores the order of its elements can be written as a function of a sum of transformed elements.',
    read_in:
      'https://papers.nips.cc/paper_files/paper/2017/file/f22e4747da1aa27e363d86d40ff442fe-Metadata.json; identifier: cited beside the title in public code found by exact string',
    topics: ['composition', 'unseen-combination']
  }
]);
