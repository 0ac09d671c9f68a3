import type { ProposalBrief, ProposalDraft, ReviewBrief, ReviewsBrief } from '../../core';
import { brokenConstraints } from '../../core';
import { proposalMaterial, reviewMaterial, reviewsMaterial } from './material';
import { aloneFor } from './lone';
import type { Persona } from './persona';
import type { RolePrompt } from './role-prompt';
import { sharedPrefix } from './situation';

type Brief = ProposalBrief | ReviewBrief | ReviewsBrief;

/** The prompt of a role of the debate: what all share, who it is, what this round is about. */
export function debatePrompt(usual: Persona): RolePrompt {
  const personaFor = ({ situation }: Brief): Persona =>
    situation.isAlone === true ? aloneFor(usual) : usual;
  return {
    messages(asked) {
      const brief = asked as Brief;
      const persona = personaFor(brief);
      return [
        { role: 'system', content: sharedPrefix(brief.situation) },
        { role: 'user', content: `${persona.text}\n\n${materialOf(persona, brief)}` }
      ];
    },
    check(asked, answer) {
      const brief = asked as Brief;
      return brief.kind === 'proposal'
        ? [
            ...missingIn(personaFor(brief), brief, answer as ProposalDraft),
            // no argument moves what the analyst requires, forbids or limits
            ...brokenConstraints(answer as ProposalDraft, brief.situation).map(
              broken => `the analyst's constraints: ${broken}`
            )
          ]
        : [];
    },
    complete(asked, answer) {
      const brief = asked as Brief;
      return brief.kind === 'proposal'
        ? completed(personaFor(brief), brief, answer as ProposalDraft)
        : answer;
    }
  };
}

function materialOf(persona: Persona, brief: Brief): string {
  switch (brief.kind) {
    case 'proposal':
      return proposalMaterial(persona, brief);
    case 'review':
      return reviewMaterial(brief);
    case 'reviews':
      return reviewsMaterial(brief);
  }
}

function missingIn(
  { slots }: Persona,
  { comments, round }: ProposalBrief,
  answer: ProposalDraft
): readonly string[] {
  const silent = slots.filter(slot => !answer.stands.some(stand => stand.slot === slot));
  const unanswered = comments
    .filter(
      comment => comment.round === round && !answer.answers.some(({ turn }) => turn === comment.id)
    )
    .map(({ id }) => id);
  return [
    ...(silent.length === 0 ? [] : [`stands: take a stand on ${silent.join(', ')} too`]),
    ...(unanswered.length === 0 ? [] : [`answers: answer ${unanswered.join(', ')} too`])
  ];
}

/** What an expert said on its slots stands until it says otherwise. */
function completed(
  { slots }: Persona,
  { previous }: ProposalBrief,
  answer: ProposalDraft
): ProposalDraft {
  const kept = (previous?.stands ?? []).filter(
    ({ slot }) => slots.includes(slot) && !answer.stands.some(stand => stand.slot === slot)
  );
  return kept.length === 0 ? answer : { ...answer, stands: [...answer.stands, ...kept] };
}
