import { standardOptions } from '../../design/free-choices';
import type { PlannedCell } from '../planned-cell';
import { dataCell } from './data';
import { designNote } from './design-note';
import { evaluationCell } from './evaluation';
import type { CellsInput } from './input';
import { loadCell } from './load';
import { codedModelCell, modelCell } from './model';
import { predictionCell } from './prediction';
import { otherModelCells } from './search';
import { setupCell } from './setup';
import { trainingCell } from './training';

/**
 * The plan as cells, in notebook order: load (where a file is given), the design note, then the six. What no option says
 * stands in the coder's model cell alone: the other cells, and the model cell before there is one, are of the nearest
 * standard options.
 *
 * @throws CellForgeError where the plan names an option that can't be made into code.
 */
export function planCells(input: CellsInput): readonly PlannedCell[] {
  const { dataPath, object, code } = input;
  const standard = { ...input, plan: standardOptions(input.plan, input.constraints) };
  return [
    ...(dataPath === null
      ? []
      : [loadCell({ dataPath, object, staysInFile: input.profile.object.backed })]),
    designNote(input),
    setupCell(input),
    dataCell(input),
    code === undefined ? modelCell(standard) : codedModelCell(code),
    ...otherModelCells(input.search, input.constraints),
    trainingCell(standard),
    evaluationCell(standard),
    predictionCell(standard)
  ];
}
