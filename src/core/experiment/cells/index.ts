/** The plan becomes readable cells. */
export { designNote } from './design-note';
export type { CellsInput } from './input';
export { instantiatedParameters } from './parameters';
export { planCells } from './plan-cells';
