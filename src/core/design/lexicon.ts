import type { Slot } from './slots';

/** Words of an analyst that mean an option of a slot; longer phrases first where one holds another. */
export const optionWords: readonly {
  readonly words: readonly string[];
  readonly slot: Slot;
  readonly choice: string;
}[] = [
  {
    words: ['predict the change', 'delta', 'difference to control'],
    slot: 'response',
    choice: 'delta'
  },
  { words: ['whole profile', 'full profile', 'raw profile'], slot: 'response', choice: 'profile' },
  { words: ['multi-hot', 'multihot', 'one-hot'], slot: 'perturbation', choice: 'multi-hot' },
  {
    words: ['co-expression', 'coexpression'],
    slot: 'perturbation',
    choice: 'control-coexpression'
  },
  {
    words: ['prior knowledge', 'gene ontology', 'knowledge table'],
    slot: 'perturbation',
    choice: 'knowledge'
  },
  {
    words: ['learned embedding', 'learned embeddings', 'learn embeddings'],
    slot: 'perturbation',
    choice: 'learned'
  },
  {
    words: ['latent additive', 'latent-additive', 'latent space'],
    slot: 'composition',
    choice: 'latent-additive'
  },
  {
    words: ['attention', 'set transformer'],
    slot: 'composition',
    choice: 'attention'
  },
  {
    words: ['set network', 'set-network', 'deep sets'],
    slot: 'composition',
    choice: 'set-network'
  },
  {
    words: ['interaction', 'epistasis', 'synergy', 'non-additive'],
    slot: 'composition',
    choice: 'interaction-residual'
  },
  { words: ['additive', 'keep the sum', 'plain sum'], slot: 'composition', choice: 'additive' },
  {
    words: ['similarity-weighted', 'weighted by similarity', 'similar contexts'],
    slot: 'context',
    choice: 'similarity-weighted'
  },
  {
    words: [
      'dose curve',
      'time curve',
      'dose-response',
      'dose response',
      'kinetics',
      'time course'
    ],
    slot: 'context',
    choice: 'dose-time-curve'
  },
  {
    words: ['control profile', 'control-profile', 'baseline expression'],
    slot: 'context',
    choice: 'control-profile'
  },
  { words: ['ignore the context', 'no context'], slot: 'context', choice: 'none' },
  { words: ['low-rank', 'low rank'], slot: 'decoder', choice: 'low-rank' },
  { words: ['full decoder', 'dense decoder'], slot: 'decoder', choice: 'full' },
  { words: ['principal components', 'pca'], slot: 'decoder', choice: 'pca' },
  { words: ['autoencoder', 'auto-encoder'], slot: 'decoder', choice: 'autoencoder' },
  {
    words: ['negative binomial', 'negative-binomial', 'count likelihood'],
    slot: 'loss',
    choice: 'negative-binomial'
  },
  { words: ['rank loss', 'contrastive', 'infonce'], slot: 'loss', choice: 'rank' },
  {
    words: ['distributional', 'energy distance loss', 'mmd'],
    slot: 'loss',
    choice: 'distributional'
  },
  {
    words: ['de-weighted', 'weighted loss', 'weight the loss', 'changed genes'],
    slot: 'loss',
    choice: 'de-weighted'
  },
  { words: ['mse', 'squared error'], slot: 'loss', choice: 'mse' },
  { words: ['bernoulli', 'binary loss', 'log odds'], slot: 'loss', choice: 'bernoulli' },
  { words: ['protein noise', 'protein-noise'], slot: 'loss', choice: 'protein-noise' },
  {
    words: ['marginal likelihood', 'empirical bayes', 'fitted by evidence'],
    slot: 'loss',
    choice: 'evidence'
  },
  {
    words: ['shrink', 'shrinkage', 'fall back on the baseline'],
    slot: 'regularisation',
    choice: 'shrink-to-baseline'
  },
  { words: ['weight decay', 'weight-decay'], slot: 'regularisation', choice: 'weight-decay' },
  { words: ['early stopping', 'early-stopping'], slot: 'training', choice: 'early-stopping' },
  { words: ['fixed epochs', 'fixed number of epochs'], slot: 'training', choice: 'fixed-epochs' },
  { words: ['ensemble'], slot: 'training', choice: 'ensemble' },
  {
    words: ['without the targets', 'without targets', 'off-target'],
    slot: 'evaluation',
    choice: 'without-targets'
  },
  {
    words: ['mean reference', 'mean-reference', 'mean response'],
    slot: 'evaluation',
    choice: 'mean-reference'
  },
  {
    words: ['discrimination', 'tell conditions apart', 'ranking'],
    slot: 'evaluation',
    choice: 'discrimination'
  }
];

/** A word of these shortly before an option turns the wish round. */
export const refusals: readonly string[] = [
  'no',
  'not',
  'never',
  'without',
  'avoid',
  'drop',
  "don't",
  'do not',
  'instead of',
  'rather than'
];
