import { published } from '../record';

/** Surface protein: what is known of its background and of how it follows RNA. */
export const proteinRecords = published([
  {
    id: 'mule-2022',
    title:
      'Normalizing and denoising protein expression data from droplet-based single cell profiling',
    authors: 'Mulè M P, Martins A J, Tsang J S',
    year: 2022,
    venue: 'Nature Communications 13: 2099',
    identifier: 'doi:10.1038/s41467-022-29356-8',
    claim:
      'Counts of antibody tags hold substantial noise: each protein its own from ambient unbound antibody, and each cell its own, shared with isotype controls.',
    read_in: 'https://cran.r-project.org/web/packages/dsb/index.html (the authors’ package)',
    topics: ['protein']
  },
  {
    id: 'schwanhausser-2011',
    title: 'Global quantification of mammalian gene expression control',
    authors: 'Schwanhäusser B, Busse D, Li N, Dittmar G, Schuchhardt J, Wolf J, et al.',
    year: 2011,
    venue: 'Nature 473: 337-342',
    identifier: 'doi:10.1038/nature10098',
    claim:
      'How much there is of a protein is predominantly controlled at the level of translation; half-lives of mRNAs and of their proteins show no correlation.',
    read_in: 'https://www.nature.com/articles/nature10098 (abstract)',
    topics: ['protein']
  }
]);
