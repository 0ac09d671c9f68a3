import type { Table } from './ask';
import type { Held } from './held-concerns';
import { hasToReview } from './reviews';
import { expertIds, type ExpertId, type Proposal, type Review } from './turns';

type Reviewer = Review['reviewer'];

/** The most answers that are paid for in one round of a debate. */
const mostCallsARound = 9;

/**
 * Who of the reviewers is asked in a round. With four experts all of them; with more the calls that proposals and the
 * critic leave go round: first who has not spoken, then who spoke longest ago, and of these the experts that the task
 * brought in.
 */
export function whoReviews(
  table: Table,
  reviewers: readonly Reviewer[],
  { proposals, held, calls }: { proposals: readonly Proposal[]; held: Held; calls: number }
): ReadonlySet<Reviewer> {
  const wanted = reviewers.filter(reviewer => hasToReview(table, reviewer, proposals, held));
  if (table.panel === null) {
    return new Set(wanted);
  }
  const critic = wanted.filter(reviewer => reviewer === 'critic');
  const peers = wanted.filter((reviewer): reviewer is ExpertId => reviewer !== 'critic');
  const last = (reviewer: ExpertId): number => held.asked?.[reviewer] ?? 0;
  const isUsual = (reviewer: ExpertId): number => Number(expertIds.includes(reviewer));
  const inTurn = [...peers].sort((a, b) => last(a) - last(b) || isUsual(a) - isUsual(b));
  const left = Math.max(mostCallsARound - calls - critic.length, 0);
  return new Set<Reviewer>([...critic, ...inTurn.slice(0, left)]);
}

/** Whether everybody who reviews has been asked at least once. */
export function allHeard(reviewers: readonly Reviewer[], { asked }: Held): boolean {
  return reviewers.every(reviewer => asked?.[reviewer] !== undefined);
}
