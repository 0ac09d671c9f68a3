import { CellForgeError } from '../errors';
import type { Evidence } from '../literature/evidence';
import { keptTogether } from './change-choice';
import { combineValues, decideHyperparameters } from './hyperparameters';
import { type Choice, type Dissent, Plan } from './plan';
import { planName, planParts } from './plan-texts';
import { type Slot, slotOptions, slots } from './slots';
import { tied } from './ties';
import type { Voice } from './voice';
import type { Proposal, Review, RoundEnd, Stand, Turn } from './turns';

/** All voices for one option of one slot. */
interface Side {
  readonly choice: string;
  readonly holders: readonly { readonly voice: Voice; readonly stand: Stand }[];
  readonly support: number;
  readonly critic: number;
}

/** Sums closer than this are ties. */
const tie = 1e-9;
const fewestChoices = 6;

/**
 * The plan that a debate's turns argue for; nothing but turns and evidence is known here.
 *
 * The deciding round is the one that agreed, or else the best-scored one. Per slot the option with the greatest sum of c
 * over its holders wins, ties by the critic's scores, then by the order of the options; the others stay as dissent. Where
 * the loss goes with some options alone, the strongest that go together win.
 *
 * @throws CellForgeError "design/no-plan" when no round has ended or fewer than six slots are argued for.
 */
export function composePlan(turns: readonly Turn[], evidence: readonly Evidence[]): Plan {
  const end = decidingRound(turns);
  const voices = voicesOf(turns, end);
  const known = new Set(evidence.map(item => item.id));
  const argued = slots.flatMap(slot => {
    const sides = sidesOf(slot, voices);
    return sides.length === 0 ? [] : [{ slot, sides }];
  });
  const decided = tied(argued).map(({ slot, sides: [winner, ...losers] }) => ({
    slot,
    winner,
    losers
  }));
  if (decided.length < fewestChoices) {
    const found = decided.map(({ slot }) => slot).join(', ') || 'none';
    throw noPlan(
      `stands on at least ${fewestChoices} slots in round ${end.round}`,
      `${decided.length} (${found})`
    );
  }
  const choices = decided.map(({ slot, winner }) => choiceOf(slot, winner, turns, known));
  const hyperparameters = decideHyperparameters(voices, choices);
  const plan = Plan.parse({
    version: 1,
    name: planName(choices),
    choices,
    dissent: decided.flatMap(({ slot, losers }) =>
      losers.map(side => dissentOf(slot, side, turns))
    ),
    hyperparameters,
    ...(end.values === undefined ? {} : { argued: arguedValues(voices, choices, turns) }),
    parts: planParts(choices, hyperparameters, end),
    agreed: end.agreed
  });
  return keptTogether(plan, 'loss', turns);
}

function noPlan(expected: string, found: string): CellForgeError {
  return new CellForgeError({
    code: 'design/no-plan',
    message: 'No plan can be composed from these turns.',
    expected,
    found,
    remedy: 'Run the debate again.'
  });
}

/** The last round when it agreed; else the best-scored one since the last agreement, which was sent back. */
function decidingRound(turns: readonly Turn[]): RoundEnd {
  const ends = turns
    .filter((turn): turn is RoundEnd => turn.kind === 'round-end')
    .sort((a, b) => a.round - b.round);
  if (ends.length === 0) {
    throw noPlan('a finished round', 'none');
  }
  const total = (end: RoundEnd): number => sum(end.scores.map(score => score.c));
  const last = ends[ends.length - 1];
  if (last.agreed) {
    return last;
  }
  const sentBack = ends.map(end => end.agreed).lastIndexOf(true);
  return ends
    .slice(sentBack + 1)
    .reduce((best, end) => (total(end) >= total(best) - tie ? end : best));
}

function voicesOf(turns: readonly Turn[], end: RoundEnd): readonly Voice[] {
  const proposals = turns.filter(
    (turn): turn is Proposal => turn.kind === 'proposal' && turn.round === end.round
  );
  return proposals.map(proposal => ({
    expert: proposal.expert,
    c: end.scores.find(score => score.expert === proposal.expert)?.c ?? 0,
    critic:
      turns.find(
        (turn): turn is Review =>
          turn.kind === 'review' && turn.reviewer === 'critic' && turn.of === proposal.id
      )?.score ?? 0,
    proposal
  }));
}

function sidesOf(slot: Slot, voices: readonly Voice[]): readonly Side[] {
  const order = slotOptions[slot] as readonly string[];
  const stands = voices.flatMap(voice =>
    voice.proposal.stands.filter(stand => stand.slot === slot).map(stand => ({ voice, stand }))
  );
  return [...new Set(stands.map(({ stand }) => stand.choice))]
    .map(choice => {
      const holders = stands.filter(({ stand }) => stand.choice === choice).sort(byWeight);
      return {
        choice,
        holders,
        support: sum(holders.map(({ voice }) => voice.c)),
        critic: sum(holders.map(({ voice }) => voice.critic)) / holders.length
      };
    })
    .sort(
      (a, b) =>
        compare(b.support, a.support) ||
        compare(b.critic, a.critic) ||
        order.indexOf(a.choice) - order.indexOf(b.choice)
    );
}

/** The loudest first; equally loud ones in a fixed order, so that the order of turns changes nothing. */
function byWeight(a: Side['holders'][number], b: Side['holders'][number]): number {
  return (
    compare(b.voice.c, a.voice.c) ||
    compare(b.voice.critic, a.voice.critic) ||
    (a.voice.expert < b.voice.expert ? -1 : 1)
  );
}

const compare = (a: number, b: number): number => (Math.abs(a - b) < tie ? 0 : a - b);

/** Adds in order of size, so that the order of the experts can't change the last bit. */
const sum = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b).reduce((total, value) => total + value, 0);

function choiceOf(
  slot: Slot,
  side: Side,
  turns: readonly Turn[],
  known: ReadonlySet<string>
): Choice {
  const stands = side.holders.map(({ stand }) => stand);
  const founded = [...stands].sort((a, b) => basis(b) - basis(a));
  return {
    slot,
    choice: side.choice,
    reason: founded[0].reason,
    evidence: unique(stands.flatMap(stand => stand.evidence)).filter(id => known.has(id)),
    facts: unique(stands.flatMap(stand => stand.facts)),
    turns: citedTurns(side, turns),
    support: side.support,
    changed_by_analyst: false
  };
}

/** The values with who spoke for them, and the reviews of the deciding round that still mind one. */
function arguedValues(
  voices: readonly Voice[],
  choices: readonly Choice[],
  turns: readonly Turn[]
): Plan['argued'] {
  const proposals = voices.map(({ proposal }) => proposal.id);
  const reviews = turns.filter(
    (turn): turn is Review => turn.kind === 'review' && proposals.includes(turn.of)
  );
  return combineValues(voices, choices).map(combined => ({
    ...combined,
    open: reviews
      .filter(review =>
        (review.open_values ?? []).some(
          ({ name, least, most }) =>
            name === combined.name && (combined.value < least || combined.value > most)
        )
      )
      .map(({ id }) => id)
  }));
}

/** The best founded reason is told: numbers of this data first, then literature; among equals the loudest voice's. */
const basis = ({ facts, evidence }: Stand): number => 2 * facts.length + evidence.length;

function dissentOf(slot: Slot, side: Side, turns: readonly Turn[]): Dissent {
  return {
    slot,
    choice: side.choice,
    experts: side.holders.map(({ voice }) => voice.expert),
    reason: side.holders[0].stand.reason,
    turns: citedTurns(side, turns),
    support: side.support
  };
}

/** The proposals that hold the option, then the turns that moved their holders to it. */
function citedTurns(side: Side, turns: readonly Turn[]): readonly string[] {
  const present = new Set(turns.map(turn => turn.id));
  return unique([
    ...side.holders.map(({ voice }) => voice.proposal.id),
    ...side.holders.flatMap(({ stand }) => stand.turns)
  ]).filter(id => present.has(id));
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];
