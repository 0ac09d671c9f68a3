import { modalitiesOf } from '../task/task';
import type { RunView } from '../view';
import { planChanges } from './refinement/plan-changes';

/** What the cells will fit, counted before they run, and what of it this very run has timed already. */
export interface WorkAhead {
  /** One for each outer fold, seed and modality. */
  readonly fits: number;
  /** Of every condition, for predictions. */
  readonly finalFits: number;
  /** Within each fit. */
  readonly innerFolds: number;
  readonly conditions: number;
  readonly features: number;
  /** Candidates that each training set chooses among, which takes further fits; null: none. */
  readonly choosesAmong: number | null;
  /** A candidate's fits on inner folds; null where none was scored. */
  readonly timed: {
    readonly candidate: number;
    readonly fits: number;
    readonly seconds: number;
    /** Its plan is the one that would run. */
    readonly isOfPlan: boolean;
  } | null;
  /** At the pace of what was timed; null where that is no measure of these fits. */
  readonly secondsAtPace: number | null;
  /** That baselines and ceiling took on inner folds. */
  readonly baselineSeconds: number;
}

/** Null before a plan stands, and for runs of releases that did not count the folds. */
export function workAhead(view: RunView): WorkAhead | null {
  const { task, profile, assessment, plan, choosesAmong } = view;
  const folds = assessment?.outer_folds;
  if (task === null || profile === null || assessment === null || plan === null || !folds) {
    return null;
  }
  const modalities = modalitiesOf(task);
  const sizes = profile.object.modalities.filter(({ id }) => modalities.includes(id));
  const fits = folds * task.seeds.length * modalities.length;
  const finalFits = modalities.length;
  const timed = timedIn(view);
  const isMeasure = timed !== null && timed.isOfPlan && choosesAmong === null;
  return {
    fits,
    finalFits,
    innerFolds: task.inner_folds,
    conditions: profile.n_conditions,
    features: sizes.reduce((sum, each) => sum + each.n_features, 0) || profile.object.n_features,
    choosesAmong,
    timed,
    secondsAtPace: isMeasure ? (timed.seconds / timed.fits) * (fits + finalFits) : null,
    baselineSeconds: assessment.seconds
  };
}

/** Of the candidate that is the plan, or of the last one where the plan was changed since. */
function timedIn({ candidates, plan }: RunView): WorkAhead['timed'] {
  const scored = candidates.flatMap(({ n, inner, plan: own }) => {
    const isScored = inner !== null && inner.failure === null && inner.fits > 0;
    const isOfPlan = plan !== null && planChanges(own, plan).length === 0;
    return isScored ? [{ candidate: n, fits: inner.fits, seconds: inner.seconds, isOfPlan }] : [];
  });
  return scored.filter(({ isOfPlan }) => isOfPlan).at(-1) ?? scored.at(-1) ?? null;
}
