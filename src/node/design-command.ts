import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import {
  CellForgeError,
  StoppedError,
  addEvent,
  fold,
  knowledgePathOf,
  ofObs,
  pipelineVersion,
  runPipeline,
  runtimeVersion,
  scrubber,
  settledTask
} from '../core';
import type { RunEvent, RunRequest, RunView, Store } from '../core';
import { ablationOf, leftOut, wouldAsk } from './agent-flags';
import { readDesignArguments } from './arguments';
import type { DesignArguments } from './arguments';
import { checkData, checkOut, checkTable } from './check-paths';
import { compression } from './compression';
import { chooseExperts } from './experts';
import type { Experts } from './experts';
import {
  type ExportKind,
  type Exported,
  checkExports,
  exportFrom,
  nothingToExport
} from './export-files';
import { fileStore } from './file-store';
import { follow } from './follow';
import { dryReport, jsonReport } from './json-report';
import { kernelEnvironment } from './kernel-environment';
import { KernelProcess } from './kernel-process';
import { LateMask } from './late-mask';
import { sendingLines, wouldSend } from './llm-experts';
import { nodeKernel } from './node-kernel';
import { nodeLibrary } from './node-library';
import { nodePorts } from './node-ports';
import { NotebookFile, runFolder, runFolderName } from './notebook-file';
import { openData } from './open-data';
import { calledFrom, kernelPython, relativeTo } from './paths';
import { knownPrivate } from './private';
import { dryLines, eventLine } from './progress-lines';
import type { Say } from './say';

/** What a request is made from. */
interface Asked {
  readonly given: Pick<
    DesignArguments,
    | 'objective'
    | 'settings'
    | 'constraints'
    | 'knowledge'
    | 'annotate'
    | 'rounds'
    | 'seed'
    | 'without'
    | 'isMasked'
  > &
    Partial<Pick<DesignArguments, 'refine' | 'search' | 'literature' | 'coder'>>;
  readonly experts: Pick<Experts, 'name' | 'settings' | 'ablation' | 'asked'>;
  readonly data: string;
  readonly object: string;
  readonly notebook: Pick<NotebookFile, 'path' | 'name'>;
  readonly run: string;
}

/** What the whole command works with. */
interface Design {
  readonly given: DesignArguments;
  readonly experts: Experts;
  readonly data: string;
  readonly object: string;
  readonly notebook: NotebookFile;
  readonly kernel: KernelProcess;
  readonly run: string;
  readonly say: Say;
  readonly stop: AbortController;
}

/**
 * `design DATA`: the pipeline without a browser. The notebook stands where it was asked for even when the run is stopped.
 *
 * @throws CellForgeError for unusable arguments or data, before anything is written; StoppedError.
 */
export async function design(
  words: readonly string[],
  say: Say,
  stop: AbortController
): Promise<void> {
  const given = readDesignArguments(words);
  const from = calledFrom();
  const data = resolve(from, given.data);
  checkData(data);
  const out = given.out === null ? freeName(from, data) : resolve(from, given.out);
  given.knowledge.forEach(table => checkTable(table, from));
  checkOut(out, given.json === null ? null : resolve(from, given.json));
  const late = given.isMasked ? new LateMask() : null;
  const experts = await chooseExperts(given, from, late === null ? {} : { mask: late.mask });
  const kernel = await startKernel(out, data, stop.signal);
  const budget = startBudget(given.budgetMinutes, stop);
  try {
    const object = data.toLowerCase().endsWith('.h5mu') ? 'mdata' : 'adata';
    const batch = given.settings.batch;
    late?.from(signal =>
      nodeKernel(kernel).privateNames(object, batch === undefined ? [] : [batch], signal)
    );
    leftOut(given).forEach(say);
    say(`reading ${basename(data)}`);
    const warnings = await openData(kernel, data, object);
    warnings.forEach(warning => say(`warning: ${warning}`));
    stop.signal.throwIfAborted();
    const notebook = new NotebookFile(out, () => kernel);
    const run = `r-${randomBytes(4).toString('hex')}`;
    const whole = { given, experts, data, object, notebook, kernel, run, say, stop };
    await (given.isDryRun ? describeOnly(whole) : runAll(whole));
  } finally {
    clearTimeout(budget);
    await kernel.shutdown();
  }
}

export async function startKernel(
  out: string,
  data: string,
  signal: AbortSignal
): Promise<KernelProcess> {
  const folder = dirname(out);
  return KernelProcess.start({
    python: kernelPython(),
    cwd: existsSync(folder) ? folder : dirname(data),
    env: kernelEnvironment(data),
    signal
  });
}

export function startBudget(
  minutes: number | null,
  stop: AbortController
): NodeJS.Timeout | undefined {
  return minutes === null
    ? undefined
    : setTimeout(() => stop.abort(new StoppedError('budget')), minutes * 60_000);
}

async function describeOnly({ given, experts, object, kernel, run, say, stop }: Design) {
  const settings = { ...experts.settings, ...given.settings };
  const described = await nodeKernel(kernel).describe(object, settings, stop.signal);
  const asked = { run, pipeline: pipelineVersion, experts: experts.name };
  const { constraints } = given;
  // results may open one more round for each new candidate
  const rounds = given.rounds + given.refine;
  const sending =
    given.experts.kind === 'llm'
      ? await wouldSend(described, constraints, rounds, stop.signal)
      : null;
  const report = dryReport({ ...asked, constraints }, described);
  await writeJson(given, sending === null ? report : { ...report, would_send: sending });
  dryLines(described).forEach(say);
  [...(sending === null ? [] : sendingLines(sending)), wouldAsk(given) ?? '']
    .filter(Boolean)
    .forEach(say);
  if (described.problem !== null) {
    throw new CellForgeError(described.problem);
  }
}

async function runAll(whole: Design): Promise<void> {
  const { given, experts, object, notebook, kernel, run, say, stop } = whole;
  const started = Date.now();
  // unusable data is told before there is a file to clean up
  const settings = { ...experts.settings, ...given.settings };
  const described = await nodeKernel(kernel).describe(object, settings, stop.signal);
  checkExports(given.exports, settledTask(described).task);
  experts.check(described);
  const store = telling(fileStore(join(runFolder(notebook.path, run), 'events.jsonl')), say);
  const reading = nodeLibrary(given, say);
  const ports = nodePorts({
    ...whole,
    kernel: nodeKernel(kernel),
    store,
    library: reading.library
  });
  const following = follow(notebook, run, say);
  try {
    const view = await runPipeline(ports, request(whole), { signal: stop.signal });
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
    await keep(notebook, await store.read());
  }
  say(`notebook: ${relativeTo(calledFrom(), notebook.path)}`);
  process.stdout.write(`${relativeTo(calledFrom(), notebook.path)}\n`);
}

export async function keep(notebook: NotebookFile, events: readonly RunEvent[]): Promise<void> {
  if (events.length > 0) {
    await notebook.keep(events, compression);
  }
}

/** What a run is asked for, as its log keeps it. */
export function request({ given, experts, data, object, notebook, run }: Asked): RunRequest {
  const scrub = scrubber(knownPrivate());
  const relative = relativeTo(dirname(notebook.path), data);
  const tables = tablePaths(given.knowledge, dirname(notebook.path), scrub);
  const off = experts.ablation ?? ablationOf(given);
  return {
    run,
    notebook: notebook.name,
    experts: experts.name,
    object,
    objective: given.objective,
    settings: { ...experts.settings, ...given.settings },
    constraints: given.constraints,
    rounds: given.rounds,
    ...(given.isMasked ? { mask_names: true } : {}),
    ...((given.refine ?? 0) === 0 ? {} : { refine: given.refine }),
    ...((given.search ?? 0) === 0 ? {} : { search: given.search }),
    seed: given.seed ?? 42,
    train_anyway: false,
    run_folder: runFolderName(notebook.path, run),
    // a path that would name a person stays out of the notebook: CELLFORGE_DATA then says where the file is
    data_path: scrub(relative) === relative ? relative : basename(data),
    knowledge_path: knowledgePathOf(tables),
    runtime_version: runtimeVersion,
    ...(given.annotate ? { annotate: true } : {}),
    ...(off.length === 0 ? {} : { ablation: off }),
    ...(given.coder === true && experts.name !== 'replay' ? { coder: true } : {}),
    ...experts.asked
  };
}

/**
 * Tables as the notebook names them: relative to it.
 *
 * @throws CellForgeError where such a path would name a person: the cells could not read the file by another name.
 */
function tablePaths(
  tables: readonly string[],
  folder: string,
  scrub: (text: string) => string
): readonly string[] {
  return tables.map(table => {
    if (table.startsWith(ofObs)) {
      return table;
    }
    const relative = relativeTo(folder, resolve(calledFrom(), table));
    if (scrub(relative) !== relative) {
      throw new CellForgeError({
        code: 'arguments/private-path',
        message: `The path of "${basename(table)}" would name a person in the notebook`,
        expected: 'a table that the notebook can name without that',
        found: 'a path through a home folder',
        remedy: 'Copy the table beside the notebook and name it there.'
      });
    }
    return relative;
  });
}

async function finish(whole: Design, view: RunView, seconds: number): Promise<void> {
  const { given, say } = whole;
  for (const [scenario, { parts }] of Object.entries(view.result?.scenarios ?? {})) {
    for (const [part, { verdict, sentence }] of Object.entries(parts)) {
      say(`${scenario}/${part}: ${verdict}. ${sentence}`);
    }
  }
  const report = jsonReport(view, seconds);
  await writeJson(given, report);
  if (given.exports.length > 0) {
    await writeJson(given, { ...report, exports: await exportAll(whole, view) });
  }
}

/** The predictions as files for other packages, in the folder of the run. */
async function exportAll(
  { given, kernel, notebook, run, say, stop }: Design,
  view: RunView
): Promise<Exported> {
  if (view.result === null) {
    throw nothingToExport(`a run that is ${view.phase}`);
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

export async function writeJson({ json }: DesignArguments, report: unknown): Promise<void> {
  if (json !== null) {
    await writeFile(resolve(calledFrom(), json), `${JSON.stringify(report, null, 1)}\n`);
  }
}

/** The store, saying each event as it is logged. */
export function telling(store: Store, say: Say): Store {
  let view = fold([]);
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

/** Beside where the command was called, after the data; never a file that is there already. */
function freeName(folder: string, data: string): string {
  const stem = basename(data, extname(data));
  for (let count = 1; ; count++) {
    const path = join(folder, `${stem}-designed${count === 1 ? '' : `-${count}`}.ipynb`);
    if (!existsSync(path) || statSync(path).size === 0) {
      return path;
    }
  }
}
