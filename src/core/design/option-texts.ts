import type { Slot } from './slots';

interface OptionText {
  /** For the plan's name and lists. */
  readonly short: string;
  /** One sentence of the plan. */
  readonly sentence: string;
}

/** What each option means, in the words a reader of the plan sees. */
export const optionTexts: Readonly<Record<Slot, Readonly<Record<string, OptionText>>>> = {
  response: {
    delta: {
      short: 'change over control',
      sentence: 'Predicts the change over the matched control mean and adds it back.'
    },
    profile: { short: 'whole profile', sentence: 'Predicts the perturbed profile itself.' }
  },
  perturbation: {
    'multi-hot': {
      short: 'multi-hot targets',
      sentence: 'A perturbation enters as one 0/1 entry per target.'
    },
    'control-coexpression': {
      short: 'co-expression of targets',
      sentence: 'A target enters by its co-expression with the features in control cells.'
    },
    knowledge: {
      short: 'prior knowledge',
      sentence:
        'A target enters by the recorded tables of prior knowledge, which may know the answer; inner folds decide how far.'
    },
    learned: {
      short: 'learned embedding',
      sentence: 'Each target has a place among a few shared programmes, learned with them.'
    }
  },
  composition: {
    additive: {
      short: 'additive',
      sentence: 'Targets of one condition add up in the latent space.'
    },
    'interaction-residual': {
      short: 'additive with interaction residual',
      sentence: 'Targets add up, and a small network learns what the sum leaves over.'
    },
    'set-network': {
      short: 'set network',
      sentence: 'A permutation-invariant network joins the targets of one condition.'
    },
    'latent-additive': {
      short: 'added in a latent space',
      sentence:
        'Targets are encoded one by one, add up in a latent space, and a dense network decodes the sum.'
    },
    attention: {
      short: 'attention over targets',
      sentence: 'Each target attends to the targets beside it before their effects are joined.'
    }
  },
  context: {
    none: { short: 'no context', sentence: 'All contexts share one response.' },
    'control-profile': {
      short: 'control profile as context',
      sentence: "The context enters as its control cells' mean profile."
    },
    'similarity-weighted': {
      short: 'similarity-weighted contexts',
      sentence:
        'Training contexts count by how similar their control cells are to the one asked for.'
    },
    'dose-time-curve': {
      short: 'curves over dose and time',
      sentence:
        "Dose and time enter as smooth functions, beside the change that the target's other doses or times tell."
    }
  },
  decoder: {
    'low-rank': {
      short: 'low-rank',
      sentence: 'A low-rank decoder writes the response on a few shared directions.'
    },
    full: { short: 'full decoder', sentence: 'A dense decoder writes every feature by itself.' },
    pca: {
      short: 'principal directions',
      sentence:
        'Responses are written on principal directions of the measured effects, which stay fixed.'
    },
    autoencoder: {
      short: 'autoencoder of responses',
      sentence:
        'A non-linear decoder writes the response, trained to reconstruct measured responses too.'
    }
  },
  loss: {
    mse: { short: 'MSE', sentence: 'Mean squared error over all features.' },
    'de-weighted': {
      short: 'change-weighted MSE',
      sentence: 'Squared error with more weight on features that change.'
    },
    bernoulli: {
      short: 'Bernoulli loss',
      sentence:
        'Bernoulli likelihood of the share of cells in which a peak is open; the network answers in log odds.'
    },
    'negative-binomial': {
      short: 'negative-binomial loss',
      sentence:
        'Negative-binomial likelihood of mean counts; the network answers in logarithms of rates.'
    },
    rank: {
      short: 'rank loss',
      sentence:
        'Squared error, and a contrast that each prediction is nearest to its own condition in the batch.'
    },
    distributional: {
      short: 'loss on cells',
      sentence: 'Squared error, and the energy distance between predicted and measured cells.'
    },
    'protein-noise': {
      short: 'noise of each protein',
      sentence:
        'A Gaussian on centred log ratios, each protein in units of its own noise; RNA beside it keeps squared error.'
    },
    evidence: {
      short: 'fitted by evidence',
      sentence:
        'Switches are fitted by marginal likelihood: what targets and switches do to each feature is integrated out in closed form.'
    }
  },
  regularisation: {
    'shrink-to-baseline': {
      short: 'shrunk to the best baseline',
      sentence:
        'The prediction is shrunk toward the best simple baseline by a factor chosen on inner folds.'
    },
    'weight-decay': {
      short: 'weight decay',
      sentence: 'Weight decay alone holds the weights back.'
    }
  },
  training: {
    'early-stopping': {
      short: 'early stopping',
      sentence: 'Training stops when held-out training conditions stop improving.'
    },
    'fixed-epochs': {
      short: 'fixed epochs',
      sentence: 'Training runs a fixed number of epochs, so no condition is spent on stopping.'
    },
    ensemble: {
      short: 'ensemble',
      sentence: 'Several members with different seeds are trained and averaged.'
    }
  },
  evaluation: {
    'without-targets': {
      short: 'scored without target features',
      sentence: 'Beside the primary score stands the one without the targets themselves.'
    },
    'mean-reference': {
      short: 'scored against the mean response',
      sentence: 'Beside the primary score stands the one against the mean response.'
    },
    discrimination: {
      short: 'scored by discrimination',
      sentence: 'Beside the primary score stands how well held-out conditions are told apart.'
    }
  }
};

/** The sentence of an option; an option without one is told by its name. */
export function optionSentence(slot: Slot, choice: string): string {
  return optionTexts[slot][choice]?.sentence ?? `${slot}: ${ownWords(choice)}.`;
}

/** The short words of an option. */
export function optionShort(slot: Slot, choice: string): string {
  return optionTexts[slot][choice]?.short ?? ownWords(choice);
}

/** A free choice in its expert's words. */
const ownWords = (choice: string): string => choice.replace(/^free:/, '');
