import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import {
  CellFailed,
  CellForgeError,
  Progress,
  Result,
  emptyRecord,
  metadataKey,
  readMark,
  readRecord,
  sha256Hex,
  withRun
} from '../core';
import type { Compression, Notebook, NotebookCell, PlannedCell, RunEvent } from '../core';
import type { KernelProcess } from './kernel-process';
import { Outputs } from './outputs';
import type { Output } from './outputs';

/** A cell as nbformat 4.5 keeps it. */
export interface FileCell {
  readonly id: string;
  readonly cell_type: string;
  source: string;
  metadata: Readonly<Record<string, unknown>>;
  execution_count?: number | null;
  outputs?: readonly Output[];
}

const languageInfo = {
  kernelspec: { display_name: 'Python 3 (ipykernel)', language: 'python', name: 'python3' },
  language_info: { name: 'python', file_extension: '.py', mimetype: 'text/x-python' }
};

/** The notebook port on a file: cells by id, run in a kernel of our own, saved whole. */
export class NotebookFile implements Notebook {
  readonly cells: FileCell[] = [];
  private readonly outputs = new Outputs();
  private metadata: Record<string, unknown> = { ...languageInfo };
  private saved: Promise<void> = Promise.resolve();
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    readonly path: string,
    private readonly kernel: () => KernelProcess
  ) {}

  /** Takes up the notebook as it was saved, outputs included, to go on with a run of it. */
  async restore(): Promise<void> {
    const saved = JSON.parse(await readFile(this.path, 'utf8')) as {
      readonly cells: readonly FileCell[];
      readonly metadata: Record<string, unknown>;
    };
    this.metadata = saved.metadata;
    // Jupyter writes a list of lines
    const cells = saved.cells.map(cell => ({ ...cell, source: [cell.source].flat().join('') }));
    this.cells.splice(0, this.cells.length, ...cells);
    saved.cells.forEach(cell => this.outputs.restore(cell.id, cell.outputs ?? []));
  }

  /** Takes the cells of a run out, and leaves all others; saved with what comes next. */
  forget(run: string): void {
    const others = this.cells.filter(cell => readMark(cell.metadata[metadataKey])?.run !== run);
    this.cells.splice(0, this.cells.length, ...others);
  }

  get name(): string {
    return basename(this.path);
  }

  async insert(
    run: string,
    cells: readonly PlannedCell[],
    after: string | null
  ): Promise<readonly string[]> {
    const found = this.cells.findIndex(cell => cell.id === after);
    const inserted = cells.map(cell => fileCell(run, cell));
    this.cells.splice(found === -1 ? this.cells.length : found + 1, 0, ...inserted);
    await this.save();
    return inserted.map(cell => cell.id);
  }

  async read(run: string): Promise<readonly NotebookCell[]> {
    return this.cells.flatMap(cell => {
      const mark = readMark(cell.metadata[metadataKey]);
      const { id, source } = cell;
      return mark?.run === run ? [{ id, name: mark.step, source, inserted_hash: mark.hash }] : [];
    });
  }

  async rewrite(id: string, source: string): Promise<boolean> {
    const cell = this.cells.find(each => each.id === id);
    const mark = readMark(cell?.metadata[metadataKey]);
    if (cell === undefined || mark === null || mark.hash !== sha256Hex(cell.source)) {
      return false;
    }
    cell.source = source;
    cell.metadata = { ...cell.metadata, [metadataKey]: { ...mark, hash: sha256Hex(source) } };
    await this.save();
    return true;
  }

  async run(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const running = this.runAll(ids, signal);
    this.running = running.catch(() => undefined);
    return running;
  }

  /** Settles when no cell runs, or after `mostMs`: a stop is answered at once, and the cell it interrupts ends a little later. */
  async idle(mostMs: number): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    const limit = new Promise(resolve => {
      late = setTimeout(resolve, mostMs);
    });
    await Promise.race([this.running, limit]);
    clearTimeout(late);
  }

  private async runAll(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const interrupting = interruptUntilEnd(this.kernel(), signal);
    try {
      for (const id of ids) {
        signal.throwIfAborted();
        await this.runCell(id);
      }
    } finally {
      interrupting.end();
      await this.save();
    }
  }

  async progress(run: string): Promise<Progress | null> {
    const parsed = Progress.safeParse(
      await readJson(join(runFolder(this.path, run), 'status.json'))
    );
    return parsed.success ? parsed.data : null;
  }

  async result(run: string): Promise<Result | null> {
    const found = await readJson(join(runFolder(this.path, run), 'result.json'));
    return found === null ? null : Result.parse(found);
  }

  /** Puts the run's record into the notebook's metadata, and saves. */
  async keep(events: readonly RunEvent[], compression: Compression): Promise<void> {
    const raw = this.metadata[metadataKey];
    const record = raw === undefined ? emptyRecord : readRecord(raw);
    this.metadata = { ...this.metadata, [metadataKey]: withRun(record, events, { compression }) };
    await this.save();
  }

  private async runCell(id: string): Promise<void> {
    const cell = this.cells.find(each => each.id === id);
    if (cell?.cell_type !== 'code') {
      return;
    }
    this.outputs.clear(id);
    const reply = await this.kernel().execute(cell.source, message =>
      this.outputs.receive(id, message)
    );
    cell.execution_count = reply.execution_count ?? null;
    if (reply.status !== 'ok') {
      throw cellFailed(
        cell,
        reply.ename ?? reply.status,
        reply.evalue ?? '',
        reply.traceback ?? []
      );
    }
  }

  /** One after the other, so that the last state asked for is the one on disk. */
  private save(): Promise<void> {
    this.saved = this.saved.catch(() => undefined).then(() => this.write());
    return this.saved;
  }

  /** First beside, then in place: a crash leaves the notebook as it was. */
  private async write(): Promise<void> {
    const cells = this.cells.map(cell =>
      cell.cell_type === 'code' ? { ...cell, outputs: this.outputs.of(cell.id) } : cell
    );
    const content = { cells, metadata: this.metadata, nbformat: 4, nbformat_minor: 5 };
    await mkdir(dirname(this.path), { recursive: true });
    const beside = `${this.path}.${process.pid}.part`;
    await writeFile(beside, `${JSON.stringify(content, null, 1)}\n`);
    await rename(beside, this.path);
  }
}

/** Interrupts when `signal` is aborted, and again while nothing ends: one that comes between two messages is lost. */
function interruptUntilEnd(kernel: KernelProcess, signal: AbortSignal) {
  let again: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    kernel.interrupt();
    again = setInterval(() => kernel.interrupt(), 1000);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  return {
    end: () => {
      signal.removeEventListener('abort', interrupt);
      clearInterval(again);
    }
  };
}

/** Where a run keeps its files, beside the notebook. */
export function runFolder(notebookPath: string, run: string): string {
  return join(dirname(notebookPath), runFolderName(notebookPath, run));
}

/** The same, as the notebook's cells name it. */
export function runFolderName(notebookPath: string, run: string): string {
  return `${basename(notebookPath, extname(notebookPath))}-cellforge/${run}`;
}

/** What verify needs of a notebook that somebody saved. */
export interface ReadNotebook {
  readonly record: unknown;
  readonly cells: readonly { readonly source: string; readonly mark: unknown }[];
}

/** @throws CellForgeError "notebook/unreadable" for anything but a notebook of nbformat 4. */
export function readNotebook(path: string): ReadNotebook {
  if (!existsSync(path)) {
    throw unreadable(path, 'no such file');
  }
  const text = readFileSync(path, 'utf8');
  let raw: RawNotebook;
  try {
    raw = JSON.parse(text) as RawNotebook;
  } catch {
    throw unreadable(path, text.length === 0 ? 'an empty file' : 'a file that is not JSON');
  }
  if (raw?.nbformat !== 4 || !Array.isArray(raw.cells)) {
    throw unreadable(path, 'JSON that is not a notebook of nbformat 4');
  }
  return {
    record: raw.metadata?.[metadataKey],
    cells: raw.cells.map(cell => ({
      source: Array.isArray(cell?.source) ? cell.source.join('') : String(cell?.source ?? ''),
      mark: cell?.metadata?.[metadataKey]
    }))
  };
}

interface RawNotebook {
  readonly nbformat?: unknown;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly cells?: readonly {
    readonly source?: unknown;
    readonly metadata?: Readonly<Record<string, unknown>>;
  }[];
}

function unreadable(path: string, found: string): CellForgeError {
  return new CellForgeError({
    code: 'notebook/unreadable',
    message: `The notebook ${basename(path)} cannot be read`,
    expected: 'a Jupyter notebook (.ipynb) that CellForge designed',
    found,
    remedy: 'Check the path; nothing was changed.'
  });
}

function fileCell(run: string, { name, kind, title, source }: PlannedCell): FileCell {
  const mark = { run, step: name, title, hash: sha256Hex(source) };
  const metadata = { tags: ['cellforge'], [metadataKey]: mark };
  const cell = { id: randomUUID(), cell_type: kind, source, metadata };
  return kind === 'code' ? { ...cell, execution_count: null, outputs: [] } : cell;
}

function cellFailed(
  cell: FileCell,
  ename: string,
  evalue: string,
  traceback: readonly string[]
): CellFailed {
  const name = readMark(cell.metadata[metadataKey])?.step ?? 'a cell';
  return new CellFailed(cell.id, {
    code: 'experiment/cell-failed',
    message: `The cell "${name}" failed: ${ename}: ${evalue}`,
    expected: '',
    found: '',
    remedy: 'The notebook holds the traceback; the data and the record are kept.',
    // without the colours of a terminal
    // eslint-disable-next-line no-control-regex
    detail: traceback.map(line => line.replace(/\u001b\[[0-9;]*m/g, ''))
  });
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    // not there yet, or half-written: the next look finds it
    return null;
  }
}
