import type { ICodeCellModel } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';

import type { CellName } from '../core';
import type { CellState } from '../panel/model';
import { metadataKey, readMark } from '../core';
import type { CellTimes } from './cell-times';

/** What a run inserted, as it was inserted. */
export interface InsertedCell {
  readonly id: string;
  readonly name: CellName;
  readonly title: string;
}

/** The run's cells as they stand in the notebook now, in the order they were inserted; removed ones say so. */
export function cellStates(
  notebook: Notebook,
  inserted: readonly InsertedCell[],
  hash: (text: string) => string,
  times: Pick<CellTimes, 'of' | 'since'>
): readonly CellState[] {
  return inserted.map(cell => {
    const model = notebook.widgets.find(widget => widget.model.id === cell.id)?.model;
    if (model === undefined) {
      return { ...cell, state: 'missing', edited: false, seconds: null, since: null };
    }
    const mark = readMark(model.getMetadata(metadataKey));
    const edited = mark !== null && hash(model.sharedModel.getSource()) !== mark.hash;
    const state = model.type === 'code' ? codeState(model as ICodeCellModel) : 'done';
    const since = state === 'running' ? times.since(cell.id) : null;
    return { ...cell, state, edited, seconds: times.of(cell.id), since };
  });
}

function codeState(model: ICodeCellModel): CellState['state'] {
  if (model.executionState === 'running') {
    return 'running';
  }
  for (let i = 0; i < model.outputs.length; i++) {
    const output = model.outputs.get(i).toJSON();
    if (output.output_type === 'error') {
      return isStop(output.ename) ? 'stopped' : 'failed';
    }
  }
  return model.executionCount === null ? 'waiting' : 'done';
}

/** The runtime ends a stopped cell with this error; an interrupt before it began with the other. */
function isStop(ename: unknown): boolean {
  return ename === 'Stopped' || ename === 'KeyboardInterrupt';
}
