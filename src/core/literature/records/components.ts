import { published } from '../record';

/** Parts of models whose options are seldom offered. */
export const componentRecords = published([
  {
    id: 'scvi-2018',
    title: 'Deep generative modeling for single-cell transcriptomics',
    authors: 'Lopez R, Regier J, Cole MB, Jordan MI, Yosef N',
    year: 2018,
    venue: 'Nature Methods 15(12): 1053-1058',
    identifier: 'doi:10.1038/s41592-018-0229-2',
    claim:
      'A count likelihood with a dispersion for each gene and the depth of each cell describes single-cell counts without normalising them first.',
    read_in:
      'https://pmc.ncbi.nlm.nih.gov/articles/PMC6289068 (abstract) and the scVI page of the scvi-tools user guide',
    topics: ['components']
  },
  {
    id: 'set-transformer-2019',
    title: 'Set Transformer: A Framework for Attention-based Permutation-Invariant Neural Networks',
    authors: 'Lee J, Lee Y, Kim J, Kosiorek AR, Choi S, Teh YW',
    year: 2019,
    venue: 'International Conference on Machine Learning',
    identifier: 'arXiv:1810.00825',
    claim:
      'Attention among the elements of a set models their interactions whatever their order, better than transforming each by itself.',
    read_in:
      'https://tomesphere.com/paper/1810.00825 and https://intelligent-earth.ox.ac.uk/publication/924268/ora-hyrax (abstracts)',
    topics: ['components']
  }
]);
