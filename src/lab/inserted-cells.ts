import type { CellName, RunView } from '../core';

/** A run's inserted cells by id, in order. */
export function insertedCells(view: RunView) {
  return view.cellIds.map((id, index) => ({
    id,
    name: view.cells[index]?.name as CellName,
    title: view.cells[index]?.title ?? ''
  }));
}
