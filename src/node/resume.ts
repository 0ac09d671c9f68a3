import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import {
  CellForgeError,
  RunRequest,
  fold,
  knowledgePaths,
  readRecord,
  sha256Hex,
  steps,
  tokensIn,
  unpackRun
} from '../core';
import type { Ports, RunEvent, RunView } from '../core';
import { askedAgain } from './asked-again';
import { checkData, checkOut } from './check-paths';
import { compression } from './compression';
import { startBudget, startKernel } from './design-command';
import { reportingEnd } from './end-report';
import { chooseExperts } from './experts';
import type { Experts } from './experts';
import { checkExports } from './export-files';
import { type HeldStore, fileStore } from './file-store';
import { type Held, hold, logPath, withLog } from './hold';
import { LateMask } from './late-mask';
import { nodeKernel } from './node-kernel';
import { NotebookFile, readNotebook } from './notebook-file';
import { openData } from './open-data';
import { calledFrom } from './paths';
import { type ResumeArguments, readResumeArguments } from './resume-arguments';
import type { Say } from './say';

/** A run that can go on. */
interface Found {
  /** Absolute path of its notebook, which need not be there yet. */
  readonly notebook: string;
  readonly run: string;
  readonly events: readonly RunEvent[];
  readonly asked: RunRequest;
}

/**
 * `design --resume RUN`: goes on where the log of a run ends. Steps that are recorded are not done again, and folds that
 * were fitted are taken from the folder of the run.
 *
 * @throws CellForgeError for a run that cannot go on, before anything is written; StoppedError.
 */
export async function resumeDesign(
  words: readonly string[],
  say: Say,
  stop: AbortController
): Promise<void> {
  const given = readResumeArguments(words);
  const from = calledFrom();
  const found = await findRun(resolve(from, given.resume));
  const { notebook: path, run, asked } = found;
  const view = fold(found.events);
  const data = dataOf(given, found, from);
  checkData(data);
  checkOut(path, given.json === null ? null : resolve(from, given.json));
  checkNotebook(path, view);
  if (view.task !== null) {
    checkExports(given.exports, view.task);
  }
  const late = asked.mask_names === true ? new LateMask() : null;
  const experts = await expertsOf(given, found, { from, late });
  const { takeOver } = given;
  await reportingEnd({ given, run, log: logPath(path, run), stop }, () =>
    withLog({ notebook: path, run, stop, takeOver }, async log => {
      await checkSameLog(found, log);
      await goOn(found, { given, experts, late, log, data, say, stop });
    })
  );
}

interface GoingOn {
  readonly given: ResumeArguments;
  readonly experts: Experts;
  readonly late: LateMask | null;
  readonly log: HeldStore;
  /** Absolute path. */
  readonly data: string;
  readonly say: Say;
  readonly stop: AbortController;
}

async function goOn({ notebook: path, run, events, asked }: Found, going: GoingOn): Promise<void> {
  const { given, experts, late, log, data, say, stop } = going;
  const view = fold(events);
  const kernel = await startKernel(path, data, stop.signal);
  const budget = startBudget(given.budgetMinutes, stop);
  try {
    const { batch } = asked.settings;
    late?.from(signal =>
      nodeKernel(kernel).privateNames(asked.object, batch === undefined ? [] : [batch], signal)
    );
    say(`going on with ${run} of ${basename(path)}: ${view.phase}`);
    say(`reading ${basename(data)}`);
    (await openData(kernel, data, asked.object)).forEach(each => say(`warning: ${each}`));
    stop.signal.throwIfAborted();
    const notebook = new NotebookFile(path, () => kernel);
    if (existsSync(path)) {
      await notebook.restore();
    }
    if (view.cellIds.length === 0) {
      // cut off between putting them in and the log: they are put in again
      notebook.forget(run);
    }
    const held = { given: { ...given, experts: kindOf(asked, given) } };
    const whole: Held = { ...held, experts, notebook, kernel, run, log, say, stop };
    await checkSameData(whole, asked, view);
    // cells that were only put in, in JupyterLab, are run as well: that is what is asked for here
    const withPorts = (ports: Ports): Ports => ({
      ...ports,
      analyst: askedAgain(ports, given.approveCode, say)
    });
    await hold(whole, asked, { withPorts, runCells: true });
  } finally {
    clearTimeout(budget);
    await kernel.shutdown();
  }
}

/** @throws CellForgeError where the path names no run, or several that were cut off. */
async function findRun(path: string): Promise<Found> {
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  return isFolder ? inFolder(path) : ofNotebook(path);
}

async function inFolder(folder: string): Promise<Found> {
  const [run, place] = [basename(folder), dirname(folder)];
  if (!existsSync(join(folder, 'events.jsonl')) || !place.endsWith('-cellforge')) {
    throw notResumable(
      'There is no run in this folder',
      'NOTEBOOK.ipynb, or NOTEBOOK-cellforge/RUN with the log events.jsonl in it',
      basename(folder)
    );
  }
  return foundAt(place.replace(/-cellforge$/, '.ipynb'), run, await eventsIn(folder));
}

/** The newest run of a notebook that has not ended, else the newest: by its folders, else by the record in its metadata. */
async function ofNotebook(path: string): Promise<Found> {
  const place = path.replace(/\.ipynb$/, '-cellforge');
  const names = existsSync(place) && place !== path ? readdirSync(place) : [];
  const folders = names.filter(name => existsSync(join(place, name, 'events.jsonl')));
  const logs = await Promise.all(
    folders.map(async name => ({ run: name, events: await eventsIn(join(place, name)) }))
  );
  const runs = logs.length > 0 ? logs : recordedIn(path);
  const open = runs.filter(({ events }) => !events.some(({ type }) => type === 'run-ended'));
  if (open.length > 1) {
    throw notResumable(
      `${open.length} runs of this notebook were cut off`,
      'the folder of one of them',
      open.map(({ run }) => `${basename(place)}/${run}`).join(', ')
    );
  }
  const newest = [...runs].sort((a, b) => startOf(a).localeCompare(startOf(b))).at(-1);
  const chosen = open[0] ?? newest;
  if (chosen === undefined) {
    throw notResumable(
      'There is no run to go on with',
      'a notebook that was designed here',
      basename(path)
    );
  }
  return foundAt(path, chosen.run, chosen.events);
}

const startOf = ({ events }: { readonly events: readonly RunEvent[] }): string =>
  fold(events).startedAt ?? '';

function recordedIn(path: string) {
  const record = readRecord(readNotebook(path).record ?? { version: 1, runs: {} });
  return Object.keys(record.runs).map(run => ({
    run,
    events: unpackRun(record, run, { compression, hash: sha256Hex })
  }));
}

const eventsIn = (folder: string): Promise<readonly RunEvent[]> =>
  fileStore(join(folder, 'events.jsonl')).read();

function foundAt(notebook: string, run: string, events: readonly RunEvent[]): Found {
  const request = events.find(event => event.type === 'step-done' && event.key === steps.request);
  if (request?.type !== 'step-done') {
    throw notResumable(
      'The run was cut off before it was told what is asked',
      'a log that holds the request',
      `${events.length} events`
    );
  }
  const asked = RunRequest.parse(request.answer);
  if (asked.notebook !== basename(notebook)) {
    throw notResumable(
      'The notebook was renamed since the run began, and its cells name the folder of before',
      asked.notebook,
      basename(notebook)
    );
  }
  return { notebook, run, events, asked };
}

/**
 * Writes the log of a notebook that came without its run folder.
 *
 * @throws CellForgeError where the log went on since it was looked at
 */
async function checkSameLog({ events }: Found, log: HeldStore): Promise<void> {
  const now = await log.read();
  if (now.length === 0) {
    for (const event of events) {
      await log.append(event);
    }
  } else if (now.at(-1)?.chain !== events.at(-1)?.chain) {
    throw notResumable(
      'The run went on elsewhere just now',
      `a log of ${events.length} events`,
      `${now.length} events`
    );
  }
}

function dataOf({ data }: ResumeArguments, { notebook, asked }: Found, from: string): string {
  if (data !== null) {
    return resolve(from, data);
  }
  if (asked.data_path === null) {
    throw notResumable(
      'The data of this run was in a kernel, and its record names no file',
      'DATA beside --resume',
      'none'
    );
  }
  return resolve(dirname(notebook), asked.data_path);
}

/** @throws CellForgeError where the cells that the log tells of are gone. */
function checkNotebook(path: string, { cellIds }: RunView): void {
  if (cellIds.length > 0 && !existsSync(path)) {
    throw notResumable(
      'The run put its cells into a notebook that is not there',
      basename(path),
      'no such file'
    );
  }
}

function kindOf({ experts }: RunRequest, given: ResumeArguments): Held['given']['experts'] {
  return given.experts ?? (experts === 'llm' ? { kind: 'llm' } : { kind: 'built-in' });
}

/** Those who debated so far. */
async function expertsOf(
  given: ResumeArguments,
  { asked, events }: Found,
  { from, late }: { readonly from: string; readonly late: LateMask | null }
): Promise<Experts> {
  const chosen = given.experts?.kind ?? (asked.experts === 'replay' ? null : asked.experts);
  if (chosen !== asked.experts) {
    throw notResumable(
      'A run goes on with the experts that it began with',
      asked.experts === 'replay'
        ? '--experts replay:NOTEBOOK, the notebook that is replayed'
        : `--experts ${asked.experts}`,
      chosen === null ? 'none' : `--experts ${chosen}`
    );
  }
  const { budgetTokens } = given;
  const { settings, objective, constraints, rounds } = asked;
  const question = { settings, objective, constraints, rounds, knowledge: knowledgePaths(asked) };
  return chooseExperts({ ...question, budgetTokens, experts: kindOf(asked, given) }, from, {
    usedTokens: tokensIn(fold(events).spent),
    ...(late && { mask: late.mask })
  });
}

/** @throws CellForgeError where the log is about other data: steps that are recorded are not done again. */
async function checkSameData({ kernel, experts, stop }: Held, asked: RunRequest, view: RunView) {
  const described = await nodeKernel(kernel).describe(asked.object, asked.settings, stop.signal);
  experts.check(described);
  const [before, now] = [view.profile?.fingerprint, described.profile?.fingerprint];
  if (before !== undefined && before !== now) {
    throw notResumable(
      'The data is not the one that this run is about',
      `data with the fingerprint ${before}`,
      now === undefined ? 'data that cannot be described' : `fingerprint ${now}`
    );
  }
}

function notResumable(message: string, expected: string, found: string): CellForgeError {
  return new CellForgeError({
    code: 'arguments/no-resume',
    message,
    expected,
    found,
    remedy: 'See docs/headless.md, --resume; without it a design begins anew.'
  });
}
