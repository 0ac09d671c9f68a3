import type { PlannedCell } from '../cells';
import { dataCell } from './data';
import { designNote } from './design-note';
import { evaluationCell } from './evaluation';
import type { CellsInput } from './input';
import { loadCell } from './load';
import { modelCell } from './model';
import { predictionCell } from './prediction';
import { setupCell } from './setup';
import { trainingCell } from './training';

/**
 * The plan as cells, in notebook order: load (where a file is given), the design note, then the six.
 *
 * @throws CellForgeError where the plan names an option that can't be made into code.
 */
export function planCells(input: CellsInput): readonly PlannedCell[] {
  const { dataPath, object } = input;
  return [
    ...(dataPath === null ? [] : [loadCell({ dataPath, object })]),
    designNote(input),
    setupCell(input),
    dataCell(input),
    modelCell(input),
    trainingCell(input),
    evaluationCell(input),
    predictionCell(input)
  ];
}
