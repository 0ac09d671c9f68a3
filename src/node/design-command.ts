import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import {
  CellForgeError,
  StoppedError,
  knowledgePathOf,
  ofObs,
  pipelineVersion,
  runtimeVersion,
  scrubber,
  settledTask
} from '../core';
import type { RunRequest } from '../core';
import { ablationOf, leftOut, wouldAsk } from './agent-flags';
import { readDesignArguments } from './arguments';
import type { DesignArguments } from './arguments';
import { checkData, checkOut, checkTable } from './check-paths';
import { chooseExperts } from './experts';
import { reportingEnd } from './end-report';
import type { Experts } from './experts';
import { checkExports } from './export-files';
import { type Held, hold, logPath, withLog } from './hold';
import { dryReport } from './json-report';
import { kernelEnvironment } from './kernel-environment';
import { KernelProcess } from './kernel-process';
import { LateMask } from './late-mask';
import { sendingLines, wouldSend } from './llm-experts';
import { nodeKernel } from './node-kernel';
import { NotebookFile, runFolderName } from './notebook-file';
import { openData } from './open-data';
import { calledFrom, kernelPython, relativeTo } from './paths';
import { knownPrivate } from './private';
import { dryLines } from './progress-lines';
import type { Say } from './say';
import { writeJson } from './write-json';

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
    Partial<Pick<DesignArguments, 'refine' | 'search' | 'literature' | 'coder' | 'approveCode'>>;
  readonly experts: Pick<Experts, 'name' | 'settings' | 'ablation' | 'asked'>;
  readonly data: string;
  readonly object: string;
  readonly notebook: Pick<NotebookFile, 'path' | 'name'>;
  readonly run: string;
}

/** What the whole command works with. */
interface Design extends Omit<Held, 'log'> {
  readonly given: DesignArguments;
  readonly data: string;
  readonly object: string;
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
  const run = `r-${randomBytes(4).toString('hex')}`;
  const ending = { given, run, log: logPath(out, run), stop };
  await reportingEnd(ending, () => begin({ given, experts, late, data, out, run, say, stop }));
}

interface Beginning extends Pick<Design, 'given' | 'experts' | 'data' | 'run' | 'say' | 'stop'> {
  readonly late: LateMask | null;
  /** Absolute path of the notebook. */
  readonly out: string;
}

async function begin({ late, out, ...asked }: Beginning): Promise<void> {
  const { given, data, say, stop } = asked;
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
    const whole = { ...asked, object, notebook, kernel };
    await (given.isDryRun ? describeOnly(whole) : runAll(whole));
  } finally {
    clearTimeout(budget);
    await kernel.shutdown();
  }
}

/** A kernel in the notebook's folder, or in the data's where that is not there yet. */
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

/** Stops the run after so many minutes; the timer is the caller's to clear. Null: no limit. */
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
  const { given, experts, object, kernel, stop } = whole;
  // unusable data is told before there is a file to clean up
  const settings = { ...experts.settings, ...given.settings };
  const described = await nodeKernel(kernel).describe(object, settings, stop.signal);
  checkExports(given.exports, settledTask(described).task);
  experts.check(described);
  const { notebook, run } = whole;
  await withLog({ notebook: notebook.path, run, stop }, log =>
    hold({ ...whole, log }, request(whole))
  );
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
    ...(given.approveCode !== undefined && experts.name === 'llm'
      ? { approve_code: given.approveCode }
      : {}),
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
