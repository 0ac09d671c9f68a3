import type { Situation } from '../../design/brief';
import type { Proposal } from '../../design/turns';
import type { AssessedPart } from '../../task/assessment';
import { anchors } from './anchors';

/** How near a fragment's simple baseline comes to the best one, 1 at the best, with the numbers. */
export interface InnerScore {
  readonly share: number;
  readonly detail: string;
}

type Fragment = Pick<Proposal, 'stands'>;

/** Per assessed part, the inner-fold score of the simple baseline that a fragment stands on, against the best one. */
export function innerScores(proposal: Fragment, situation: Situation): readonly InnerScore[] {
  const { primary } = situation.task;
  return (situation.assessment?.parts ?? []).flatMap(part => {
    const found = anchorScore(proposal, part, primary);
    return found === null ? [] : [found];
  });
}

/** How far the worst part stays behind the best baseline, 0 to 1. */
export function innerGap(proposal: Fragment, situation: Situation): number {
  return Math.max(0, ...innerScores(proposal, situation).map(({ share }) => 1 - share));
}

function anchorScore(proposal: Fragment, part: AssessedPart, primary: string): InnerScore | null {
  const scores = part.baselines[primary] ?? {};
  const best = scores[part.best_baseline]?.value ?? null;
  if (best === null) {
    return null;
  }
  if (proposal.stands.some(stand => stand.choice === 'shrink-to-baseline')) {
    const detail = `falls back on ${part.best_baseline}, the best baseline: ${best.toFixed(2)}`;
    return { share: 1, detail };
  }
  const anchor = anchors.find(
    ({ needs, baseline }) =>
      typeof scores[baseline]?.value === 'number' &&
      Object.entries(needs).every(([slot, choice]) =>
        proposal.stands.some(stand => stand.slot === slot && stand.choice === choice)
      )
  );
  const value = anchor === undefined ? null : scores[anchor.baseline].value;
  if (anchor === undefined || value === null) {
    return null;
  }
  const detail = `stands on ${anchor.baseline} ${value.toFixed(2)}; best baseline ${part.best_baseline} ${best.toFixed(2)}`;
  return { share: shareOf(value, best, primary), detail };
}

/** Correlations and shares by their difference, so that two scores near 0 are near each other; errors by their ratio. */
function shareOf(value: number, best: number, primary: string): number {
  if (/^(mse|mae)|distance/.test(primary)) {
    return value <= 0 ? 1 : Math.min(best / value, 1);
  }
  return Math.min(Math.max(1 - (best - value), 0), 1);
}
