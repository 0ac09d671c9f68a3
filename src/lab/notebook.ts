import type { ICodeCellModel } from '@jupyterlab/cells';
import { PathExt, signalToPromise } from '@jupyterlab/coreutils';
import type { IOutput, IError } from '@jupyterlab/nbformat';
import { NotebookActions } from '@jupyterlab/notebook';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { KernelAPI } from '@jupyterlab/services';
import type { Contents } from '@jupyterlab/services';

import { Progress, Result, metadataKey, readMark, throwIfStopped } from '../core';
import type { Notebook, NotebookCell, PlannedCell } from '../core';
import { CellFailed, CellsNotTaken, NotebookClosed, NotebookReadOnly } from './notebook-problems';
import { RunFolder, runsFolder } from './run-folder';
import { interruptedBy } from './stop-kernel';
import { gone, untilIdle, watchForLoss } from './until-idle';

/** States of a fit after which the kernel may still be busy with the run's other cells. */
const GOES_ON: ReadonlySet<Progress['state']> = new Set(['running', 'done']);

export interface LabNotebookOptions {
  readonly panel: NotebookPanel;
  readonly contents: Contents.IManager;
  readonly hash: (text: string) => string;
}

/** The notebook of one panel: cells by id, never by index, one undo step for an insertion. */
export class LabNotebook implements Notebook {
  private readonly panel: NotebookPanel;
  private readonly contents: Contents.IManager;
  private readonly hash: (text: string) => string;
  private readonly folders = new Map<string, string>();
  private startedAt: { readonly kernel: string; readonly folder: string } | null = null;
  private isBeingSaved = false;

  constructor(options: LabNotebookOptions) {
    this.panel = options.panel;
    options.panel.context.saveState.connect((_, state) => {
      this.isBeingSaved = state === 'started';
    });
    this.contents = options.contents;
    this.hash = options.hash;
  }

  get name(): string {
    return this.panel.context.path.split('/').pop() ?? '';
  }

  /** The run's folder: as its log names it, so that a renamed notebook still finds it. */
  folder(run: string): RunFolder {
    const name = PathExt.basename(this.panel.context.path);
    const relative = this.folders.get(run) ?? PathExt.join(runsFolder(name), run);
    return new RunFolder(this.contents, PathExt.join(this.workingFolder(), relative));
  }

  /** Tells where a run's log says its folder is, relative to the notebook. */
  useFolder(run: string, relativePath: string | null): void {
    if (relativePath !== null && !relativePath.split('/').includes('..')) {
      this.folders.set(run, relativePath);
    }
  }

  async insert(
    run: string,
    cells: readonly PlannedCell[],
    after: string | null
  ): Promise<readonly string[]> {
    const shared = this.sharedModel();
    const found = after === null ? -1 : shared.cells.findIndex(cell => cell.getId() === after);
    const index = found === -1 ? this.endOfContent() : found + 1;
    const ids: string[] = [];
    shared.transact(() => {
      const inserted = shared.insertCells(
        index,
        cells.map(cell => ({
          cell_type: cell.kind,
          source: cell.source,
          metadata: {
            // the text was written by us, not typed by the user: running it makes it trusted
            trusted: false,
            tags: ['cellforge'],
            [metadataKey]: {
              run,
              step: cell.name,
              title: cell.title,
              hash: this.hash(cell.source)
            }
          }
        }))
      );
      ids.push(...inserted.map(cell => cell.getId()));
    });
    // the analyst asked for them: begin where they begin
    this.scrollTo(index, 'start');
    return ids;
  }

  async read(run: string): Promise<readonly NotebookCell[]> {
    const cells: NotebookCell[] = [];
    for (const cell of this.openModel().sharedModel.cells) {
      const mark = readMark(cell.getMetadata(metadataKey));
      if (mark?.run === run) {
        cells.push({
          id: cell.getId(),
          name: mark.step,
          source: cell.getSource(),
          inserted_hash: mark.hash
        });
      }
    }
    return cells;
  }

  async rewrite(id: string, source: string): Promise<boolean> {
    const cell = this.sharedModel().cells.find(each => each.getId() === id);
    const mark = readMark(cell?.getMetadata(metadataKey));
    if (!cell || mark === null || mark.hash !== this.hash(cell.getSource())) {
      return false;
    }
    cell.transact(() => {
      cell.setSource(source);
      cell.setMetadata(metadataKey, { ...mark, hash: this.hash(source) });
    });
    return true;
  }

  async run(
    ids: readonly string[],
    signal: AbortSignal,
    { joins = false }: { joins?: boolean } = {}
  ): Promise<void> {
    const run = this.runOf(ids);
    // a kernel that has come to rest since it was found at work is waited for no longer, and given nothing to do
    if (run !== null && (joins || (await this.isRunningElsewhere(run)))) {
      // its failures are told by the run folder: outputs here may be from before
      await interruptedBy(signal, this.interrupt, () => this.rejoin(run, ids, signal));
      return throwIfStopped(signal);
    }
    if (run !== null) {
      // what a stopped fit last said must not be read as what this one says, should the page be reloaded meanwhile
      await this.folder(run).forget('status.json');
    }
    // a stop while the folder was asked has nothing to interrupt: the cells must not start after it
    throwIfStopped(signal);
    const loss = watchForLoss(this.panel.sessionContext);
    const haveRun = await interruptedBy(signal, this.interrupt, () => this.runCells(ids)).finally(
      loss.end
    );
    throwIfStopped(signal);
    for (const id of ids) {
      const failure = this.failureOf(id);
      if (failure) {
        throw new CellFailed(id, failure.ename, failure.evalue, failure.traceback);
      }
    }
    if (!haveRun || this.kernel() === null) {
      // JupyterLab answers false, and no error, for cells whose kernel went away under them
      throw this.panel.isDisposed
        ? new NotebookClosed()
        : loss.isLost()
          ? gone()
          : new CellsNotTaken(this.kernel() === null);
    }
  }

  async progress(run: string): Promise<Progress | null> {
    const parsed = Progress.safeParse(await this.folder(run).readJson('status.json'));
    return parsed.success ? parsed.data : null;
  }

  async result(run: string): Promise<Result | null> {
    const found = await this.folder(run).readJson('result.json');
    return found === null ? null : Result.parse(found);
  }

  /** Brings back what the cells put out while no page was open, and saves the notebook. */
  async restoreOutputs(run: string, ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      if (this.failureOf(id)) {
        // from a run of the cell before the one that has ended now
        this.codeModel(id)?.outputs.clear();
      }
      await this.restoreOutput(run, id);
    }
    await this.save();
  }

  /** Puts an output that was lost with the page into its cell, unless the cell has it already. */
  async restoreOutput(run: string, id: string): Promise<boolean> {
    const bundle = ownOutput(await this.folder(run).readJson(`outputs/${id}.json`));
    const model = this.codeModel(id);
    if (bundle === null || model === null || hasResult(model)) {
      return false;
    }
    model.outputs.clear();
    model.outputs.add({ output_type: 'display_data', data: bundle, metadata: {} });
    return true;
  }

  /** Inserts one plain cell (not part of a run) after a cell or at the end, selects and runs it. */
  async insertAndRun(source: string, after: string | null = null): Promise<void> {
    const shared = this.sharedModel();
    const found = after === null ? -1 : shared.cells.findIndex(cell => cell.getId() === after);
    const index = found === -1 ? this.endOfContent() : found + 1;
    const cell = shared.insertCell(index, { cell_type: 'code', source, metadata: {} });
    const id = cell.getId();
    this.select(id);
    const widgets = this.panel.content.widgets.filter(widget => widget.model.id === id);
    await NotebookActions.runCells(this.panel.content, widgets, this.panel.sessionContext);
  }

  /** Saves the notebook, where it can be saved: after a save under way, which JupyterLab would take for somebody else's. */
  async save(): Promise<void> {
    while (this.isBeingSaved && !this.panel.isDisposed) {
      await signalToPromise(this.panel.context.saveState);
    }
    if (!this.panel.isDisposed && this.panel.content.model?.readOnly === false) {
      await this.panel.context.save();
    }
  }

  /** Selects a cell and scrolls to it. */
  select(id: string): void {
    const index = this.panel.content.widgets.findIndex(widget => widget.model.id === id);
    if (index !== -1) {
      this.panel.content.activeCellIndex = index;
      this.scrollTo(index, 'smart');
    }
  }

  /** Never waited for: it is given up, with a rejection, where the analyst scrolls elsewhere meanwhile. */
  private scrollTo(index: number, align: 'start' | 'smart'): void {
    this.panel.content.scrollToItem(index, align).catch(() => undefined);
  }

  /**
   * The kernel works on cells of the run that this page did not start, or started before it was reloaded.
   *
   * The server is asked, since a page that has just connected to a busy kernel does not know that it is busy.
   */
  async isRunningElsewhere(run: string): Promise<boolean> {
    const progress = await this.progress(run);
    return progress !== null && GOES_ON.has(progress.state) && (await this.isKernelBusy());
  }

  isRunning(run: string): Promise<boolean> {
    return this.isRunningElsewhere(run);
  }

  /** As the server says it: a page that has just loaded knows less. */
  async isKernelBusy(): Promise<boolean> {
    const kernel = this.kernel();
    const model =
      kernel === null
        ? undefined
        : await KernelAPI.getKernelModel(kernel.id, kernel.serverSettings);
    return model?.execution_state === 'busy';
  }

  /** Waits for cells that run already, then brings back the outputs that were lost with the page. */
  private async rejoin(run: string, ids: readonly string[], signal: AbortSignal): Promise<void> {
    await untilIdle(this.panel.sessionContext, signal);
    const progress = await this.progress(run);
    if (progress?.state === 'failed') {
      throw new CellFailed('', 'Failed', progress.message, progress.traceback);
    }
    if (progress?.state !== 'stopped') {
      await this.restoreOutputs(run, ids);
    }
  }

  /** Whether every cell ran to its end. */
  private runCells(ids: readonly string[]): Promise<boolean> {
    const notebook = this.panel.content;
    const wanted = new Set(ids);
    const cells = notebook.widgets.filter(widget => wanted.has(widget.model.id));
    return NotebookActions.runCells(notebook, cells, this.panel.sessionContext);
  }

  /** Where the kernel works, which is where the cells write: a notebook that is moved leaves its kernel where that began. */
  private workingFolder(): string {
    const folder = PathExt.dirname(this.panel.context.path);
    const kernel = this.kernel()?.id;
    if (kernel === undefined) {
      // where the next one would begin
      return folder;
    }
    if (this.startedAt?.kernel !== kernel) {
      this.startedAt = { kernel, folder };
    }
    return this.startedAt.folder;
  }

  private readonly interrupt = (): void => void this.kernel()?.interrupt();

  private runOf(ids: readonly string[]): string | null {
    const cell = this.sharedModel().cells.find(each => ids.includes(each.getId()));
    return readMark(cell?.getMetadata(metadataKey))?.run ?? null;
  }

  private kernel() {
    return this.panel.sessionContext.session?.kernel ?? null;
  }

  private failureOf(id: string): IError | null {
    const model = this.codeModel(id);
    for (let i = 0; model !== null && i < model.outputs.length; i++) {
      const output = model.outputs.get(i).toJSON() as IOutput;
      if (output.output_type === 'error') {
        return output as IError;
      }
    }
    return null;
  }

  private codeModel(id: string): ICodeCellModel | null {
    const widget = this.panel.content.widgets.find(each => each.model.id === id);
    return widget?.model.type === 'code' ? (widget.model as ICodeCellModel) : null;
  }

  /** After the last cell that is not empty: an empty last cell stays last. */
  private endOfContent(): number {
    const cells = this.sharedModel().cells;
    const last = cells[cells.length - 1];
    return last && last.getSource().trim() === '' ? cells.length - 1 : cells.length;
  }

  private openModel() {
    const model = this.panel.content.model;
    if (this.panel.isDisposed || !model) {
      throw new NotebookClosed();
    }
    return model;
  }

  private sharedModel() {
    const model = this.openModel();
    if (model.readOnly) {
      throw new NotebookReadOnly(this.name);
    }
    return model.sharedModel;
  }
}

const resultType = 'application/vnd.cellforge.result.v1+json';

/** What the runtime writes as a cell's output; the last two for where our renderer is missing. */
const outputTypes = [
  resultType,
  'application/vnd.cellforge.progress.v1+json',
  'image/png',
  'text/plain'
];

/**
 * Of an output that lies in a run's folder, what our own cells put out; null where there is nothing of it. A folder may come
 * from anybody, and in a cell that is trusted HTML or a script of theirs would run in the page.
 */
function ownOutput(value: unknown): Record<string, string> | null {
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const own = Object.entries(value).filter(([type]) => outputTypes.includes(type));
  return own.length === 0 ? null : Object.fromEntries(own);
}

function hasResult(model: ICodeCellModel): boolean {
  for (let i = 0; i < model.outputs.length; i++) {
    if (resultType in model.outputs.get(i).data) {
      return true;
    }
  }
  return false;
}
