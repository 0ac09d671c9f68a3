/** The plan becomes readable cells. */
export { designNote } from './design-note';
export type { CellsInput, CodeInput, NoteInput } from './input';
export { countParameters, instantiatedParameters } from './parameters';
export type { DataSizes } from './parameters';
export { planCells } from './plan-cells';
