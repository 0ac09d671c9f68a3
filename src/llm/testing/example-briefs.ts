import type { ProposalBrief, Situation } from '../../core';
import { bundledEvidence, situationFacts } from '../../core';
import { proposalDraft } from '../../core/design/brief';
import {
  exampleAssessment,
  exampleProfile,
  exampleSituations,
  exampleTask
} from '../../core/design/testing/situations';

/** The first question of a debate about an example, with the schema of its answer. */
export function exampleSituation(changes: Partial<Situation> = {}) {
  const example = exampleSituations.norman;
  const assessment = exampleAssessment(example);
  const situation: Situation = {
    facts: situationFacts(exampleProfile(example), assessment),
    task: exampleTask(example),
    assessment,
    constraints: [],
    evidence: bundledEvidence,
    isFree: true,
    ...changes
  };
  const citable = {
    evidence: situation.evidence.map(({ id }) => id),
    facts: situation.facts.map(({ id }) => id),
    turns: []
  };
  const brief: ProposalBrief = {
    kind: 'proposal',
    expert: 'data',
    round: 1,
    situation,
    previous: null,
    reviews: [],
    comments: []
  };
  return { situation, brief, schema: proposalDraft(citable, true) };
}
