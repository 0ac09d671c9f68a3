import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, dirname } from 'node:path';
import {
  CellFailed,
  CellForgeError,
  builtInMind,
  failureOfRerun,
  readMark,
  readRecord,
  runsWithoutRecord,
  sha256Hex,
  steps,
  unpackRun,
  verify
} from '../core';
import { RunRequest } from '../core';
import type { CellMark, PlannedCell, Result, StoredRecord, Verified, VerifyTools } from '../core';
import { readVerifyArguments } from './arguments';
import type { VerifyArguments } from './arguments';
import { checkData } from './check-paths';
import { compression } from './compression';
import { follow } from './follow';
import { kernelEnvironment } from './kernel-environment';
import { KernelProcess } from './kernel-process';
import { NotebookFile, readNotebook } from './notebook-file';
import type { ReadNotebook } from './notebook-file';
import { calledFrom, kernelPython } from './paths';
import type { Say } from './say';

const tools = { compression, hash: sha256Hex };

/**
 * `verify NOTEBOOK`: the four checks of every run in it; true when all agree.
 *
 * @throws CellForgeError for a notebook that cannot be read, holds no record, or whose data is not there.
 */
export async function verifyNotebook(
  words: readonly string[],
  say: Say,
  stop: AbortController
): Promise<boolean> {
  const given = readVerifyArguments(words);
  const path = resolve(calledFrom(), given.notebook);
  const notebook = readNotebook(path);
  const record = recordOf(notebook);
  const all: Verified[] = [];
  for (const run of Object.keys(record.runs)) {
    say(`verifying ${run}`);
    all.push(await verifyRun({ given, path, notebook, record, run, say, stop }));
  }
  for (const { run, checks, disagreements, notes } of all) {
    checks.forEach(check => say(`${run}: ${check.name} ${check.state}`));
    notes.forEach(note => say(`${run}: ${note}`));
    disagreements.forEach(line => process.stdout.write(`${run}: ${line}\n`));
  }
  if (given.json !== null) {
    const report = { agrees: all.every(one => one.agrees), runs: all };
    await writeFile(resolve(calledFrom(), given.json), `${JSON.stringify(report, null, 1)}\n`);
  }
  const isAgreed = all.every(one => one.agrees);
  if (isAgreed) {
    process.stdout.write('verified here: nothing disagrees\n');
  }
  const lacking = all.find(one => one.not_run !== null);
  if (lacking !== undefined && all.every(one => one.disagreements.length === 0)) {
    throw new CellForgeError({
      code: 'record/not-run-again',
      message: `Nothing disagrees, and the scores of ${lacking.run} were not compared`,
      expected: 'cells that run again here',
      found: lacking.not_run ?? '',
      remedy: ''
    });
  }
  return isAgreed;
}

interface VerifyRun {
  readonly given: VerifyArguments;
  readonly path: string;
  readonly notebook: ReadNotebook;
  readonly record: StoredRecord;
  readonly run: string;
  readonly say: Say;
  readonly stop: AbortController;
}

function verifyRun(whole: VerifyRun): Promise<Verified> {
  const { given, notebook, record, run, stop } = whole;
  return verify(record, run, {
    ...tools,
    mind: builtInMind(),
    signal: stop.signal,
    cells: cellsOf(notebook, run),
    rerun: given.isQuick ? null : rerunOf(whole)
  });
}

function recordOf(notebook: ReadNotebook): StoredRecord {
  const marks = marksOf(notebook);
  if (notebook.record === undefined) {
    throw new CellForgeError({
      code: 'record/none',
      message: 'This notebook carries no record to verify',
      expected: 'a notebook that CellForge designed, with its metadata',
      found:
        marks.length === 0
          ? 'no cell and no record of CellForge'
          : `cells of ${runsWithoutRecord(marks, { runs: {} }).slice(0, 5).join(', ')} without a record: some tool removed the metadata`,
      remedy: 'Verify the notebook as it was saved.'
    });
  }
  const record = readRecord(notebook.record);
  const lost = runsWithoutRecord(marks, record);
  if (Object.keys(record.runs).length === 0) {
    throw new CellForgeError({
      code: 'record/none',
      message: 'The record of this notebook holds no run',
      expected: 'at least one run',
      found:
        lost.length === 0 ? 'none' : `cells of ${lost.slice(0, 5).join(', ')}, not in the record`,
      remedy: 'Verify the notebook as it was saved.'
    });
  }
  return record;
}

function marksOf({ cells }: ReadNotebook): readonly CellMark[] {
  return cells.flatMap(cell => readMark(cell.mark) ?? []);
}

function cellsOf({ cells }: ReadNotebook, run: string) {
  return cells.flatMap(cell => {
    const mark = readMark(cell.mark);
    return mark?.run === run ? [{ name: mark.step, source: cell.source }] : [];
  });
}

/** The recorded cells in a fresh kernel and a folder of their own: the notebook and its run folder stay as they are. */
async function runAgain(
  { run, say, stop }: VerifyRun,
  { notebook: name }: RunRequest,
  data: string,
  cells: readonly PlannedCell[]
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'cellforge-verify-'));
  try {
    const kernel = await KernelProcess.start({
      python: kernelPython(),
      cwd: folder,
      env: kernelEnvironment(data),
      signal: stop.signal
    });
    const notebook = new NotebookFile(join(folder, name), () => kernel);
    const following = follow(notebook, run, say);
    try {
      const ids = await notebook.insert(run, cells, null);
      await notebook.run(ids, stop.signal).catch((error: unknown) => {
        throw rerunFailed(error, cells, ids);
      });
      const result = await notebook.result(run);
      if (result === null) {
        throw new Error('the cells ran to their end and left no result');
      }
      return result;
    } finally {
      following.end();
      await kernel.shutdown();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A cell that needs what this machine lacks is told apart from one that fails on what was recorded. */
function rerunFailed(
  error: unknown,
  cells: readonly PlannedCell[],
  ids: readonly string[]
): unknown {
  const failed = error instanceof CellFailed ? cells[ids.indexOf(error.cell)] : undefined;
  return failed === undefined
    ? error
    : failureOfRerun(
        failed.name,
        new Error(error instanceof Error ? error.message : ''),
        elsewhere
      );
}

const elsewhere =
  'Give the data by --data and the kernel’s Python by CELLFORGE_PYTHON, or --quick to leave this check out.';

/**
 * How the cells run again; null where the record is too damaged to say what they ran on, which the first check tells.
 *
 * @throws CellForgeError when the data is not there: a lack of ours is no disagreement.
 */
function rerunOf(whole: VerifyRun): VerifyTools['rerun'] {
  const request = requestOf(whole.record, whole.run);
  if (request === null) {
    return null;
  }
  const data = dataOf(whole, request);
  return cells => runAgain(whole, request, data, cells);
}

function dataOf({ given, path }: VerifyRun, { data_path }: RunRequest): string {
  const named =
    given.data === null ? process.env.CELLFORGE_DATA : resolve(calledFrom(), given.data);
  const data = named ?? (data_path === null ? null : resolve(dirname(path), data_path));
  if (data === null) {
    throw new CellForgeError({
      code: 'data/unnamed',
      message: 'The cells cannot run again: the record names no data file',
      expected: '--data DATA',
      found: 'a run whose data was in the kernel already',
      remedy: 'Give --data, or --quick to leave this check out.'
    });
  }
  try {
    checkData(data);
  } catch (error) {
    throw given.data === null && error instanceof CellForgeError
      ? notThere(error, process.env.CELLFORGE_DATA === undefined)
      : error;
  }
  return data;
}

/** The data that nobody named on this command line: whose path it is, and what to do. */
function notThere({ code, message, expected, found }: CellForgeError, isRecorded: boolean) {
  return new CellForgeError({
    code,
    message: `The cells cannot run again: ${message[0].toLowerCase()}${message.slice(1)}`,
    expected: `${expected}, ${isRecorded ? 'where the record names it, relative to the notebook' : 'where CELLFORGE_DATA names it'}`,
    found,
    remedy: 'Give --data FILE, or --quick to leave this check out.'
  });
}

function requestOf(record: StoredRecord, run: string): RunRequest | null {
  try {
    const events = unpackRun(record, run, tools);
    const asked = events.find(event => event.type === 'step-done' && event.key === steps.request);
    return RunRequest.parse(asked?.type === 'step-done' ? asked.answer : null);
  } catch {
    // verify tells what is wrong with it
    return null;
  }
}
