import { CellForgeError, CellFailed as CoreCellFailed } from '../core';

/** A cell of the run ended with an error. */
export class CellFailed extends CoreCellFailed {
  constructor(
    cell: string,
    readonly ename: string,
    evalue: string,
    traceback: readonly string[]
  ) {
    super(cell, {
      code: 'experiment/cell-failed',
      message: `A cell failed: ${ename}: ${evalue}`,
      expected: '',
      found: '',
      remedy: 'Your data and the other cells are unchanged. Mend the cell or send the plan back.',
      detail: traceback
    });
  }
}

/** JupyterLab ran no cell, and no cell failed: a kernel that ends or waits for input takes none. */
export class CellsNotTaken extends CellForgeError {
  constructor(isWithoutKernel: boolean) {
    super({
      code: 'notebook/cells-not-taken',
      message: 'The kernel did not take the cells',
      expected: 'an idle Python kernel',
      found: isWithoutKernel
        ? 'a notebook without a kernel'
        : 'a kernel that ends or waits for input',
      remedy:
        'Choose a kernel or answer what it asks, run the cell that loads your data, then resume.'
    });
  }
}

/** The notebook went away while a run needed it. */
export class NotebookClosed extends CellForgeError {
  constructor() {
    super({
      code: 'notebook/closed',
      message: 'The notebook was closed.',
      expected: 'the notebook of this run, open',
      found: 'no open notebook',
      remedy: 'Open the notebook again and resume; the record is in its run folder.'
    });
  }
}

/** Cells were to be inserted into a notebook that cannot be changed. */
export class NotebookReadOnly extends CellForgeError {
  constructor(name: string) {
    super({
      code: 'notebook/read-only',
      message: 'Cells cannot be inserted: the notebook is read-only.',
      expected: 'a notebook that can be changed',
      found: `${name}, read-only`,
      remedy: 'Save a copy under another name and design there.'
    });
  }
}
