import { z } from 'zod';
import { Constraint } from './design/constraints';
import { slotOptions } from './design/slots';
import { Plan } from './design/plan';
import { Turn } from './design/turns';
import { RunEvent } from './events';
import { CellName, PlannedCell } from './experiment/planned-cell';
import { ModelCheck } from './experiment/model-check';
import { InnerScores } from './experiment/refinement/inner-scores';
import { Progress, Result } from './experiment/result';
import { KnowledgeReport } from './knowledge/report';
import { Evidence } from './literature/evidence';
import { Assessment } from './task/assessment';
import { Described, FoundObject } from './task/described';
import { Hardware, Profile } from './task/profile';
import { Problem, ScenarioId, Settings, Task } from './task/task';

/** Every wire format by file name. */
const contracts = {
  profile: Profile,
  task: Task,
  described: Described,
  'found-object': FoundObject,
  hardware: Hardware,
  assessment: Assessment,
  'knowledge-report': KnowledgeReport,
  problem: Problem,
  settings: Settings,
  scenario: ScenarioId,
  evidence: Evidence,
  turn: Turn,
  plan: Plan,
  constraint: Constraint,
  'cell-name': CellName,
  'planned-cell': PlannedCell,
  'model-check': ModelCheck,
  'inner-scores': InnerScores,
  result: Result,
  progress: Progress,
  'run-event': RunEvent
} as const satisfies Record<string, z.ZodType>;

/** File name -> JSON Schema text, as `schema/contracts/` must hold it. */
export function exportContracts(): Readonly<Record<string, string>> {
  const files: Record<string, string> = {
    'slot-options.json': pretty(slotOptions)
  };
  for (const [name, schema] of Object.entries(contracts)) {
    files[`${name}.json`] = pretty({
      ...z.toJSONSchema(schema, { target: 'draft-2020-12' }),
      title: name
    });
  }
  return files;
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
