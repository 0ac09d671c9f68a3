import type { ProposalBrief, ReviewBrief } from '../design/brief';
import { type ExpertId, expertIds, type Proposal, type Review, type Turn } from '../design/turns';
import { CellForgeError } from '../errors';
import type { Mind } from '../ports';

/** Answers every role with what it said in a recorded debate: no network, no key, the same turns. */
export function replayMind(turns: readonly Turn[]): Mind {
  return {
    kind: 'replay',
    experts: expertsIn(turns),
    async answer(role, brief, schema, signal) {
      signal.throwIfAborted();
      return schema.parse(recordedAnswer(turns, role, brief as ProposalBrief | ReviewBrief));
    }
  };
}

/** Who spoke, in their order; the four of old where nobody did. */
function expertsIn(turns: readonly Turn[]): readonly ExpertId[] {
  const spoke = turns.flatMap(turn => (turn.kind === 'proposal' ? [turn.expert] : []));
  return spoke.length === 0 ? expertIds : [...new Set(spoke)];
}

/**
 * Stands for agents whose calls stand in a record and are taken from there (`Ports.recorded`): asked all the same, it
 * says that the record does not hold the turn.
 */
export function recordedAgents(): Mind {
  const refuse = (role: string, brief: unknown): Promise<never> => {
    const { kind, round } = brief as { readonly kind: string; readonly round?: number };
    return Promise.reject(notRecorded(`${kind} turn`, role, round));
  };
  return { kind: 'replay', answer: refuse, call: refuse };
}

function notRecorded(what: string, role: string, round?: number): CellForgeError {
  const when = round === undefined ? '' : ` in round ${round}`;
  return new CellForgeError({
    code: 'replay/not-recorded',
    message: `The recorded debate holds no ${what} of ${role}${when}`,
    expected: 'a debate about the same data, task and constraints as the recorded one',
    found: 'a question that was never asked in it',
    remedy: 'Replay with the settings of the recorded run, or use --experts built-in.'
  });
}

function recordedAnswer(
  turns: readonly Turn[],
  role: string,
  brief: ProposalBrief | ReviewBrief
): unknown {
  const said = turns.find(turn => answers(turn, role, brief));
  if (said?.kind === 'proposal') {
    const { text, stands, hyperparameters, answers } = said;
    return { text, stands, hyperparameters, answers };
  }
  if (said?.kind === 'review') {
    const { criteria, open_concerns, text, evidence, facts } = said;
    return { criteria, open_concerns, text, evidence, facts };
  }
  throw notRecorded(brief.kind, role, brief.round);
}

function answers(
  turn: Turn,
  role: string,
  brief: ProposalBrief | ReviewBrief
): turn is Proposal | Review {
  if (turn.kind === 'proposal') {
    return brief.kind === 'proposal' && turn.round === brief.round && turn.expert === role;
  }
  return (
    turn.kind === 'review' &&
    brief.kind === 'review' &&
    turn.round === brief.round &&
    turn.reviewer === role &&
    turn.of === brief.proposal.id
  );
}
