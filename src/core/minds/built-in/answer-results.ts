import type { ProposalBrief, Situation } from '../../design/brief';
import type { CandidateTold } from '../../design/candidates-told';
import type { Dissent } from '../../design/plan';
import { optionShort } from '../../design/option-texts';
import { optionLimits } from '../../design/read-constraint';
import type { Slot } from '../../design/slots';
import { slotOptions } from '../../design/slots';
import { goesWith } from '../../design/ties';
import type { Proposal, Stand } from '../../design/turns';
import { admits, concernsOf, isAlwaysHard } from './concerns';
import { roles } from './roles';
import { measured, say } from './rules';

type Answer = Proposal['answers'][number];

/** Where a network that falls short is changed first. */
const firstSlots: readonly Slot[] = ['composition', 'perturbation', 'loss', 'regularisation'];
/** Where a change changes the model at all. */
const modelSlots: readonly Slot[] = [...firstSlots, 'context', 'decoder', 'response', 'training'];

/**
 * The stands after results on inner folds opened this round: whoever speaks for the slot takes up the strongest dissent
 * that no candidate has tried, and cites the result. One change a round, the same for all.
 */
export function answerResults(
  { comments, round, situation }: ProposalBrief,
  before: readonly Stand[]
): { readonly stands: readonly Stand[]; readonly answers: readonly Answer[] } {
  const opened = comments.filter(comment => comment.round === round && comment.by === 'moderator');
  const wanted = opened.length === 0 ? null : wantedChange(situation);
  const own = before.find(stand => stand.slot === wanted?.slot);
  const moves = wanted !== null && own !== undefined && own.choice !== wanted.choice;
  const reason =
    wanted === null
      ? 'No inner result speaks for a change that was argued for and not tried.'
      : moves
        ? `${wanted.slot} becomes ${wanted.choice}.`
        : own === undefined
          ? `${wanted.slot} is not mine to speak for.`
          : `I stand on ${wanted.choice} already.`;
  return {
    stands: moves ? before.map(stand => (stand === own ? wanted : stand)) : before,
    answers: opened.map(({ id }) => ({ turn: id, heeded: moves, reason }))
  };
}

/** What the results of the candidate that the round goes on from speak for; null: nothing. */
function wantedChange(situation: Situation): Stand | null {
  const { candidates } = situation;
  const parent = candidates?.all.find(({ n }) => n === candidates.from);
  const diagnosis = parent === undefined ? null : diagnose(parent, situation);
  if (candidates === undefined || parent === undefined || diagnosis === null) {
    return null;
  }
  const open = parent.dissent
    .filter(item => isOpen(item, parent, situation))
    .filter(item => !candidates.all.some(each => hasTried(each, parent, item)))
    .sort((a, b) => rank(a.slot) - rank(b.slot) || b.support - a.support);
  if (open.length === 0) {
    return null;
  }
  const { slot, choice, turns } = open[0];
  const reason = `${diagnosis.text} Argued for and not tried: ${optionShort(slot, choice)}.`;
  return { slot, choice, reason, evidence: [], facts: diagnosis.facts, turns };
}

const rank = (slot: Slot): number => (firstSlots.includes(slot) ? 0 : 1);

interface Diagnosis {
  readonly text: string;
  readonly facts: readonly string[];
}

/** What is wrong with a candidate by its numbers; null where nothing is left to gain. */
function diagnose({ n, scores }: CandidateTold, situation: Situation): Diagnosis | null {
  if (scores === null || (scores.room?.ci ?? [1])[0] <= 0) {
    return null;
  }
  const id = (what: string): string => `candidate-${n}-${what}`;
  const alone = scores.component_gain?.ci ?? null;
  const gained = scores.gain.ci;
  const rule =
    alone !== null && alone[1] < 0
      ? {
          says: `Its network alone scores {${id('component-gain')}} against the best baseline on inner folds.`,
          of: 'component-gain'
        }
      : gained !== null && gained[0] > 0
        ? {
            says: `It gains {${id('gain')}} over the best baseline on inner folds, and {${id('room')}} is left to the ceiling.`,
            of: 'gain'
          }
        : {
            says: `It is level with the best baseline on inner folds: {${id('gain')}}.`,
            of: 'gain'
          };
  const facts = [id(rule.of), id('room')].filter(each => measured(situation, each) !== null);
  return { text: say(rule.says, situation), facts };
}

/** Whether a minority's option can be taken up: one of ours, allowed by the analyst, and no hard concern against it. */
function isOpen({ slot, choice }: Dissent, parent: CandidateTold, situation: Situation): boolean {
  const { required, forbidden } = optionLimits(situation.constraints, slot);
  const hard = roles
    .flatMap(role => concernsOf(role, situation))
    .filter(isAlwaysHard)
    .filter(concern => concern.slot === slot);
  const needsTable = choice === 'knowledge' && measured(situation, 'knowledge-table') === null;
  return (
    modelSlots.includes(slot) &&
    (slotOptions[slot] as readonly string[]).includes(choice) &&
    !needsTable &&
    !forbidden.includes(choice) &&
    required.every(wanted => wanted === choice) &&
    hard.every(concern => admits(concern, choice)) &&
    goesWith(parent.choices, { slot, choice }) &&
    parent.choices.some(each => each.slot === slot && each.choice !== choice)
  );
}

/** Whether a candidate is the parent with this option in its place. */
function hasTried(
  { choices }: CandidateTold,
  parent: CandidateTold,
  { slot, choice }: Pick<Dissent, 'slot' | 'choice'>
): boolean {
  return parent.choices.every(each => {
    const wanted = each.slot === slot ? choice : each.choice;
    return choices.some(other => other.slot === each.slot && other.choice === wanted);
  });
}
