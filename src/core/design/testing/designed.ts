import { bundledEvidence } from '../../literature/bundled';
import { builtInMind } from '../../minds/built-in/built-in-mind';
import type { TaskModality } from '../../task/task';
import { composePlan } from '../compose-plan';
import type { Constraint } from '../constraints';
import { debate } from '../debate';
import { neverAborted, unrecordedStep } from './example-debates';
import type { ExampleSituation } from './situations';
import { exampleAssessment, exampleProfile, exampleTask } from './situations';

/** A debate of the built-in experts about one situation, read as `modality`, and the plan that comes of it. */
export async function designed(
  situation: ExampleSituation,
  modality: TaskModality,
  constraints: readonly Constraint[] = []
) {
  const held = await debate({
    profile: exampleProfile(situation),
    assessment: exampleAssessment(situation),
    task: { ...exampleTask(situation), modality },
    constraints,
    evidence: bundledEvidence,
    comments: async () => [],
    mind: builtInMind(),
    step: unrecordedStep,
    signal: neverAborted
  });
  return { ...held, plan: composePlan(held.turns, bundledEvidence) };
}

/** What a design chose as its loss, with reason and evidence. */
export const lossOf = ({ plan }: Pick<Awaited<ReturnType<typeof designed>>, 'plan'>) =>
  plan.choices.find(({ slot }) => slot === 'loss');
