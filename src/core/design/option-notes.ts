import type { Slot } from './slots';

/** What a reader has to know to choose an option, besides what it does. */
export interface OptionNote {
  /** Where it is from. */
  readonly source: string;
  /** Bundled records that speak of it. */
  readonly evidence: readonly string[];
  /** What it costs beside the first option of its slot. */
  readonly cost: string;
  readonly use: string;
  readonly not: string;
}

type Notes = Readonly<Record<Slot, Readonly<Record<string, OptionNote>>>>;

/** Of every option. Told to language models where an option is offered on a condition, and the table of docs/component-library.md. */
export const optionNotes: Notes = {
  response: {
    delta: {
      source: 'all linear baselines',
      evidence: ['ahlmann-eltze-2025'],
      cost: 'none',
      use: 'nearly always: what cells share with their controls needs no learning',
      not: 'where controls do not match the perturbed cells'
    },
    profile: {
      source: 'scGen, CPA',
      evidence: ['scgen-2019', 'cpa-2023'],
      cost: 'none',
      use: 'with 200 cells a condition or more, and controls that are few or unmatched',
      not: 'with few cells: the network spends itself on what does not change'
    }
  },
  perturbation: {
    'multi-hot': {
      source: 'ridge regression, PerturBench',
      evidence: ['perturbench-2024', 'measured-coexpression'],
      cost: 'one column of weights a target',
      use: 'where held-out conditions have targets that were measured',
      not: 'for targets that were never measured: they all get one mean code'
    },
    'control-coexpression': {
      source: 'bilinear models',
      evidence: ['ahlmann-eltze-2025', 'measured-coexpression'],
      cost: 'one decomposition of 2,000 control cells',
      use: 'for unmeasured genes where no table of knowledge is given',
      not: 'where targets were measured; on real screens it gained nothing over the mean with the on-target rule'
    },
    knowledge: {
      source: 'GEARS, PRESAGE, TxPert, GenePert',
      evidence: ['presage-2025', 'txpert-2025', 'genepert-2024'],
      cost: 'tables to bring; a few fits more on inner folds, and five shuffles in the report',
      use: 'for unmeasured genes, where a table helps on inner folds',
      not: 'where the table may have been written from the paper of this data: it knows the answer'
    },
    learned: {
      source: 'CPA, reduced-rank regression',
      evidence: ['cpa-2023', 'bendidi-2024'],
      cost: 'fewer weights than multi-hot: targets x rank instead of targets x features',
      use: 'with 50 targets or more that share programmes, and few cells each',
      not: 'with few targets, or where each has effects of its own: the rank cuts them off'
    }
  },
  composition: {
    additive: {
      source: 'the additive baseline',
      evidence: ['ahlmann-eltze-2025', 'perturbench-2024'],
      cost: 'none',
      use: 'with fewer than ten pairs, or none',
      not: 'where pairs are known to do more, or less, than their sum'
    },
    'interaction-residual': {
      source: 'soft switches beside a linear part',
      evidence: ['perturbench-2024', 'norman-2019'],
      cost: 'none: the same weights as additive',
      use: 'with ten pairs or more of measured targets',
      not: 'where no pairs are measured: there is nothing to learn it from'
    },
    'set-network': {
      source: 'Deep Sets',
      evidence: ['deep-sets-2017', 'gears-2023'],
      cost: 'hidden x hidden weights more',
      use: 'with 60 pairs or more of measured targets',
      not: 'with few pairs: it learns the training pairs by heart'
    },
    'latent-additive': {
      source: 'latent additive model of PerturBench',
      evidence: ['perturbench-2024', 'cpa-2023'],
      cost: '2 x hidden x hidden weights more',
      use: 'with 100 conditions or more, also over several contexts: what adds up need not add up in genes',
      not: 'with few conditions: nothing in it says that effects have thresholds and ceilings'
    },
    attention: {
      source: 'Set Transformer',
      evidence: ['set-transformer-2019', 'gears-2023'],
      cost: '4 x hidden x hidden weights more',
      use: 'with 100 pairs or more, where what a target does depends on which other is there',
      not: 'for single targets, where it adds weights and no meaning; with few pairs'
    }
  },
  context: {
    none: {
      source: 'every method for one line',
      evidence: [],
      cost: 'none',
      use: 'with one context',
      not: 'where contexts answer differently'
    },
    'control-profile': {
      source: 'scGen, CPA',
      evidence: ['cpa-2023', 'scperturbench-2025'],
      cost: 'hidden weights more',
      use: 'with several contexts whose controls show what is on already',
      not: 'with two contexts: a difference of one pair is no rule'
    },
    'similarity-weighted': {
      source: 'vector arithmetic, weighted',
      evidence: ['measured-context-weighting', 'scgen-2019'],
      cost: 'none: closed form, its temperature fixed',
      use: 'for an unseen context where the same perturbations were measured in similar ones',
      not: 'where no context is like the new one, or the perturbation was measured in none'
    },
    'dose-time-curve': {
      source: 'CPA, chemCPA, impulse models',
      evidence: ['cpa-2023', 'impulse-2009', 'sciplex-2020'],
      cost: 'two to four columns of weights a target',
      use: 'with three doses or two times, numbers with a unit',
      not: 'where dose or time is one label among others'
    }
  },
  decoder: {
    'low-rank': {
      source: 'reduced-rank regression',
      evidence: ['bendidi-2024', 'ahlmann-eltze-2025'],
      cost: 'rank x features weights',
      use: 'with 1,000 features or more, or few conditions',
      not: 'where single features move apart from all programmes'
    },
    full: {
      source: 'dense decoders',
      evidence: ['perturbench-2024'],
      cost: 'hidden x features weights',
      use: 'with fewer than 500 features, or many cells a condition',
      not: 'with thousands of features from few conditions'
    },
    pca: {
      source: 'linear models on principal components',
      evidence: ['ahlmann-eltze-2025', 'bendidi-2024'],
      cost: 'fewest weights of all decoders',
      use: 'with thousands of features, 50 conditions or more and few cells each: noise outside is left out',
      not: 'where a held-out condition moves what no training condition moved: the directions stay fixed'
    },
    autoencoder: {
      source: 'scGen, CPA',
      evidence: ['scgen-2019', 'cpa-2023'],
      cost: 'hidden x features weights more, and one pass more a step',
      use: 'with 100 conditions or more whose responses bend: saturate, or exclude one another',
      not: 'with few or noisy conditions: it learns to reconstruct their noise; linear decoders are as good on most screens'
    }
  },
  loss: {
    mse: {
      source: 'every baseline',
      evidence: ['ahlmann-eltze-2025'],
      cost: 'none',
      use: 'first of all: it is what baselines are judged by',
      not: 'where most conditions or features are silent and one answer for all would do'
    },
    'de-weighted': {
      source: 'weighted MSE',
      evidence: ['mejia-2025'],
      cost: 'none',
      use: 'where half of the conditions are silent and halves of the cells agree',
      not: 'with fewer than 100 cells a condition: weights on noise'
    },
    bernoulli: {
      source: 'PeakVI',
      evidence: ['peakvi-2022', 'martens-2024'],
      cost: 'none',
      use: 'for peaks, which are open or closed',
      not: 'for anything else'
    },
    'negative-binomial': {
      source: 'scVI, pseudobulk regression',
      evidence: ['scvi-2018'],
      cost: 'several times the time of a step: rates are found from profiles each time',
      use: 'for raw counts, where effects multiply: a fold change carries over to cells in which a gene is louder, a change of log1p does not',
      not: 'for normalised values without counts; with few conditions'
    },
    rank: {
      source: 'contrastive prediction (InfoNCE)',
      evidence: ['perturbench-2024', 'mejia-2025'],
      cost: 'none to speak of: distances within a batch',
      use: 'where many conditions with repeatable effects must be told apart: it keeps off one answer for all',
      not: 'where many conditions are silent: it tells their noise apart; batches of a few conditions'
    },
    distributional: {
      source: 'energy distance over sets of cells, as MMD in STATE and CellFlow',
      evidence: ['scperturb-2024', 'state-2025'],
      cost: 'distances between 32 cells a condition and as many controls, on 50 components, at each step',
      use: 'where cells are scored, or some cells of a condition are something else (doublets, escapers)',
      not: 'where means are scored and cells are clean: means suffice; predictions stay means'
    },
    'protein-noise': {
      source: 'Gaussian on centred log ratios, weighted as least squares with known noise is',
      evidence: ['mule-2022'],
      cost: 'none',
      use: 'for surface protein, beside RNA or alone: the noise of proteins differs severalfold',
      not: 'where there is no protein'
    },
    evidence: {
      source:
        'the evidence framework (MacKay); a latent sum through a threshold (global epistasis)',
      evidence: ['mackay-1992', 'otwinowski-2018', 'measured-evidence'],
      cost: 'a matrix of conditions x conditions inverted at each step, and several starts; few weights to train; scikit-learn',
      use: 'with 40 to 300 conditions of measured targets: 20 pairs, or three doses or times, or more, in one context; or six targets in four contexts or more, for unseen ones, with control-profile; with one input a target, additive or interaction-residual, a full decoder, and no early stopping',
      not: 'with more conditions, which cost too much, or fewer, which tell nothing; for unseen targets; for pairs, doses or times in several contexts, or of peaks'
    }
  },
  regularisation: {
    'shrink-to-baseline': {
      source: 'Stein shrinkage, chosen on inner folds',
      evidence: ['efron-morris-1975'],
      cost: 'one fit for each inner fold, made in any case',
      use: 'nearly always: what the data cannot teach then costs nothing',
      not: 'where the network, whole or not at all, is the question'
    },
    'weight-decay': {
      source: 'AdamW',
      evidence: ['adamw-2019'],
      cost: 'none',
      use: 'where shrinkage would blur what sets conditions apart: the network is taken whole or not at all',
      not: 'with few conditions'
    }
  },
  training: {
    'early-stopping': {
      source: 'held-out error',
      evidence: ['prechelt-1998'],
      cost: 'none: inner folds are made in any case',
      use: 'where inner folds are large enough to tell an epoch from another',
      not: 'with next to no conditions to hold out'
    },
    'fixed-epochs': {
      source: 'fixed budgets',
      evidence: [],
      cost: 'all epochs',
      use: 'where no condition can be spared',
      not: 'where inner folds can tell'
    },
    ensemble: {
      source: 'deep ensembles',
      evidence: ['deep-ensembles-2017', 'measured-ensemble'],
      cost: 'one fit more for each member',
      use: 'with fewer than 200 conditions: seconds a fit',
      not: 'where one fit takes minutes'
    }
  },
  evaluation: {
    'without-targets': {
      source: 'this project',
      evidence: ['measured-target-rule'],
      cost: 'none',
      use: 'where targets are features: an on-target rule alone must not win',
      not: 'where no target is a feature'
    },
    'mean-reference': {
      source: 'Systema',
      evidence: ['systema-2025'],
      cost: 'none',
      use: 'where all conditions share most of their change',
      not: 'with one condition'
    },
    discrimination: {
      source: 'PerturBench, cell-eval',
      evidence: ['perturbench-2024'],
      cost: 'none',
      use: 'with four held-out conditions a fold or more',
      not: 'with fewer: it is not scored'
    }
  }
};
