import { published } from '../record';

/** How to fit with little data: shrinkage, decay, stopping, averaging. */
export const fittingRecords = published([
  {
    id: 'efron-morris-1975',
    title: "Data Analysis Using Stein's Estimator and Its Generalizations",
    authors: 'Efron B, Morris C',
    year: 1975,
    venue: 'Journal of the American Statistical Association 70(350): 311-319',
    identifier: '',
    claim:
      'Shrinking many noisy means toward a common one has lower squared error than the means themselves; about twice as efficient in a simulation.',
    read_in: 'https://www.rand.org/pubs/reports/R1394.html (abstract; no identifier shown)',
    topics: ['regularisation', 'noise']
  },
  {
    id: 'adamw-2019',
    title: 'Decoupled Weight Decay Regularization',
    authors: 'Loshchilov I, Hutter F',
    year: 2019,
    venue: 'International Conference on Learning Representations',
    identifier: 'arXiv:1711.05101',
    claim:
      'Weight decay taken out of the gradient regularises adaptive optimisers properly, and its best size no longer hangs on the learning rate.',
    read_in:
      'https://www.scholarfeed.org/paper/1711.05101v3 and https://junaidaliop.github.io/zij/math/adamw/',
    topics: ['regularisation', 'training']
  },
  {
    id: 'prechelt-1998',
    title: 'Early Stopping - But When?',
    authors: 'Prechelt L',
    year: 1998,
    venue: 'Neural Networks: Tricks of the Trade, LNCS 1524: 55-69',
    identifier: '',
    claim:
      'The error on held-out examples tells where to stop; several criteria were compared by training time and by how good the stopped network is.',
    read_in: 'reference lists found by exact string in public repositories (no identifier shown)',
    topics: ['training']
  },
  {
    id: 'deep-ensembles-2017',
    title: 'Simple and Scalable Predictive Uncertainty Estimation using Deep Ensembles',
    authors: 'Lakshminarayanan B, Pritzel A, Blundell C',
    year: 2017,
    venue: 'Advances in Neural Information Processing Systems 30: 6402-6413',
    identifier: 'arXiv:1612.01474',
    claim:
      'Averaging networks that differ only in their seed needs hardly any tuning and gives usable uncertainty, higher on inputs unlike the training data.',
    read_in:
      'https://proceedings.neurips.cc/paper_files/paper/2017/file/9ef2ed4b7fd2c810847ffa5fa85bce38-Metadata.json and http://www.arxitics.com/articles/1612.01474/json',
    topics: ['training', 'noise']
  },
  {
    id: 'mackay-1992',
    title: 'Bayesian Interpolation',
    authors: 'MacKay DJC',
    year: 1992,
    venue: 'Neural Computation 4(3): 415-447',
    identifier: '',
    claim:
      'Regularising constants and alternative sets of basis functions are compared by the evidence, the likelihood with weights integrated out, which prefers the simplest that explains the data: none are held out for it.',
    read_in:
      'https://m.moam.info/download/bayesian-interpolation-semantic-scholar_5b22d6f7097c4772668b4617.html (manuscript; no identifier shown)',
    topics: ['unseen-combination', 'unseen-dose', 'time']
  },
  {
    id: 'otwinowski-2018',
    title: 'Inferring the shape of global epistasis',
    authors: 'Otwinowski J, McCandlish DM, Plotkin JB',
    year: 2018,
    venue: 'Proceedings of the National Academy of Sciences 115(32): E7550-E7558',
    identifier: 'doi:10.1073/pnas.1804015115',
    claim:
      'Many interactions follow from effects that add up on an unobserved trait and pass one non-linear function; for three proteins the shape of it was inferred by maximum likelihood.',
    read_in: 'https://pmc.ncbi.nlm.nih.gov/articles/PMC6094095 (abstract)',
    topics: ['unseen-combination', 'unseen-dose', 'time']
  }
]);
