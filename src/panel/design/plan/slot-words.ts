import type { TranslationBundle } from '@jupyterlab/translation';
import { type Hyperparameters, isFreeChoice, type Slot } from '../../../core';
import { capital, plain } from '../../../view';

/** A slot of the plan, in words. */
export function slotName(slot: Slot, trans: TranslationBundle): string {
  switch (slot) {
    case 'response':
      return trans.__('Response');
    case 'perturbation':
      return trans.__('Perturbation');
    case 'composition':
      return trans.__('Composition');
    case 'context':
      return trans.__('Context');
    case 'decoder':
      return trans.__('Decoder');
    case 'loss':
      return trans.__('Loss');
    case 'regularisation':
      return trans.__('Regularisation');
    case 'training':
      return trans.__('Training');
    case 'evaluation':
      return trans.__('Judged also by');
  }
}

/** A training value as the plan's table names it; one that nobody named, by its id. */
export function hyperparameterName(id: string, trans: TranslationBundle): string {
  const names: Readonly<Record<string, string>> = hyperparameterNames(trans);
  return Object.hasOwn(names, id) ? names[id] : capital(plain(id));
}

/** In the order in which a plan shows them. */
export function hyperparameterNames(
  trans: TranslationBundle
): Readonly<Record<keyof Hyperparameters, string>> {
  return {
    hidden: trans.__('Hidden width'),
    rank: trans.__('Rank'),
    learning_rate: trans.__('Learning rate'),
    weight_decay: trans.__('Weight decay'),
    dropout: trans.__('Dropout'),
    max_epochs: trans.__('Epochs at most'),
    patience: trans.__('Patience'),
    batch_size: trans.__('Batch size'),
    members: trans.__('Members')
  };
}

/** An option as a reader of the plan sees it; one that nobody named, by its id. */
export function optionName(slot: Slot, option: string, trans: TranslationBundle): string {
  if (isFreeChoice(option)) {
    return capital(option.slice(option.indexOf(':') + 1));
  }
  const names: Readonly<Record<string, string>> = optionNames(slot, trans);
  return Object.hasOwn(names, option) ? names[option] : capital(plain(option));
}

function optionNames(slot: Slot, trans: TranslationBundle): Readonly<Record<string, string>> {
  switch (slot) {
    case 'response':
      return {
        delta: trans.__('Change against control'),
        profile: trans.__('The whole profile')
      };
    case 'perturbation':
      return {
        'multi-hot': trans.__('One input per target'),
        'control-coexpression': trans.__('Co-expression in control cells'),
        knowledge: trans.__('Prior knowledge of the target')
      };
    case 'composition':
      return {
        additive: trans.__('Sum of single effects'),
        'interaction-residual': trans.__('Sum and a learned interaction'),
        'set-network': trans.__('Network over the set of targets')
      };
    case 'context':
      return {
        none: trans.__('Not used'),
        'control-profile': trans.__('Control profile of the context'),
        'similarity-weighted': trans.__('Similar contexts count more'),
        'dose-time-curve': trans.__('Curves over dose and time')
      };
    case 'decoder':
      return { 'low-rank': trans.__('Low rank'), full: trans.__('Every feature by itself') };
    case 'loss':
      return {
        mse: trans.__('Mean squared error'),
        'de-weighted': trans.__('Changed features count more'),
        bernoulli: trans.__('Open or closed (Bernoulli)'),
        'protein-noise': trans.__('Noise of each protein'),
        evidence: trans.__('Fitted by evidence (marginal likelihood)')
      };
    case 'regularisation':
      return {
        'shrink-to-baseline': trans.__('Shrunk to the best baseline'),
        'weight-decay': trans.__('Weight decay')
      };
    case 'training':
      return {
        'early-stopping': trans.__('Stop early'),
        'fixed-epochs': trans.__('Fixed number of epochs'),
        ensemble: trans.__('Ensemble')
      };
    case 'evaluation':
      return {
        'without-targets': trans.__('Score without targets'),
        'mean-reference': trans.__('Score against the mean response'),
        discrimination: trans.__('Discrimination')
      };
  }
}
