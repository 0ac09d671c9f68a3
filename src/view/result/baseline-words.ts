import type { TranslationBundle } from '@jupyterlab/translation';

/** What a baseline predicts, for somebody who has not read metrics.md; null where it is not one of ours. */
export function baselineMeaning(id: string, trans: TranslationBundle): string | null {
  switch (id.replace(/-searched$/, '')) {
    case 'no-change':
      return trans.__('nothing changes: the controls');
    case 'training-mean':
      return trans.__('the average change over all training conditions');
    case 'training-mean-matched':
      return trans.__('the average change over training conditions at the nearest dose and time');
    case 'training-mean-shrunk':
      return trans.__('a share of the average change over all training conditions');
    case 'target-rule':
      return trans.__(
        'the average change, with the target’s own gene moved as targets move in training'
      );
    case 'additive':
      return trans.__('the changes of the single targets added up');
    case 'additive-shrunk':
      return trans.__('a share of the changes of the single targets added up');
    case 'multi-hot-ridge':
      return trans.__('a linear regression on which targets were perturbed');
    case 'bilinear':
      return trans.__('a linear model of the target’s place among genes that move together');
    default:
      return courseMeaning(id, trans);
  }
}

function courseMeaning(id: string, trans: TranslationBundle): string | null {
  switch (id.replace(/-searched$/, '')) {
    case 'context-delta':
      return trans.__('the mean change of the same perturbation in the other contexts');
    case 'context-delta-weighted':
      return trans.__(
        'the change of the same perturbation in other contexts, those with similar controls counted more'
      );
    case 'dose-interpolation':
      return trans.__(
        'a line through the changes at the other doses of the perturbation, level beyond the highest'
      );
    case 'time-last':
      return trans.__('the change of the perturbation at the nearest measured time');
    case 'time-sqrt':
      return trans.__('lines through the other times of the perturbation, over the root of time');
    case 'time-linear':
      return trans.__('lines through the other times of the perturbation');
    case 'nearest':
      return trans.__('the change of the training condition that is most alike');
    case 'mixture':
      return trans.__('a mean of the other baselines, weighted on inner folds');
    default:
      return null;
  }
}
