import { z } from 'zod';
import type { Analysed } from './analyse';
import type { Argued } from './argue';
import { CellForgeError } from './errors';
import { PlannedCell } from './experiment/planned-cell';
import { designNote, planCells } from './experiment/cells';
import type { CellsInput } from './experiment/cells';
import { searchInput } from './experiment/cells/search';
import { type Built, runCoded } from './experiment/code/run-coded';
import { writtenCode } from './experiment/code/written-code';
import { checkParameterLimit } from './experiment/parameter-limit';
import { Result } from './experiment/result';
import { type CellsToStart, startCells } from './experiment/start-cells';
import { isWorthTraining, sparingPlan } from './experiment/worth-training';
import { fold } from './fold';
import type { RunLog } from './log';
import type { Plan } from './design/plan';
import type { Ports } from './ports';
import type { RunRequest } from './request';
import { steps } from './steps';

export interface Experiment {
  readonly log: RunLog;
  readonly ports: Ports;
  readonly asked: RunRequest;
  readonly analysed: Analysed;
  readonly argued: Argued;
  /** Run the inserted cells even where the analyst only asked to insert them. */
  readonly runCells: boolean;
}

/** Experiment Execution: the plan becomes cells, the cells run, the result comes back. */
export async function execute(given: Experiment): Promise<void> {
  const { log, ports, asked, analysed, argued } = given;
  const { notebook } = ports;
  const input = cellsInput(given, {
    plan: argued.plan,
    code: argued.code === null ? null : writtenCode(argued.code.attempts)
  });
  const cells = await log.derive(
    steps.cells,
    z.array(PlannedCell),
    () => {
      if (argued.code === null) {
        checkParameterLimit(input.plan, analysed.profile, asked.constraints);
      }
      return [...planCells(input)];
    },
    input
  );
  const insert = async () => [...(await notebook.insert(asked.run, cells, null))];
  const ids = await log.step(steps.inserted, z.array(z.string()), insert, { cells });
  const isWanted = argued.decision === 'insert-and-run' || given.runCells;
  if (!isWanted && (await notebook.result(asked.run)) === null) {
    return;
  }
  await log.step(steps.running, z.string(), () => ports.clock.now(), { ids });
  const run = (signal: AbortSignal) => runThem({ log, ports, run: asked.run, ids, signal });
  const { turns, code } = argued;
  const built = code === null ? null : await runCoded({ ...code, turns, cells, ids });
  const result = await log.step(steps.result, Result, run, { ids });
  const noted = { ...(built === null ? input : cellsInput(given, built)), result };
  const note = await log.derive(steps.note, PlannedCell, () => designNote(noted), noted);
  const noteId = ids[cells.findIndex(cell => cell.name === note.name)];
  const rewrite = () => notebook.rewrite(noteId, note.source);
  await log.step(steps.noted, z.boolean(), rewrite, { noteId, note });
  await log.end();
}

/** The result in the run folder, when the cells were run already; else after running them. */
async function runThem(given: CellsToStart): Promise<Result> {
  const { run } = given;
  const { notebook } = given.ports;
  const before = await notebook.result(run);
  if (before !== null) {
    return before;
  }
  await startCells(given, null);
  const result = await notebook.result(run);
  if (result === null) {
    throw new CellForgeError({
      code: 'experiment/no-result',
      message: 'The cells ran to their end and left no result',
      expected: 'result.json in the folder of the run, written by the evaluation cell',
      found: 'no such file',
      remedy: 'Run the evaluation cell again; if it was edited, let it call run.evaluate.'
    });
  }
  return result;
}

function cellsInput(
  { log, asked, analysed }: Experiment,
  { plan, code }: { readonly plan: Plan; readonly code: Built['code'] }
): CellsInput {
  const { knowledge, ...known } = analysed;
  const { experts, pipeline, consensus, candidates, refinement } = fold(log.events);
  const isTrained = isWorthTraining(analysed.assessment) || asked.train_anyway;
  const { constraints } = asked;
  return {
    ...known,
    run: asked.run,
    notebook: asked.notebook,
    objective: asked.objective,
    constraints,
    object: asked.object,
    pipeline,
    experts,
    consensus,
    ...(code === null ? {} : { code }),
    ...(refinement === null ? {} : { candidates, refinement }),
    ...(asked.ablation === undefined ? {} : { ablation: asked.ablation }),
    ...(asked.search === undefined || !isTrained
      ? {}
      : { search: searchInput(asked.search, { plan, candidates, constraints }) }),
    plan: isTrained ? plan : sparingPlan(plan),
    runFolder: asked.run_folder,
    dataPath: asked.data_path,
    // the note tells of the tables, the training cell reads them
    ...(knowledge === undefined ? {} : { knowledge: knowledge.report }),
    knowledgePath: knowledge?.paths ?? null,
    runtimeVersion: asked.runtime_version
  };
}
