import type { ModeratorWords } from '../../design/debate';
import type { Plan } from '../../design/plan';
import type { CandidatePlan } from './candidate';
import { figure, ofFewer, told } from './candidate-facts';
import type { InnerScores } from './inner-scores';

/** What the moderator says when results open a round: the numbers with their ids, what was argued and not tried, the rule. */
export function opening(
  { n, dissent }: Pick<CandidatePlan, 'n'> & Pick<Plan, 'dissent'>,
  inner: InnerScores
): ModeratorWords {
  const { overall, metric, parts } = inner;
  const id = (what: string): string => `candidate-${n}-${what}`;
  if (overall === null) {
    return { by: 'moderator', text: `Candidate ${n} could not be scored.` };
  }
  const bests = [...new Set(parts.map(part => part.best_baseline))].join(', ');
  const alone =
    overall.component_gain === null
      ? ''
      : `; its network alone ${told(overall.component_gain)} (${id('component-gain')})`;
  const room =
    overall.room === null
      ? ''
      : ` Left to the ceiling${ofFewer(overall.room_n)}: ${figure(overall.room.value)} (${id('room')}).`;
  const text =
    `Candidate ${n}, this plan, has run on inner folds: ${metric} ${told(overall.candidate)} (${id('inner-score')}). ` +
    `Over the best baseline (${bests}): ${told(overall.gain)} (${id('gain')})${alone}.${room}` +
    `${notTried(dissent)} Change only what these numbers speak against, and cite the fact; whatever moves without one is put back.`;
  return { by: 'moderator', text };
}

function notTried(dissent: Plan['dissent']): string {
  const listed = dissent
    .filter(({ slot }) => slot !== 'evaluation')
    .slice(0, 4)
    .map(({ slot, choice }) => `${slot} ${choice}`);
  return listed.length === 0 ? '' : ` Argued for and not tried: ${listed.join(', ')}.`;
}
