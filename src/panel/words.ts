import type { TranslationBundle } from '@jupyterlab/translation';
import type { Profile, SettingKey, Task, ValueState } from '../core';
import { count, memory, plain } from '../view';

/** What a setting is called in the form. */
export function settingName(key: SettingKey, trans: TranslationBundle): string {
  switch (key) {
    case 'where':
      return trans.__('Part of the data');
    case 'perturbation':
      return trans.__('Perturbation');
    case 'control':
      return trans.__('Control');
    case 'separator':
      return trans.__('Targets joined by');
    case 'context':
      return trans.__('Context');
    case 'batch':
      return trans.__('Batch');
    case 'dose':
      return trans.__('Dose');
    case 'time':
      return trans.__('Time');
    case 'layer':
      return trans.__('Values from');
    case 'modality':
      return trans.__('Modality');
    case 'perturbation_type':
      return trans.__('Kind of perturbation');
    case 'scenario':
      return trans.__('Held out');
    case 'folds':
      return trans.__('Folds');
    case 'seeds':
      return trans.__('Seeds');
    case 'primary':
      return trans.__('Primary score');
  }
}

/** The state of the values in a matrix, in words. */
export function valueStateName(state: ValueState, trans: TranslationBundle): string {
  switch (state) {
    case 'counts':
      return trans.__('raw counts');
    case 'log':
      return trans.__('log-normalised');
    case 'scaled':
      return trans.__('scaled');
    case 'binary':
      return trans.__('binary');
    case 'normalised':
      return trans.__('normalised, not log');
    case 'clr':
      return trans.__('centred log ratios');
    case 'unknown':
      return trans.__('not recognised');
  }
}

/** A modality, or two together, in words. */
export function modalityName(id: string, trans: TranslationBundle): string {
  switch (id) {
    case 'rna':
      return trans.__('RNA');
    case 'protein':
      return trans.__('Protein');
    case 'atac':
      return trans.__('ATAC');
    case 'rna,protein':
      return trans.__('RNA and protein');
    case 'protein,rna':
      return trans.__('Protein and RNA');
    default:
      return plain(id);
  }
}

/** What the measured features are called where an analyst reads it: "2,000 peaks". */
export function featureCount(
  profile: Profile,
  task: Task | null,
  trans: TranslationBundle
): string {
  const n = profile.object.n_features;
  switch (modalityRead(profile, task)) {
    case 'rna':
      return trans._n('%2 gene', '%2 genes', n, count(n));
    case 'atac':
      return trans._n('%2 peak', '%2 peaks', n, count(n));
    case 'protein':
      return trans._n('%2 protein', '%2 proteins', n, count(n));
    default:
      return trans._n('%2 feature', '%2 features', n, count(n));
  }
}

/** The heading over both sizes of the object. */
export function sizeName(profile: Profile, task: Task | null, trans: TranslationBundle): string {
  switch (modalityRead(profile, task)) {
    case 'rna':
      return trans.__('Cells × genes');
    case 'atac':
      return trans.__('Cells × peaks');
    case 'protein':
      return trans.__('Cells × proteins');
    default:
      return trans.__('Cells × features');
  }
}

function modalityRead(profile: Profile, task: Task | null): string | undefined {
  return task?.modality.split(',')[0] ?? profile.object.modalities[0]?.id;
}

/** How cells were perturbed, in words. */
export function perturbationTypeName(id: string, trans: TranslationBundle): string {
  switch (id) {
    case 'knockout':
      return trans.__('knockout');
    case 'interference':
      return trans.__('interference');
    case 'activation':
      return trans.__('activation');
    case 'drug':
      return trans.__('drug');
    case 'cytokine':
      return trans.__('cytokine');
    default:
      return trans.__('not known');
  }
}

/** "CUDA, 22 GB free". */
export function deviceName({ hardware }: Profile, trans: TranslationBundle): string {
  const name =
    hardware.device === 'unknown' ? trans.__('not known') : hardware.device.toUpperCase();
  if (hardware.device === 'cpu') {
    return trans._n('CPU, %1 core', 'CPU, %1 cores', hardware.cores);
  }
  return hardware.free_mb === null ? name : trans.__('%1, %2 free', name, memory(hardware.free_mb));
}

/** "18 single, 15 combined"; "14 in 168 conditions". */
export function perturbationCount(profile: Profile, trans: TranslationBundle): string {
  const { n_single, n_combination, n_conditions } = profile;
  const targets =
    n_combination > 0
      ? trans.__('%1 single, %2 combined', count(n_single), count(n_combination))
      : count(n_single);
  return n_conditions > n_single + n_combination
    ? trans.__('%1 in %2 conditions', targets, count(n_conditions))
    : targets;
}

/** Metrics by the names an analyst knows them by; the result brings its own. */
export function metricName(id: string, trans: TranslationBundle): string {
  switch (id) {
    case 'pearson_delta_indep':
      return trans.__('Pearson of change, independent controls');
    case 'pearson_delta':
      return trans.__('Pearson of change, shared controls');
    case 'pearson_delta_mean_ref':
      return trans.__('Pearson of change, mean reference');
    case 'pearson_delta_notarget':
      return trans.__('Pearson of change, without targets');
    case 'pearson_delta_z':
      return trans.__('Pearson of change, standardised');
    case 'pearson_delta_top20':
      return trans.__('Pearson of change, top 20 features');
    case 'mse':
      return trans.__('Mean squared error');
    case 'mae':
      return trans.__('Mean absolute error');
    case 'direction_match':
      return trans.__('Direction match');
    case 'de_overlap':
      return trans.__('DE overlap');
    case 'discrimination':
      return trans.__('Discrimination');
    case 'roc_auc_matched':
      return trans.__('ROC-AUC of changed peaks, matched');
    case 'roc_auc':
      return trans.__('ROC-AUC of changed peaks');
    case 'pr_auc':
      return trans.__('PR-AUC of changed peaks');
    case 'e_distance':
      return trans.__('Energy distance');
    default:
      return plain(id);
  }
}
