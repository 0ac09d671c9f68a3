import { z } from 'zod';

/** Everything a plan decides, and every option that can be made into code. The list experts, cells and constraints share. */
export const slotOptions = {
  /** What is predicted. */
  response: ['delta', 'profile'],
  /** How a perturbation is described to the model. */
  perturbation: ['multi-hot', 'control-coexpression', 'knowledge', 'learned'],
  /** How several targets in one condition combine. */
  composition: ['additive', 'interaction-residual', 'set-network', 'latent-additive', 'attention'],
  /** How cell type, donor or line, dose and time enter. */
  context: ['none', 'control-profile', 'similarity-weighted', 'dose-time-curve'],
  /** `pca` and `autoencoder` find the directions of the responses before, and beside, what drives them. */
  decoder: ['low-rank', 'full', 'pca', 'autoencoder'],
  /**
   * `bernoulli` is for peaks, which are open or closed; `negative-binomial` for counts; `distributional` sees cells;
   * `protein-noise` is for proteins, beside RNA or alone; `evidence` fits switches by marginal likelihood, in closed form.
   */
  loss: [
    'mse',
    'de-weighted',
    'bernoulli',
    'negative-binomial',
    'rank',
    'distributional',
    'protein-noise',
    'evidence'
  ],
  /** What holds the model back. */
  regularisation: ['shrink-to-baseline', 'weight-decay'],
  training: ['early-stopping', 'fixed-epochs', 'ensemble'],
  /** Which score the plan is judged by besides the primary one. */
  evaluation: ['without-targets', 'mean-reference', 'discrimination']
} as const;

export type Slot = keyof typeof slotOptions;
export const slots = Object.keys(slotOptions) as readonly Slot[];
export const SlotId = z.enum(slots as [Slot, ...Slot[]]);
