import { type ExpertId, expertIds } from './turns';

/** Every expert's c must reach this before the debate has agreed. */
const agreedFrom = 0.8;
/** ... and no two experts may lie this far apart (a hair less counts as this far: 0.83 - 0.8 is not exact). */
const agreedWithin = 0.03;
export const mostRounds = 20;

/**
 * c of one expert after a round: 0.3 of the previous c (0 before the first), 0.4 of the critic's score, 0.3 of the peers'
 * mean. In an ablation without one of the two, the other has the weight of both.
 */
export function consensus(
  previous: number,
  critic: number | null,
  peers: readonly number[]
): number {
  if (peers.length === 0 && critic === null) {
    throw new RangeError('A consensus score needs a review by the critic or a peer: found none.');
  }
  // sorted, so that the order of the peers can't change the last bit of the sum
  const sum = [...peers].sort((a, b) => a - b).reduce((total, score) => total + score, 0);
  const mean = peers.length === 0 ? critic! : sum / peers.length;
  return 0.3 * previous + 0.4 * (critic ?? mean) + 0.3 * mean;
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
 * c of each expert, in the order of `experts`, from one round's reviews.
 * A proposal that leaves anyone's hard concern unmet counts at most 0.8 with every reviewer, so its c stays below 0.8.
 */
export function scoreRound(
  reviews: readonly RoundReview[],
  previous: readonly number[],
  experts: readonly ExpertId[] = expertIds
): readonly number[] {
  return experts.map((expert, index) => {
    const own = reviews.filter(review => review.expert === expert);
    const most = own.some(review => review.hardOpen) ? agreedFrom : 1;
    const critic = own.find(review => review.reviewer === 'critic');
    if (own.length === 0) {
      throw new RangeError(`Nobody has scored the proposal of ${expert}.`);
    }
    const peers = own
      .filter(review => review !== critic)
      .map(review => Math.min(review.score, most));
    const judged = critic === undefined ? null : Math.min(critic.score, most);
    return consensus(previous[index] ?? 0, judged, peers);
  });
}
