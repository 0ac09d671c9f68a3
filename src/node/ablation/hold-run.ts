import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CellForgeError,
  RunRequest,
  StoppedError,
  canonicalJson,
  exitCodeOf,
  factsOf,
  fold,
  runPipeline,
  scrubDeep,
  scrubber,
  sha256Hex,
  steps,
  tokensIn
} from '../../core';
import type { PlannedCell, Ports, RunEvent, RunView, Store } from '../../core';
import { request } from '../design-command';
import { chooseExperts } from '../experts';
import { fileStore, holdStore } from '../file-store';
import { follow } from '../follow';
import { keep, logPath, telling } from '../hold';
import { LateMask } from '../late-mask';
import { nodePorts } from '../node-ports';
import { NotebookFile, runFolder } from '../notebook-file';
import { knownPrivate } from '../private';
import type { Say } from '../say';
import type { AblationArguments, Variant } from './arguments';
import { type LazyKernel, lazyKernelPort } from './lazy-kernel';
import { carryLooks } from './looks';

/** What all runs of a comparison share. */
export interface Bench {
  readonly given: AblationArguments;
  readonly data: string;
  readonly object: string;
  /** Where notebooks and run folders are. */
  readonly folder: string;
  readonly kernel: LazyKernel;
  /** What was asked of the data already. */
  readonly known: Map<string, Promise<unknown>>;
  readonly say: Say;
  readonly stop: AbortController;
}

/** A run as far as it came. */
export interface Held {
  readonly variant: Variant;
  readonly state: 'scored' | 'same' | 'stopped' | 'failed';
  /** Id of the run with the same cells; null: it has cells of its own. */
  readonly sameAs: string | null;
  /** Why it was stopped or failed; empty where it was not. */
  readonly why: string;
  readonly exitCode: 0 | 1 | 2 | 3;
  readonly view: RunView;
  /** The cells without what names the run; null where there are none yet. */
  readonly cells: string | null;
  /** Absolute; null for a run that was not begun. */
  readonly runFolder: string | null;
}

/** Where a run stands in the folder. */
interface Place {
  readonly run: string;
  readonly notebook: NotebookFile;
  readonly store: Store;
  readonly request: RunRequest;
}

const notebookPath = (folder: string, { id }: Variant): string => join(folder, `${id}.ipynb`);

/** The run of a variant that the folder holds already; null where there is none. */
async function foundRun(folder: string, variant: Variant): Promise<string | null> {
  const places = join(folder, `${variant.id}-cellforge`);
  const names = await readdir(places).catch(() => []);
  return names.find(name => /^r-[0-9a-f]+$/.test(name)) ?? null;
}

/** The events that the folder holds of a variant. */
export async function foundEvents(folder: string, variant: Variant): Promise<readonly RunEvent[]> {
  const run = await foundRun(folder, variant);
  return run === null ? [] : storeOf(folder, variant, run).read();
}

const storeOf = (folder: string, variant: Variant, run: string): Store =>
  fileStore(logPath(notebookPath(folder, variant), run));

/** What a variant is asked for, under the id of its run. */
async function placeOf(bench: Bench, variant: Variant): Promise<Place> {
  const { folder, given, data, object, kernel } = bench;
  const run = (await foundRun(folder, variant)) ?? `r-${randomBytes(4).toString('hex')}`;
  const notebook = new NotebookFile(notebookPath(folder, variant), () => kernel.now);
  const { without, rounds, experts } = variant;
  const asked = request({
    given: { ...given.design, without, rounds },
    experts: { name: experts, settings: {} },
    data,
    object,
    notebook,
    run
  });
  return { run, notebook, store: storeOf(folder, variant, run), request: RunRequest.parse(asked) };
}

/**
 * Holds one run to its scores, or goes on with it where the folder's log ends. Cells that an earlier run of the
 * comparison trained, to the byte, are not trained again. What fails is told, and ends nothing else.
 *
 * @throws StoppedError when the analyst stops the whole.
 */
export async function holdRun(
  bench: Bench,
  variant: Variant,
  earlier: readonly Held[]
): Promise<Held> {
  const place = await placeOf(bench, variant);
  try {
    return await toScores(bench, variant, { place, earlier });
  } catch (error) {
    const { signal } = bench.stop;
    const cause: unknown = signal.aborted ? signal.reason : error;
    if (cause instanceof StoppedError && cause.by === 'analyst') {
      throw cause;
    }
    const isBudget = cause instanceof StoppedError;
    const facts = factsOf(cause);
    return {
      ...(await endOf(variant, place)),
      state: isBudget ? 'stopped' : 'failed',
      why: isBudget ? 'the budget is used up' : facts.message,
      exitCode: exitCodeOf(cause)
    };
  }
}

/** A run that was not begun, since the budget was used up before. */
export function notBegun(variant: Variant): Held {
  return {
    variant,
    state: 'stopped',
    sameAs: null,
    why: 'not begun: the budget is used up',
    exitCode: 3,
    view: fold([]),
    cells: null,
    runFolder: null
  };
}

interface Whole {
  readonly place: Place;
  readonly earlier: readonly Held[];
}

async function toScores(bench: Bench, variant: Variant, { place, earlier }: Whole): Promise<Held> {
  const { say } = bench;
  const events = await place.store.read();
  if (events.some(event => event.type === 'run-ended')) {
    say(`${variant.id}: taken from the folder`);
    return endOf(variant, place);
  }
  const log = await holdStore(logPath(place.notebook.path, place.run));
  try {
    return await goOn(bench, variant, { place: { ...place, store: log }, earlier });
  } finally {
    await log.release();
  }
}

async function goOn(bench: Bench, variant: Variant, { place, earlier }: Whole): Promise<Held> {
  const { kernel, say, stop } = bench;
  const { run, notebook, store } = place;
  if (fold(await store.read()).cellIds.length > 0) {
    await notebook.restore();
  }
  const ports = await portsFor(bench, variant, place);
  const { signal } = stop;
  const following = follow(notebook, run, line => say(`${variant.id}: ${line}`));
  try {
    const designed = await runPipeline(ports, place.request, { signal });
    if (designed.result === null) {
      const cells = cellsOf(designed, place.request);
      const twin = earlier.find(other => other.state === 'scored' && other.cells === cells);
      if (twin !== undefined) {
        say(`${variant.id}: the same cells as ${twin.variant.id}, which are trained once`);
        return { ...(await endOf(variant, place)), state: 'same', sameAs: twin.variant.id };
      }
      await kernel.start();
      await carryLooks(bench.folder, variant.id);
      await runPipeline(ports, place.request, { signal, runCells: true });
    }
  } finally {
    following.end();
    await notebook.idle(10_000);
    await keep(notebook, await store.read());
    await kernel.end();
  }
  return endOf(variant, place);
}

async function portsFor(
  bench: Bench,
  variant: Variant,
  { notebook, store }: Place
): Promise<Ports> {
  const { given, kernel, known, say } = bench;
  const chosen = { ...given.design, experts: { kind: variant.experts } };
  const port = lazyKernelPort(kernel, known);
  const late = given.design.isMasked ? new LateMask() : null;
  const { batch } = given.design.settings;
  late?.from(signal => port.privateNames(bench.object, batch === undefined ? [] : [batch], signal));
  const experts = await chooseExperts(chosen, bench.folder, {
    usedTokens: await tokensUsed(bench),
    ...(late && { mask: late.mask })
  });
  const ports = nodePorts({
    given: given.design,
    experts,
    notebook,
    kernel: port,
    store: telling(store, line => say(`${variant.id}: ${line}`))
  });
  // whether the cells are to run is known only when they are there
  const approve = async () => ({ decision: 'insert', by: 'headless' }) as const;
  return { ...ports, analyst: { ...ports.analyst, approve } };
}

/** What all runs of the folder took so far: one budget holds for them together. */
async function tokensUsed({ folder, given }: Bench): Promise<number> {
  const logs = await Promise.all(given.variants.map(variant => foundEvents(folder, variant)));
  return logs.reduce((total, events) => total + tokensIn(fold(events).spent), 0);
}

async function endOf(variant: Variant, place: Place): Promise<Held> {
  const { notebook, run, store } = place;
  const view = fold(await store.read());
  return {
    variant,
    state: 'scored',
    sameAs: null,
    why: '',
    exitCode: 0,
    view,
    cells: view.cells.length === 0 ? null : cellsOf(view, place.request),
    runFolder: runFolder(notebook.path, run)
  };
}

/** Every code cell to the byte, but for the folder that the run keeps its files in. */
function cellsOf({ cells }: RunView, { run_folder }: RunRequest): string {
  const own = ({ source }: PlannedCell): string => source.replaceAll(run_folder, 'RUN');
  return sha256Hex(canonicalJson(cells.filter(({ kind }) => kind === 'code').map(own)));
}

/**
 * The folder's runs must have been asked for the same as now: else a table would compare what can't be compared.
 *
 * @throws CellForgeError naming the first thing that differs.
 */
export async function checkRuns(bench: Bench): Promise<void> {
  for (const variant of bench.given.variants) {
    const events = await foundEvents(bench.folder, variant);
    const asked = events.find(event => event.type === 'step-done' && event.key === steps.request);
    if (asked?.type !== 'step-done') {
      continue;
    }
    const recorded = RunRequest.parse(asked.answer) as Readonly<Record<string, unknown>>;
    const { request: wanted } = await placeOf(bench, variant);
    const now = scrubDeep(wanted, scrubber(knownPrivate())) as typeof recorded;
    const key = Object.keys({ ...recorded, ...now }).find(
      name => canonicalJson([recorded[name] ?? null]) !== canonicalJson([now[name] ?? null])
    );
    if (key !== undefined) {
      throw new CellForgeError({
        code: 'arguments/other-runs',
        message: 'The folder holds runs that were asked for something else',
        expected: `${key} as in ${variant.id}.ipynb: ${JSON.stringify(recorded[key] ?? null)}`,
        found: JSON.stringify(now[key] ?? null),
        remedy: 'Give the same options to go on with these runs, or another folder with --out.'
      });
    }
  }
}
