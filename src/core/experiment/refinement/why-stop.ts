import type { Task } from '../../task/task';
import type { Left, StopReason } from './candidate';
import { figure, ofFewer, told } from './candidate-facts';
import { type Scored, gainOver, isClear } from './choose';
import type { InnerScores } from './inner-scores';

/** What the moderator looks at before a further round. */
export interface Standing {
  readonly best: (Scored & { readonly inner: InnerScores | null }) | null;
  /** The candidate made last, and the one it was made from; null: none was made yet. */
  readonly last: { readonly made: Scored; readonly parent: Scored } | null;
  readonly made: number;
  readonly most: number;
  readonly left: Left;
  readonly task: Pick<Task, 'held_out' | 'seeds'>;
}

export interface Stop {
  readonly reason: StopReason;
  readonly text: string;
}

/** Why no further round is opened; null: one is. In this order: nothing to go by, no room, no gain, no budget, enough. */
export function whyStop(standing: Standing): Stop | null {
  const { best, last, made, most } = standing;
  const overall = best?.inner?.overall ?? null;
  if (best === null || best.inner === null || overall === null) {
    return { reason: 'not-scored', text: 'No candidate has scores on inner folds to argue from.' };
  }
  const { room, room_n } = overall;
  if (room !== null && room.value !== null && !isClear(room)) {
    const text = `Candidate ${best.n} is at the noise ceiling${ofFewer(room_n)}: ${told(room)} is left, no more than noise.`;
    return { reason: 'ceiling', text };
  }
  if (last !== null && !isGain(last)) {
    const gain = gainOver(last.made, last.parent);
    const text =
      gain === null
        ? `Candidate ${last.made.n} has no scores, and nothing was gained.`
        : `Candidate ${last.made.n} gains ${told(gain)} over candidate ${last.parent.n}: no more than noise.`;
    return { reason: 'patience', text };
  }
  const budget = beyondBudget(standing, best.inner);
  if (budget !== null) {
    return { reason: 'budget', text: budget };
  }
  return made < most ? null : { reason: 'most', text: `${most} new candidates were asked for.` };
}

function isGain({ made, parent }: NonNullable<Standing['last']>): boolean {
  const gain = gainOver(made, parent);
  return gain !== null && isClear(gain);
}

/** A further candidate takes another scoring, and the plan must still be trained on all outer folds. */
function beyondBudget({ left, task }: Standing, inner: InnerScores): string | null {
  const { minutes, tokens, tokens_a_round } = left;
  const folds = task.held_out
    .filter(({ chosen }) => chosen)
    .reduce((sum, scenario) => sum + scenario.folds, 0);
  const aFit = inner.seconds / Math.max(inner.fits, 1);
  const needed = (inner.seconds + aFit * (folds * task.seeds.length + 1)) / 60;
  if (minutes !== null && minutes < needed) {
    return `Another candidate and the full run need about ${figure(needed)} minutes, and ${figure(minutes)} are left.`;
  }
  if (tokens !== null && tokens < tokens_a_round) {
    return `A round takes about ${Math.round(tokens_a_round)} tokens, and ${Math.round(tokens)} are left.`;
  }
  return null;
}
