import type { Score } from '../../task/assessment';
import type { CandidatePlan } from './candidate';
import type { InnerScores } from './inner-scores';

/** A candidate with what inner folds say of it; null: it was refused. */
export interface Scored extends Pick<CandidatePlan, 'n' | 'parameters'> {
  readonly inner: InnerScores | null;
}

/** Whether a paired difference is more than its noise: the whole interval lies above zero. */
export const isClear = ({ ci }: Score): boolean => ci !== null && ci[0] > 0;

/** The gain of one candidate over another on the same conditions; null where they were not compared. */
export function gainOver(one: Scored, other: Scored): Score | null {
  const direct = one.inner?.overall?.against.find(({ candidate }) => candidate === other.n);
  if (direct !== undefined) {
    return direct.gain;
  }
  const reverse = other.inner?.overall?.against.find(({ candidate }) => candidate === one.n);
  return reverse === undefined ? null : negative(reverse.gain);
}

const negative = ({ value, ci }: Score): Score => ({
  value: value === null ? null : 0 - value,
  ci: ci === null ? null : [0 - ci[1], 0 - ci[0]]
});

/**
 * The best candidate by the mean score on inner folds, or the one of fewest parameters among those that it does not
 * clearly beat pair by pair, nor by the network alone; of equal ones the earlier. Null where none has scores.
 */
export function choose<C extends Scored>(candidates: readonly C[]): C | null {
  const scored = candidates.filter(({ inner }) => mean(inner) !== null);
  if (scored.length === 0) {
    return null;
  }
  const best = scored.reduce((top, each) => (mean(each.inner)! > mean(top.inner)! ? each : top));
  const level = scored.filter(each => {
    const gain = each === best ? null : gainOver(best, each);
    return each === best || (gain !== null && !isClear(gain) && !isNetworkWorse(each, best));
  });
  const size = ({ parameters }: Scored): number => parameters ?? Number.POSITIVE_INFINITY;
  return level.reduce((least, each) => (size(each) < size(least) ? each : least));
}

/**
 * Whether a candidate's network alone lies below what the best one's may be by chance. Where inner folds fall back on the
 * baseline all candidates predict the same, and only this tells a poor network from a fair one.
 */
function isNetworkWorse(each: Scored, best: Scored): boolean {
  const own = each.inner?.overall?.component_gain?.value ?? null;
  const least = best.inner?.overall?.component_gain?.ci?.[0] ?? null;
  return own !== null && least !== null && own < least;
}

/** Higher is better, whatever the metric. */
function mean(inner: InnerScores | null): number | null {
  const value = inner?.overall?.candidate.value ?? null;
  return value === null || inner === null ? null : inner.higher_is_better ? value : 0 - value;
}
