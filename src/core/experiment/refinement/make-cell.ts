import type { Turn } from '../../design/turns';
import { freeChoices, standardOptions, withoutFreeChoices } from '../../design/free-choices';
import type { Plan } from '../../design/plan';
import { limitOf } from '../../design/read-constraint';
import { modelCell } from '../cells/model';
import { chosen } from '../cells/options';
import { instantiatedParameters } from '../cells/parameters';
import { trainingSettings } from '../cells/training-settings';
import type { Attempt } from '../code/attempt';
import { type Coding, wantsCoder, writeCode } from '../code/coder';
import type { CellToScore } from './inner-scores';

/** A candidate's model cell: the built-in writer's, or the coder's where the plan has what no option says. */
export interface MadeCell {
  /** As it can be built. */
  readonly plan: Plan;
  readonly cell: Omit<CellToScore, 'earlier'>;
  readonly parameters: number | null;
  /** The coder's attempts, the last of which is the cell; null: the built-in writer's. */
  readonly code: { readonly coding: Coding; readonly attempts: readonly Attempt[] } | null;
  /** Why free choices were replaced by standard options; null: they were not. */
  readonly unbuilt: string | null;
  /** Attempts at code so far in the whole run. */
  readonly made: number;
  readonly refused: string | null;
}

/** Writes the model cell of `coding.plan`. A coder's cell passes the fences and the analyst before it is scored. */
export async function makeCell(coding: Coding, turns: readonly Turn[]): Promise<MadeCell> {
  const { plan, asked } = coding;
  const written = wantsCoder(coding) ? await writeCode(coding) : null;
  const made = coding.made + (written?.attempts.length ?? 0);
  if (written?.kind === 'written') {
    const { source, check } = written.attempts[written.attempts.length - 1];
    const code = { coding, attempts: written.attempts };
    const parameters = check?.parameters ?? null;
    const cell = cellOf(coding, plan, source);
    return { plan, cell, parameters, code, unbuilt: null, made, refused: null };
  }
  const hasFree = freeChoices(plan).length > 0;
  const unbuilt = hasFree ? (written?.why ?? 'Nobody here can write code.') : null;
  const { constraints } = asked;
  const built =
    unbuilt === null ? plan : withoutFreeChoices(plan, { constraints, turns, why: unbuilt });
  const parameters = instantiatedParameters(built, coding.analysed.profile);
  const most = limitOf(constraints, 'parameters');
  const refused =
    most !== null && parameters > most
      ? `its model has ${parameters} parameters, and ${most} are allowed`
      : null;
  const cell = cellOf(coding, built, modelCell({ plan: built }).source);
  return { plan: built, cell, parameters, code: null, unbuilt, made, refused };
}

function cellOf({ asked, analysed }: Coding, plan: Plan, source: string): MadeCell['cell'] {
  const standard = standardOptions(plan, asked.constraints);
  const usesTable = chosen(standard).perturbation === 'knowledge';
  return {
    source,
    training: trainingSettings(standard),
    knowledge: usesTable ? (analysed.knowledge?.paths ?? null) : null
  };
}
