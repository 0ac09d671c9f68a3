import type { ExpertId, Proposal } from './turns';

/** One expert's last word with the weight it has: the final c, and the critic's score for ties. */
export interface Voice {
  readonly expert: ExpertId;
  readonly c: number;
  readonly critic: number;
  readonly proposal: Proposal;
}
