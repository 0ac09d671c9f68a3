import { published } from '../record';

/** How a perturbation is described to a model, and what outside knowledge adds. */
export const knowledgeRecords = published([
  {
    id: 'presage-2025',
    title:
      'Gene-embedding-based prediction and functional evaluation of perturbation expression responses with PRESAGE',
    authors:
      'Littman R, Levine J, Maleki S, Lee Y, Ermakov V, Qiu L, Wu A, Huang K, Lopez R, Scalia G, Biancalani T, Richmond D, Regev A, Hütter JC',
    year: 2025,
    venue: 'bioRxiv',
    identifier: '',
    claim:
      'Which knowledge describes a gene matters more than the architecture; other Perturb-seq screens are the strongest source, and more training perturbations soon stop helping.',
    read_in: 'https://phys.sciencecast.org/casts/mcpjk5x6h127 (abstract; no identifier shown)',
    topics: ['knowledge', 'representation', 'unseen-perturbation']
  },
  {
    id: 'txpert-2025',
    title:
      'TxPert: Leveraging Biochemical Relationships for Out-of-Distribution Transcriptomic Perturbation Prediction',
    authors:
      'Wenkel F, Tu W, Masschelein C, Shirzad H, Eastwood C, Whitfield ST, Bendidi I, Russell C, Hodgson L, El Mesbahi Y, Ding J, Fay MM, Earnshaw B, Noutahi E, Denton AK',
    year: 2025,
    venue: 'arXiv',
    identifier: 'arXiv:2505.14919',
    claim:
      'Several knowledge graphs together improve predictions for unseen genes, unseen pairs and unseen cell lines.',
    read_in: 'https://web3.arxiv.org/abs/2505.14919',
    topics: [
      'knowledge',
      'representation',
      'unseen-perturbation',
      'unseen-combination',
      'unseen-context'
    ]
  },
  {
    id: 'genepert-2024',
    title: 'GenePert: Leveraging GenePT Embeddings for Gene Perturbation Prediction',
    authors: 'Chen Y, Zou J',
    year: 2024,
    venue: 'bioRxiv',
    identifier: '',
    claim:
      'Ridge regression on embeddings of gene descriptions beat the deep models it was compared with on eight screens.',
    read_in: 'https://ouci.dntb.gov.ua/works/4kzrpqo7 (abstract; no identifier shown)',
    topics: ['knowledge', 'representation', 'unseen-perturbation', 'regularisation']
  },
  {
    id: 'papalexi-2021',
    title:
      'Characterizing the molecular regulation of inhibitory immune checkpoints with multimodal single-cell screens',
    authors:
      'Papalexi E, Mimitou EP, Butler AW, Foster S, Bracken B, Mauck WM, Wessels HH, Hao Y, Yeung BZ, Smibert P, Satija R',
    year: 2021,
    venue: 'Nature Genetics 53(3): 322-331',
    identifier: 'doi:10.1038/s41588-021-00778-2',
    claim:
      'In a pooled screen of immune checkpoint regulators, removing confounding variation first raised the signal over the noise substantially.',
    read_in: 'PubMed 33649593 (abstract)',
    topics: ['unseen-perturbation', 'noise']
  }
]);
