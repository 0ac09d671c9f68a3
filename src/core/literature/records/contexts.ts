import { published } from '../record';

/** How responses carry over between cell types, lines and donors. */
export const contextRecords = published([
  {
    id: 'scgen-2019',
    title: 'scGen predicts single-cell perturbation responses',
    authors: 'Lotfollahi M, Wolf FA, Theis FJ',
    year: 2019,
    venue: 'Nature Methods 16(8): 715-721',
    identifier: 'doi:10.1038/s41592-019-0494-8',
    claim:
      'One shift vector learned in other cell types, added to the controls of an unseen one and decoded to whole profiles, predicts its response.',
    read_in: 'https://www.pubmed.gov/31363220/ and https://bio.rodeo/models/scgen',
    topics: ['unseen-context', 'cytokine', 'representation']
  },
  {
    id: 'kang-2018',
    title: 'Multiplexed droplet single-cell RNA-sequencing using natural genetic variation',
    authors: 'Kang HM, Subramaniam M, Targ S, Nguyen M, Maliskova L, McCarthy E and others',
    year: 2018,
    venue: 'Nature Biotechnology 36(1): 89-94',
    identifier: 'doi:10.1038/nbt.4042',
    claim:
      'Interferon-beta changes expression in ways that depend on the cell type, seen in blood cells of eight donors.',
    read_in: 'https://pmc.ncbi.nlm.nih.gov/articles/PMC5784859 (abstract)',
    topics: ['unseen-context', 'cytokine']
  },
  {
    id: 'scperturbench-2025',
    title: 'Benchmarking algorithms for generalizable single-cell perturbation response prediction',
    authors: 'Wei Z, Wang Y, Gao Y and others',
    year: 2025,
    venue: 'Nature Methods',
    identifier: 'doi:10.1038/s41592-025-02980-0',
    claim:
      'Of 27 methods on 29 data sets none wins everywhere and all struggle with unseen cell contexts; describing the context to the model helps.',
    read_in: 'https://preview-www.nature.com/articles/s41592-025-02980-0 (abstract)',
    topics: ['unseen-context', 'evaluation']
  },
  {
    id: 'state-2025',
    title: 'Predicting cellular responses to perturbation across diverse contexts with State',
    authors: 'Adduri AK, Gautam D, Bevilacqua B, Imran A, Shah R, Naghipourfar M and others',
    year: 2025,
    venue: 'bioRxiv',
    identifier: 'doi:10.1101/2025.06.26.661135',
    claim:
      'Trained on over 100 million perturbed cells, a transformer over sets of cells tells effects apart better in large data sets: far more cells than one study has.',
    read_in:
      'https://groups.google.com/g/starkspeak/c/EzCJ2bMNUAc (abstract and address of the preprint)',
    topics: ['unseen-context', 'drug', 'composition']
  },
  {
    id: 'mixseq-2020',
    title:
      'Multiplexed single-cell transcriptional response profiling to define cancer vulnerabilities and therapeutic mechanism of action',
    authors: 'McFarland JM, Paolella BR, Warren A, Geiger-Schuller K, Shibue T and others',
    year: 2020,
    venue: 'Nature Communications',
    identifier: 'doi:10.1038/s41467-020-17440-w',
    claim:
      'Over pools of 100 or more cell lines a response has a part that all lines share and a part of each line.',
    read_in:
      'https://www.acemap.info/paper/57977331 and https://docslib.org/doc/4267237 (abstract)',
    topics: ['unseen-context', 'drug']
  },
  {
    id: 'chemcpa-2022',
    title: 'Predicting Cellular Responses to Novel Drug Perturbations at a Single-Cell Resolution',
    authors: 'Hetzel L, Böhm S, Kilbertus N, Günnemann S, Lotfollahi M, Theis F',
    year: 2022,
    venue: 'arXiv',
    identifier: 'arXiv:2204.13545',
    claim: 'Unseen drugs need a description of the molecule, learned from other screens.',
    read_in: 'https://ar5iv.labs.arxiv.org/html/2204.13545 (abstract)',
    topics: ['drug', 'knowledge', 'representation']
  },
  {
    id: 'sciplex-2020',
    title: 'Massively multiplex chemical transcriptomics at single-cell resolution',
    authors: 'Srivatsan SR, McFaline-Figueroa JL, Ramani V, Saunders L, Cao J and others',
    year: 2020,
    venue: 'Science 367: 45-51',
    identifier: 'doi:10.1126/science.aax6234',
    claim:
      '188 compounds, each at four doses in three cell lines: the dose modulates how far cells go along one programme, and compounds of one family answer alike.',
    read_in:
      'a copy of https://pubmed.ncbi.nlm.nih.gov/31806696/ (abstract, identifier) and https://issuhub.com/view/index/21008?pageIndex=64 (page 48: doses)',
    topics: ['drug', 'unseen-dose']
  },
  {
    id: 'impulse-2009',
    title: 'Timing properties of gene expression responses to environmental changes',
    authors: 'Chechik G, Koller D',
    year: 2009,
    venue: '',
    identifier: '',
    claim:
      'Responses over time are typically an abrupt early change and a second transition to a steady state: an impulse, with an onset and an offset of its own.',
    read_in:
      'https://pdfkul.com/timing-properties-of-gene-expression-responses-to-semantic-scholar_5b39d0dd097c47f1428b456c.html (abstract of the manuscript)',
    topics: ['cytokine', 'time']
  }
]);
