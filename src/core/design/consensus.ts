import { type ExpertId, expertIds } from './turns';

/** Every expert's c must reach this before the debate has agreed. */
export const agreedFrom = 0.8;
/** ... and no two experts may lie this far apart (a hair less counts as this far: 0.83 - 0.8 is not exact). */
export const agreedWithin = 0.03;
export const mostRounds = 20;

/** c of one expert after a round: 0.3 of the previous c (0 before the first), 0.4 of the critic's score, 0.3 of the peers' mean. */
export function consensus(previous: number, critic: number, peers: readonly number[]): number {
  if (peers.length === 0) {
    throw new RangeError('A consensus score needs at least one peer review: found none.');
  }
  // sorted, so that the order of the peers can't change the last bit of the sum
  const sum = [...peers].sort((a, b) => a - b).reduce((total, score) => total + score, 0);
  return 0.3 * previous + 0.4 * critic + 0.3 * (sum / peers.length);
}

/** Whether all experts stand high enough and close enough together. */
export function isAgreed(scores: readonly number[]): boolean {
  const lowest = Math.min(...scores);
  return (
    scores.length > 0 && lowest >= agreedFrom && Math.max(...scores) - lowest < agreedWithin - 1e-9
  );
}

/** A review as far as the consensus needs it. */
export interface RoundReview {
  readonly reviewer: string;
  readonly expert: ExpertId;
  readonly score: number;
  readonly hardOpen: boolean;
}

/**
 * c of each expert, in the order of `expertIds`, from one round's reviews.
 * A proposal that leaves anyone's hard concern unmet counts at most 0.8 with every reviewer, so its c stays below 0.8.
 */
export function scoreRound(
  reviews: readonly RoundReview[],
  previous: readonly number[]
): readonly number[] {
  return expertIds.map((expert, index) => {
    const own = reviews.filter(review => review.expert === expert);
    const most = own.some(review => review.hardOpen) ? agreedFrom : 1;
    const critic = own.find(review => review.reviewer === 'critic');
    if (critic === undefined) {
      throw new RangeError(`The critic has not scored the proposal of ${expert}.`);
    }
    const peers = own
      .filter(review => review !== critic)
      .map(review => Math.min(review.score, most));
    return consensus(previous[index] ?? 0, Math.min(critic.score, most), peers);
  });
}
