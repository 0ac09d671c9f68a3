import { existsSync, rmdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { CellForgeError, fold, settledTask } from '../core';
import { readAblationArguments } from './ablation/arguments';
import type { AblationArguments } from './ablation/arguments';
import { compare } from './ablation/compare';
import type { Comparison } from './ablation/compare';
import {
  type Bench,
  checkRuns,
  foundEvents,
  type Held,
  holdRun,
  notBegun
} from './ablation/hold-run';
import { LazyKernel, lazyKernelPort } from './ablation/lazy-kernel';
import { tableLines } from './ablation/table';
import { worthOfDebate, worthOfModels } from './ablation/worth';
import { checkData, checkFile, checkFolder } from './check-paths';
import { startBudget, startKernel } from './design-command';
import { endpointFromEnvironment } from './llm-experts';
import { openData } from './open-data';
import { calledFrom } from './paths';
import type { Say } from './say';

/**
 * `ablation DATA`: the whole design and the same with less, each to its scores, and what the difference shows. Gives the
 * exit code: 3 where a budget stopped a run, that of the first failure, or 0.
 *
 * @throws CellForgeError for unusable arguments or data, before anything is written; StoppedError.
 */
export async function ablation(
  words: readonly string[],
  say: Say,
  stop: AbortController
): Promise<number> {
  const given = readAblationArguments(words);
  const { json, budgetMinutes } = given.design;
  const data = resolve(calledFrom(), given.design.data);
  checkData(data);
  const folder = folderOf(given, data);
  if (json !== null) {
    checkFile(resolve(calledFrom(), json));
  }
  const budget = startBudget(budgetMinutes, stop);
  const bench = benchOf({ given, data, folder, say, stop });
  try {
    await prepare(bench);
    const held = await holdAll(bench);
    const comparison = await compare(held);
    process.stdout.write(`${tableLines(comparison).join('\n')}\n`);
    if (json !== null) {
      const report = `${JSON.stringify(reportOf(bench, comparison), null, 1)}\n`;
      await writeFile(resolve(calledFrom(), json), report);
    }
    return exitCode(held);
  } finally {
    clearTimeout(budget);
    await bench.kernel.end();
  }
}

function folderOf({ out }: AblationArguments, data: string): string {
  const name = out ?? `${basename(data, extname(data))}-ablation`;
  const folder = resolve(calledFrom(), name);
  checkFolder(folder);
  return folder;
}

function benchOf({
  given,
  data,
  folder,
  say,
  stop
}: Pick<Bench, 'given' | 'data' | 'folder' | 'say' | 'stop'>): Bench {
  const object = data.toLowerCase().endsWith('.h5mu') ? 'mdata' : 'adata';
  const kernel = new LazyKernel({
    start: () => startKernel(join(folder, 'any.ipynb'), data, stop.signal),
    open: async process => {
      say(`reading ${basename(data)}`);
      const warnings = await openData(process, data, object);
      warnings.forEach(warning => say(`warning: ${warning}`));
    }
  });
  return { given, data, object, folder, kernel, known: new Map(), say, stop };
}

/** Unusable data, a missing endpoint and a folder of other runs are told before anything is written. */
async function prepare(bench: Bench): Promise<void> {
  const { given, folder, kernel, known, object, stop } = bench;
  await checkRuns(bench);
  const logs = await Promise.all(given.variants.map(variant => foundEvents(folder, variant)));
  if (logs.every(events => events.some(event => event.type === 'run-ended'))) {
    return;
  }
  if (given.variants.some(({ experts }) => experts === 'llm')) {
    endpointFromEnvironment();
  }
  const isNew = !existsSync(folder);
  await mkdir(folder, { recursive: true });
  try {
    const port = lazyKernelPort(kernel, known);
    const described = await port.describe(object, given.design.settings, stop.signal);
    const { profile } = settledTask(described);
    logs.forEach(events => checkSameData(fold(events).profile?.fingerprint, profile.fingerprint));
  } catch (error) {
    if (isNew) {
      rmdirSync(folder);
    }
    throw error;
  }
}

function checkSameData(recorded: string | undefined, now: string): void {
  if (recorded !== undefined && recorded !== now) {
    throw new CellForgeError({
      code: 'arguments/other-runs',
      message: 'The folder holds runs over other data',
      expected: `data with the fingerprint ${recorded}`,
      found: now,
      remedy: 'Give the data of these runs, or another folder with --out.'
    });
  }
}

async function holdAll(bench: Bench): Promise<readonly Held[]> {
  const held: Held[] = [];
  for (const variant of bench.given.variants) {
    const isOver = bench.stop.signal.aborted;
    const one = isOver ? notBegun(variant) : await holdRun(bench, variant, held);
    if (one.state === 'failed' || one.state === 'stopped') {
      bench.say(`${variant.id}: ${one.state}: ${one.why}`);
    }
    held.push(one);
  }
  return held;
}

function exitCode(held: readonly Held[]): number {
  const codes = held.map(one => one.exitCode).filter(code => code !== 0);
  return codes.find(code => code !== 3) ?? codes[0] ?? 0;
}

function reportOf({ given, data }: Bench, comparison: Comparison) {
  const models = worthOfModels(comparison);
  return {
    data: basename(data),
    objective: given.design.objective,
    experts: given.design.experts.kind,
    ...comparison,
    worth: [worthOfDebate(comparison), ...(models === null ? [] : [models])]
  };
}
