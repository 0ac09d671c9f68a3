import type { ProposalBrief, ProposalDraft, Situation } from '../../design/brief';
import type { Hyperparameters } from '../../design/plan';
import { optionLimits } from '../../design/read-constraint';
import { type Slot, slots } from '../../design/slots';
import type { Stand } from '../../design/turns';
import { admits, concernsOf, type VoicedConcern } from './concerns';
import { answerComments } from './answer-comments';
import { answerResults } from './answer-results';
import { roles } from './roles';
import { citedFacts, knownEvidence, type Role, say, speaks, strength } from './rules';
import { sayProposal } from './say-proposal';
import { valuesFor } from './values';

/** Changes an expert makes between two rounds at most: the best founded concern comes first. */
const changesPerRound = 1;

/** An expert's fragment: its rules in the first round, then the fragment before, revised by what was said of it. */
export function propose(role: Role, brief: ProposalBrief): ProposalDraft {
  const { situation, previous } = brief;
  const before = previous === null ? firstStands(role, situation) : [...previous.stands];
  const heard = hear(brief, before);
  const { stands, kept } =
    previous === null
      ? { stands: heard.stands, kept: [] }
      : answerConcerns(role, brief, heard.stands);
  const ordered = slots.flatMap(slot => stands.filter(stand => stand.slot === slot));
  const hyperparameters: Partial<Hyperparameters> = valuesFor(role, ordered, situation);
  return {
    text: sayProposal({ previous, stands: ordered, kept, answers: heard.answers }),
    stands: ordered,
    hyperparameters,
    answers: heard.answers
  };
}

/** What the moderator tells of results is answered by them; every other word is the analyst's, or read as theirs. */
function hear(brief: ProposalBrief, before: readonly Stand[]) {
  if (brief.situation.candidates === undefined) {
    return answerComments(brief, before);
  }
  const told = answerResults(brief, before);
  const comments = brief.comments.filter(comment => comment.by !== 'moderator');
  const heard = answerComments({ ...brief, comments }, told.stands);
  return { stands: heard.stands, answers: [...told.answers, ...heard.answers] };
}

function firstStands(role: Role, situation: Situation): readonly Stand[] {
  return slots.flatMap(slot => {
    const rules = role.rules.filter(rule => rule.slot === slot);
    if (rules.length === 0) {
      return [];
    }
    const { required, forbidden } = optionLimits(situation.constraints, slot);
    const rule = rules.find(
      item =>
        speaks(item, situation) &&
        !forbidden.includes(item.choice) &&
        required.every(choice => choice === item.choice)
    );
    if (rule !== undefined) {
      return [
        {
          slot,
          choice: rule.choice,
          reason: say(rule.says, situation),
          evidence: knownEvidence(rule.evidence, situation),
          facts: citedFacts(rule),
          turns: []
        }
      ];
    }
    return required.length > 0 ? [requiredStand(slot, required[0])] : [];
  });
}

function requiredStand(slot: Slot, choice: string): Stand {
  const reason = `Required by the analyst; I have no argument of my own for ${choice}.`;
  return { slot, choice, reason, evidence: [], facts: [], turns: [] };
}

/** A concern that was raised against a stand and did not move it, with the reason. */
export interface Kept {
  readonly slot: Slot;
  readonly reason: string;
}

function answerConcerns(
  role: Role,
  brief: ProposalBrief,
  before: readonly Stand[]
): { readonly stands: readonly Stand[]; readonly kept: readonly Kept[] } {
  const { situation } = brief;
  const own = concernsOf(role, situation);
  const kept: Kept[] = [];
  let stands = [...before];
  let changes = 0;
  for (const raised of raisedConcerns(brief)) {
    if (changes === changesPerRound) {
      break;
    }
    const stand = stands.find(item => item.slot === raised.slot);
    const choice = optionFor(raised, own, situation);
    if (stand !== undefined && raised.wants.includes(stand.choice)) {
      continue;
    }
    if (choice === null || !outweighs(raised, stand)) {
      kept.push({ slot: raised.slot, reason: stand?.reason ?? raised.text });
      continue;
    }
    stands = [...stands.filter(item => item.slot !== raised.slot), adopted(raised, choice)];
    changes += 1;
  }
  return { stands, kept };
}

/** A concern as a review told it, with what it rests on. */
interface Raised {
  readonly slot: Slot;
  readonly hard: boolean;
  readonly wants: readonly string[];
  readonly text: string;
  readonly review: string;
  readonly facts: readonly string[];
  readonly evidence: readonly string[];
}

/** All open concerns, hard ones first, then the better founded. */
function raisedConcerns({
  reviews,
  situation
}: ProposalBrief): readonly (Raised & { readonly id: string })[] {
  const voiced = roles.flatMap(role => concernsOf(role, situation));
  return reviews
    .flatMap(review =>
      review.open_concerns.map(concern => {
        // a review lists what all its concerns rest on; a built-in concern knows its own share
        const { facts, evidence } = voiced.find(item => item.id === concern.id) ?? review;
        return { ...concern, review: review.id, facts, evidence };
      })
    )
    .sort(
      (a, b) =>
        Number(b.hard) - Number(a.hard) || strength(b) - strength(a) || (a.id < b.id ? -1 : 1)
    );
}

const outweighs = (raised: Raised, stand: Stand | undefined): boolean =>
  stand === undefined || raised.hard || strength(raised) > strength(stand);

/** The first wanted option that neither the analyst nor a hard concern of the expert's own rules out. */
function optionFor(
  raised: Raised,
  own: readonly VoicedConcern[],
  situation: Situation
): string | null {
  const { required, forbidden } = optionLimits(situation.constraints, raised.slot);
  const hard = own.filter(concern => concern.hard && concern.slot === raised.slot);
  return (
    raised.wants.find(
      choice =>
        !forbidden.includes(choice) &&
        required.every(wanted => wanted === choice) &&
        hard.every(concern => admits(concern, choice))
    ) ?? null
  );
}

function adopted(raised: Raised, choice: string): Stand {
  return {
    slot: raised.slot,
    choice,
    reason: raised.text,
    evidence: raised.evidence,
    facts: raised.facts,
    turns: [raised.review]
  };
}
