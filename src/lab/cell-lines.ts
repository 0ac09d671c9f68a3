import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { Debouncer } from '@lumino/polling';
import { Widget } from '@lumino/widgets';

import { CellName, metadataKey, readMark } from '../core';

/** The cells that run; the note and the loading cell are none of them. */
const steps: readonly string[] = CellName.options.filter(
  name => name !== 'load' && name !== 'design-note'
);

const LINE_CLASS = 'jp-CellForgeLine';

/** One line above the editor of each cell of ours, drawn from its metadata: name, step, whether the user edited it. */
export class CellLines {
  private readonly refresh = new Debouncer(() => this.draw(), 150);

  constructor(
    private readonly panel: NotebookPanel,
    private readonly trans: IRenderMime.TranslationBundle,
    private readonly onOpen: () => void
  ) {
    panel.content.modelContentChanged.connect(this.onChange, this);
    this.draw();
  }

  dispose(): void {
    this.panel.content.modelContentChanged.disconnect(this.onChange, this);
    this.refresh.dispose();
  }

  private onChange(): void {
    void this.refresh.invoke();
  }

  private draw(): void {
    for (const cell of this.panel.content.widgets) {
      const mark = readMark(cell.model.getMetadata(metadataKey));
      if (mark === null) {
        lineOf(cell)?.dispose();
        continue;
      }
      const line = lineOf(cell) ?? this.addLine(cell);
      const isEdited = hash(cell.model.sharedModel.getSource()) !== mark.hash;
      const there = this.stepsOf(mark.run);
      const place = there.indexOf(mark.step) + 1;
      const told = [
        place > 0 ? this.trans.__('%1 of %2', place, there.length) : '',
        isEdited ? this.trans.__('edited by you: kept as it is') : ''
      ];
      line.name(this.trans.__('CellForge · %1', mark.title), told.filter(Boolean).join(' · '));
    }
  }

  /** The steps of a run that stand in the notebook, in the order of the run: not every run has each. */
  private stepsOf(run: string): readonly string[] {
    const marks = this.panel.content.widgets.flatMap(
      cell => readMark(cell.model.getMetadata(metadataKey)) ?? []
    );
    const there = new Set(marks.filter(mark => mark.run === run).map(({ step }) => step as string));
    return steps.filter(step => there.has(step));
  }

  private addLine(cell: Cell): CellLine {
    const line = new CellLine(this.trans.__('Show in CellForge'), this.onOpen);
    const layout = cell.layout as { insertWidget?: (index: number, widget: Widget) => void } | null;
    layout?.insertWidget?.(0, line);
    return line;
  }
}

class CellLine extends Widget {
  private readonly button = document.createElement('button');
  private readonly note = document.createElement('span');

  constructor(hint: string, onOpen: () => void) {
    super();
    this.addClass(LINE_CLASS);
    this.button.className = 'jp-CellForgeLine-name';
    this.button.title = hint;
    this.button.addEventListener('click', onOpen);
    this.note.className = 'jp-CellForgeLine-note';
    this.node.append(this.button, this.note);
  }

  /** Says what the cell is; touches the page only where something changed. */
  name(title: string, note: string): void {
    if (this.button.textContent !== title) {
      this.button.textContent = title;
    }
    if (this.note.textContent !== note) {
      this.note.textContent = note;
    }
  }
}

function lineOf(cell: Cell): CellLine | null {
  for (const child of cell.children()) {
    if (child instanceof CellLine) {
      return child;
    }
  }
  return null;
}

function hash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
