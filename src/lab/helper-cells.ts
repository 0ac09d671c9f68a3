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

/** A cell that predicts the named perturbations with the refitted model of the prediction cell. */
export function predictionCell(labels: readonly string[]): string {
  const named = labels.map(label => JSON.stringify(label)).join(', ');
  return [`wanted = [${named}]`, 'predicted = final.predict(wanted)', 'predicted.obs'].join('\n');
}
