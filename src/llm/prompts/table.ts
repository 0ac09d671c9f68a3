import { analysisPrompt } from './analysis';
import type { AnalystPersona } from './analyst';
import { annotator } from './annotator';
import { baselineAssessor } from './baseline-assessor';
import { biology } from './biology';
import { chemistry } from './chemistry';
import { coder } from './coder';
import { critic } from './critic';
import { data } from './data';
import { datasetAnalyst } from './dataset-analyst';
import { debatePrompt } from './debate';
import { dynamics } from './dynamics';
import { learning } from './learning';
import { librarian } from './librarian';
import type { Message } from './message';
import type { Persona } from './persona';
import { problemInvestigator } from './problem-investigator';
import { refiner } from './refiner';
import { regulation } from './regulation';
import type { RolePrompt } from './role-prompt';
import { training } from './training';

/** Roles and how they are asked. */
export type PromptTable = Readonly<Record<string, RolePrompt>>;

/** Who argues: four always, three where the task brings them in, and the critic. */
export const personas: readonly Persona[] = [
  data,
  biology,
  learning,
  training,
  chemistry,
  dynamics,
  regulation,
  critic
];

/** Who analyses the task before. */
const analysts: readonly AnalystPersona[] = [
  datasetAnalyst,
  problemInvestigator,
  baselineAssessor,
  refiner
];

/** Every role that a language model can take: a new one is a file beside this and a line here. */
export const promptTable: PromptTable = {
  ...Object.fromEntries(personas.map(persona => [persona.role, debatePrompt(persona)])),
  ...Object.fromEntries(analysts.map(persona => [persona.role, analysisPrompt(persona)])),
  librarian,
  annotator,
  coder
};

/** The messages a role is asked with; undefined for a role nobody has written. */
export function promptFor(
  role: string,
  brief: unknown,
  table: PromptTable = promptTable
): readonly Message[] | undefined {
  return table[role]?.messages(brief);
}
