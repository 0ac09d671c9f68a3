import type { Situation } from '../../design/brief';
import { optionLimits } from '../../design/read-constraint';
import type { Proposal } from '../../design/turns';
import { innerGap } from './inner-score';
import { roles } from './roles';
import { citedFacts, type Concern, knownEvidence, type Role, say, speaks, strength } from './rules';

/** A concern that applies to this data, with its numbers filled in. */
export interface VoicedConcern {
  readonly id: string;
  readonly slot: Concern['slot'];
  readonly hard: boolean;
  readonly wants: readonly string[];
  /** Options that meet it too; a language model's concern has none. */
  readonly accepts?: readonly string[];
  readonly text: string;
  readonly facts: readonly string[];
  readonly evidence: readonly string[];
  readonly given: NonNullable<Concern['given']>;
  readonly behindBest: number;
  /** A soft one is answered by a founded stand that names it; absent: by one that is at least as strong. */
  readonly byName?: boolean;
}

/**
 * All of a role's concerns that this data gives reason for. What the analyst rules out is no longer wanted, nor, by a
 * soft concern, what anyone's hard one rules out: a soft concern left without an option is withdrawn, a hard one stays.
 */
export function concernsOf(role: Role, situation: Situation): readonly VoicedConcern[] {
  const hard = roles.flatMap(other => voicedBy(other, situation)).filter(isAlwaysHard);
  return voicedBy(role, situation)
    .map(concern => (concern.hard ? concern : { ...concern, wants: allowed(concern, hard) }))
    .filter(concern => concern.hard || concern.wants.length > 0);
}

/** A debate asks for the same concerns some hundred times; a situation never changes. */
const voiced = new WeakMap<Situation, Map<Role, readonly VoicedConcern[]>>();

function voicedBy(role: Role, situation: Situation): readonly VoicedConcern[] {
  const known = voiced.get(situation) ?? new Map<Role, readonly VoicedConcern[]>();
  voiced.set(situation, known);
  const concerns = known.get(role) ?? voiceAll(role, situation);
  known.set(role, concerns);
  return concerns;
}

function voiceAll(role: Role, situation: Situation): readonly VoicedConcern[] {
  return role.concerns
    .filter(concern => speaks(concern, situation))
    .map(concern => voice(role, concern, situation));
}

/** Hard whatever else a proposal holds. */
export function isAlwaysHard({ hard, given, behindBest }: VoicedConcern): boolean {
  return hard && Object.keys(given).length === 0 && behindBest === 0;
}

function allowed(soft: VoicedConcern, hard: readonly VoicedConcern[]): readonly string[] {
  const same = hard.filter(concern => concern.slot === soft.slot);
  return soft.wants.filter(choice => same.every(concern => admits(concern, choice)));
}

/** Whether an option would meet a concern. */
export const admits = (
  { wants, accepts = [] }: Pick<VoicedConcern, 'wants' | 'accepts'>,
  choice: string
): boolean => wants.includes(choice) || accepts.includes(choice);

function voice(role: Role, concern: Concern, situation: Situation): VoicedConcern {
  const { required, forbidden } = optionLimits(situation.constraints, concern.slot);
  return {
    id: `${role.id}/${concern.id}`,
    slot: concern.slot,
    hard: concern.hard,
    wants: concern.wants.filter(
      choice => !forbidden.includes(choice) && required.every(wanted => wanted === choice)
    ),
    ...(concern.accepts === undefined ? {} : { accepts: concern.accepts }),
    text: say(concern.says, situation),
    facts: citedFacts(concern),
    evidence: knownEvidence(concern.evidence, situation),
    given: concern.given ?? {},
    behindBest: concern.behindBest ?? 0
  };
}

type Stands = Pick<Proposal, 'stands'>;

/**
 * Whether a concern has anything to say about a proposal: a fragment need not speak of every slot, so a soft concern
 * minds only what is said; a hard one wants an answer from everyone.
 */
export function minds(concern: VoicedConcern, { stands }: Stands, situation: Situation): boolean {
  const holds = (slot: string, choice?: string): boolean =>
    stands.some(stand => stand.slot === slot && (choice ?? stand.choice) === stand.choice);
  return (
    Object.entries(concern.given).every(([slot, choice]) => holds(slot, choice)) &&
    (concern.hard || holds(concern.slot)) &&
    innerGap({ stands }, situation) >= concern.behindBest
  );
}

/** Met by an option it wants; a soft one also by a stand that answers it. */
export function isMet(concern: VoicedConcern, { stands }: Stands): boolean {
  const stand = stands.find(item => item.slot === concern.slot);
  if (stand === undefined) {
    return false;
  }
  return admits(concern, stand.choice) || (!concern.hard && answers(stand, concern));
}

/** A count of citations says nothing of what they answer: where concerns can be named, the stand has to. */
function answers(stand: Proposal['stands'][number], concern: VoicedConcern): boolean {
  return concern.byName === true
    ? stand.concerns?.includes(concern.id) === true &&
        stand.facts.length + stand.evidence.length > 0
    : strength(stand) >= strength(concern);
}
