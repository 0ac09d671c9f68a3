import { moved } from './model-parts';
import type { Options } from './options';

const weighted = 'loss = (batch["weight"] * error.mean(dim=1)).mean()';

const losses: Readonly<Record<Exclude<Options['loss'], 'evidence'>, readonly string[]>> = {
  mse: ['error = (self(batch) - batch["aim"]).square()', weighted],
  'de-weighted': [
    'emphasis = 0.5 + 0.5 * batch["aim"].abs() / batch["aim"].abs().mean()',
    'error = emphasis * (self(batch) - batch["aim"]).square()',
    weighted
  ],
  bernoulli: [
    'share = batch["base"] + self(batch)  # of open cells',
    'loss = bernoulli_loss(share, batch["base"] + batch["aim"], batch["weight"])'
  ],
  'negative-binomial': ['loss = negative_binomial_loss(self(batch), batch, self.noise)'],
  rank: [
    'answer = self(batch)',
    'loss = squared_error(answer, batch) + 0.1 * rank_loss(answer, batch)'
  ],
  distributional: [
    '# half squared error of means, half energy distance of cells',
    'loss = cells_loss(self(batch), batch, self.axes)'
  ],
  // the head of RNA and the head of proteins: one plan, fitted to each by its own noise
  'protein-noise': [
    'if self.noise is None:  # RNA: squared error of log1p means',
    '    loss = squared_error(self(batch), batch)',
    'else:  # proteins: Gaussian on CLR, each in units of its own noise',
    '    loss = gaussian_loss(self(batch), batch, self.noise)'
  ]
};

/** From a batch to `loss`. */
export function lossLines(options: Options): readonly string[] {
  const again = 'self.decode(self.code(batch["aim"]))';
  const reconstruct =
    moved(options, again) === again
      ? [`loss += 0.1 * squared_error(${again}, batch)`]
      : [
          `again = ${again}`,
          `again = ${moved(options, 'again')}`,
          'loss += 0.1 * squared_error(again, batch)'
        ];
  if (options.loss === 'evidence') {
    return [];
  }
  return [...losses[options.loss], ...(options.decoder === 'autoencoder' ? reconstruct : [])];
}

/** What a loss needs to know of the cells. */
export function noiseBuffers({ loss }: Options): readonly string[] {
  switch (loss) {
    case 'negative-binomial':
      return ['self.register_buffer("noise", torch.tensor(described.count_noise()))'];
    case 'protein-noise':
      return ['self.register_buffer("noise", described.protein_noise())  # None for RNA'];
    case 'distributional':
      return ['self.register_buffer("axes", torch.tensor(described.axes), persistent=False)'];
    default:
      return [];
  }
}

/** What the cell takes from `cellforge_runtime.training`, in the order of the alphabet. */
export function namesOfRuntime(options: Options): readonly string[] {
  const { loss, composition, perturbation, decoder } = options;
  const named: Readonly<Partial<Record<Options['loss'], readonly string[]>>> = {
    bernoulli: ['bernoulli_loss', 'moved_odds'],
    'negative-binomial': ['moved_counts', 'negative_binomial_loss'],
    rank: ['rank_loss', 'squared_error'],
    distributional: ['cells_loss'],
    'protein-noise': ['gaussian_loss', 'squared_error']
  };
  const others = [
    ...(composition === 'attention' ? ['attended'] : []),
    ...(perturbation === 'learned' ? ['embedded'] : []),
    ...(decoder === 'pca' ? ['principal'] : []),
    ...(decoder === 'autoencoder' ? ['squared_error'] : []),
    ...(named[loss] ?? [])
  ];
  return ['ShrunkToBaseline', ...[...new Set(others)].sort()];
}
