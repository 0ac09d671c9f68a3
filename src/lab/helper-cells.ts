import type { Modality } from '../core';

/** The cell that loads the quickstart's simulated data: plainly simulated, so that nobody takes it for a screen. */
export function exampleCell(): string {
  return [
    'import cellforge_runtime as cf',
    '',
    '# simulated, with a known truth: not a measured screen',
    'adata = cf.datasets.simulate(kind="interaction", seed=0)',
    'adata'
  ].join('\n');
}

/** A cell that predicts the named perturbations with the kept model, and shows what they do; it needs nothing of the kernel. */
export function predictionCell(
  labels: readonly string[],
  from: { readonly runFolder: string | null; readonly modalities: readonly Modality[] }
): string {
  const named = labels.map(label => JSON.stringify(label)).join(', ');
  const [, second] = from.modalities;
  const largest =
    second === undefined
      ? ['cf.largest_changes(predicted)']
      : [
          'display(cf.largest_changes(predicted))',
          `cf.largest_changes(predicted, modality=${JSON.stringify(second)})`
        ];
  return [
    'import cellforge_runtime as cf',
    '',
    '# What would these do? Asked of the model that the prediction cell refitted on every condition.',
    `wanted = [${named}]`,
    ...(from.runFolder === null
      ? []
      : [`final = cf.load_model(${JSON.stringify(`${from.runFolder}/model`)})`]),
    'predicted = final.predict(wanted)',
    '',
    '# What kind of question each is; the interval is what held-out conditions of that kind scored.',
    'display(predicted.obs)',
    '# Change against controls; clear: the interval of that feature over held-out conditions leaves 0 out.',
    ...largest
  ].join('\n');
}
