/** What a score means, in one line, and what an answer that is the same for every condition gets. */
export const metricLines: Readonly<Record<string, string>> = {
  pearson_delta_indep:
    'correlation over features of predicted and observed change, each over its own half of the controls; -1 to 1, higher is better. Predicting no change gets 0; one change for all gets what training-mean gets, which is more than 0',
  pearson_delta:
    'the same with the same controls on both sides, so that their noise counts as agreement; for comparison with papers only',
  pearson_delta_mean_ref:
    'correlation of both changes over the mean response of training conditions; one change for all gets 0, predicting no change can get .2 to .7 without knowing anything',
  pearson_delta_notarget:
    'pearson_delta_indep without the target genes of held-out conditions; a rule for the target alone gains nothing, one change for all gets about what it gets in pearson_delta_indep',
  pearson_delta_z:
    'pearson_delta_indep with each feature in units of its control spread, so that a few loud genes do not decide; no change gets 0',
  pearson_delta_top20:
    'pearson_delta over the 20 features that change most, target left out; no change gets 0',
  mse: 'mean squared error over all features; lower is better. Predicting no change is already near 0, so read it beside training-mean',
  mae: 'mean absolute error over all features; lower is better. Predicting no change is already near 0, so read it beside training-mean',
  mse_de: 'mse over features that change; lower is better, no change gets the mean squared change',
  mae_de: 'mae over features that change; lower is better, no change gets the mean change',
  pearson_de:
    'correlation of profiles over features that change; no change scores high: never alone',
  direction_match:
    'share of changing features whose sign is right; a coin gets .5, one change for all often more',
  de_overlap:
    'share of the changing features among as many ranked first by predicted change; no change gets about the share of features that change',
  discrimination:
    'how near a prediction ranks to its own condition among the others of its fold, 0 to 1; one answer for all gets .5, as does chance; with fewer than 4 conditions in a fold it is not scored',
  e_distance:
    'energy distance of predicted to observed cells; lower is better, no change gets the distance of control to perturbed cells',
  roc_auc:
    'whether peaks that change rank above those that do not; one score for all gets .5, accessibility alone more, since peaks open often are seen to change often',
  roc_auc_matched:
    'the same among peaks about as open as each other, so that accessibility alone gets .5, as one score for all does',
  pr_auc: 'roc_auc by precision; one score for all gets the share of peaks that change'
};

/** Scores that stand beside the primary one, by the options of the slot "evaluation". */
const besides = ['pearson_delta_notarget', 'pearson_delta_mean_ref', 'discrimination'];

/** A line for the primary score, for those that can stand beside it, and for every other that `told` names. */
export function metricsNamed(primary: string, told: readonly string[]): readonly string[] {
  const words = new Set(told.join(' ').match(/[a-z][a-z0-9_]*/g) ?? []);
  const others = Object.keys(metricLines).filter(id => besides.includes(id) || words.has(id));
  return [primary, ...others.filter(id => id !== primary)].flatMap(id =>
    Object.hasOwn(metricLines, id) ? [`${id}: ${metricLines[id]}.`] : []
  );
}
