import type { TranslationBundle } from '@jupyterlab/translation';
import type { MetricInfo, PartResult } from '../../core/experiment/result';
import { difference, typeset } from '../text';
import { baselineName, inBaselineNames } from './names';

/** What a part's verdict says, short: the best baseline, the paired difference and its interval. */
export function partSentence(
  part: PartResult,
  primary: MetricInfo,
  trans: TranslationBundle
): string {
  const best = part.best_baseline;
  const metric = Object.hasOwn(part.metrics, primary.id) ? part.metrics[primary.id] : null;
  const ids = Object.keys(metric?.baselines ?? {});
  const recorded = inBaselineNames(typeset(part.sentence), ids, trans);
  const paired = best !== null && metric ? metric.paired[best] : undefined;
  if (!primary.higher_is_better || best === null || !paired?.ci || paired.difference === null) {
    return recorded;
  }
  const [low, high] = paired.ci;
  const name = baselineName(best, trans);
  const [gain, interval] = difference(paired.difference, paired.ci);
  const [apart] = difference(Math.abs(paired.difference), paired.ci);
  if (part.verdict === 'better-than-baselines' && low > 0) {
    return trans.__('Better than %1 by %2 %3.', name, apart, interval);
  }
  // an interval above 0 that is still no win has another reason, which the record names
  if (part.verdict !== 'no-better-than-baselines' || low > 0) {
    return recorded;
  }
  return high < 0
    ? trans.__('Behind %1 by %2; difference %3.', name, apart, interval)
    : trans.__('Level with %1: %2 %3.', name, gain, interval);
}
