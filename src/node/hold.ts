import { join } from 'node:path';
import { addEvent, fold, runPipeline } from '../core';
import type { Ports, RunEvent, RunRequest, RunView, Store } from '../core';
import type { DesignArguments } from './arguments';
import { compression } from './compression';
import type { Experts } from './experts';
import {
  type ExportKind,
  type Exported,
  exportFrom,
  holdsPredictions,
  nothingToExport
} from './export-files';
import { type HeldStore, holdStore } from './file-store';
import { follow } from './follow';
import { jsonReport } from './json-report';
import type { KernelProcess } from './kernel-process';
import { nodeKernel } from './node-kernel';
import { nodeLibrary } from './node-library';
import { nodePorts } from './node-ports';
import { type NotebookFile, runFolder } from './notebook-file';
import { calledFrom, relativeTo } from './paths';
import { eventLine, resultLines } from './progress-lines';
import type { Say } from './say';
import { writeJson } from './write-json';

/** What a run is held with; the rest stands in its request. */
export type HeldGiven = Pick<
  DesignArguments,
  | 'experts'
  | 'budgetMinutes'
  | 'budgetTokens'
  | 'approveCode'
  | 'literature'
  | 'contact'
  | 'exports'
  | 'json'
>;

/** A run, and what it is held with. */
export interface Held {
  readonly given: HeldGiven;
  readonly experts: Experts;
  readonly notebook: NotebookFile;
  readonly kernel: KernelProcess;
  readonly run: string;
  /** Its log, which nobody else writes. */
  readonly log: HeldStore;
  readonly say: Say;
  readonly stop: AbortController;
}

/**
 * Writes the log of a run as long as `work` lasts; where another takes it over, the work is stopped.
 *
 * @throws BeingWritten where another writes it, unless `takeOver`
 */
export async function withLog(
  { notebook, run, stop, takeOver = false }: WithLog,
  work: (log: HeldStore) => Promise<void>
): Promise<void> {
  const onLost = (error: Error): void => stop.abort(error);
  const log = await holdStore(logPath(notebook, run), { takeOver, onLost });
  try {
    await work(log);
  } finally {
    await log.release();
  }
}

interface WithLog {
  /** Its path. */
  readonly notebook: string;
  readonly run: string;
  readonly stop: AbortController;
  readonly takeOver?: boolean;
}

/** The run's log, in its folder beside the notebook. */
export const logPath = (notebook: string, run: string): string =>
  join(runFolder(notebook, run), 'events.jsonl');

/**
 * Holds a run to its end, from wherever its log stands; the notebook then stands even where the run was stopped.
 *
 * @throws StoppedError, or whatever failed, after the log says so.
 */
export async function hold(
  whole: Held,
  asked: RunRequest,
  {
    withPorts = ports => ports,
    runCells = false
  }: { readonly withPorts?: (ports: Ports) => Ports; readonly runCells?: boolean } = {}
): Promise<void> {
  const { given, notebook, kernel, run, log, say, stop } = whole;
  const started = Date.now();
  const store = telling(log, say, await log.read());
  const reading = nodeLibrary(given, say);
  const all = nodePorts({
    ...whole,
    kernel: nodeKernel(kernel),
    store,
    library: reading.library
  });
  const ports = withPorts(all);
  const following = follow(notebook, run, say);
  try {
    const view = await runPipeline(ports, asked, { signal: stop.signal, runCells });
    await finish(whole, view, (Date.now() - started) / 1000);
  } catch (error) {
    if (given.exports.length > 0 && fold(await store.read()).result === null) {
      say(nothingToExport('a run that was cut off').message);
    }
    throw error;
  } finally {
    following.end();
    reading.close();
    // a cell that was stopped says so in its output before the notebook is saved
    await notebook.idle(10_000);
    if (!log.isLost) {
      await keep(notebook, await store.read());
    }
  }
  say(`notebook: ${relativeTo(calledFrom(), notebook.path)}`);
  process.stdout.write(`${relativeTo(calledFrom(), notebook.path)}\n`);
}

/** Puts the record of a run into its notebook. */
export async function keep(notebook: NotebookFile, events: readonly RunEvent[]): Promise<void> {
  if (events.length > 0) {
    await notebook.keep(events, compression);
  }
}

async function finish(whole: Held, view: RunView, seconds: number): Promise<void> {
  const { given, say } = whole;
  resultLines(view.result).forEach(say);
  const report = jsonReport(view, seconds);
  await writeJson(given, report);
  if (given.exports.length > 0) {
    await writeJson(given, { ...report, exports: await exportAll(whole, view) });
  }
}

/** The predictions as files for other packages, in the folder of the run. */
async function exportAll(
  { given, kernel, notebook, run, say, stop }: Held,
  view: RunView
): Promise<Exported> {
  if (view.result === null) {
    throw nothingToExport(`a run that is ${view.phase}`);
  }
  if (!(await holdsPredictions(kernel))) {
    // a result from before, whose predictions went with its kernel
    say('export: running the cells up to training again, for their predictions');
    await notebook.run(upToTraining(view), stop.signal);
  }
  const files: Partial<Record<ExportKind, readonly string[]>> = {};
  for (const kind of given.exports) {
    const folder = join(runFolder(notebook.path, run), 'exports', kind);
    const from = relativeTo(calledFrom(), folder);
    const names = await exportFrom(kernel, kind, folder, stop.signal);
    files[kind] = names.map(name => `${from}/${name}`);
    say(`export: ${names.length} ${names.length === 1 ? 'file' : 'files'} in ${from}`);
  }
  return files;
}

/** Ids of the cells that make the predictions. */
function upToTraining({ cells, cellIds }: RunView): readonly string[] {
  return cellIds.slice(0, cells.findIndex(({ name }) => name === 'training') + 1);
}

/** The store, saying each event as it is logged; `before` is what it holds already. */
export function telling(store: Store, say: Say, before: readonly RunEvent[] = []): Store {
  let view = fold(before);
  return {
    read: () => store.read(),
    async append(event) {
      await store.append(event);
      view = addEvent(view, event);
      const line = eventLine(event, view);
      if (line !== null) {
        say(line);
      }
    }
  };
}
