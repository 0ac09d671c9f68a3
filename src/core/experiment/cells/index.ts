/** The plan becomes readable cells. `planCells(input)`: load (when a file is given), design note, then the six cells. */
export type { CellsInput, CodeInput, NoteInput } from './input';
