import { z } from 'zod';
import { withoutFreeChoices } from '../../design/free-choices';
import { Plan } from '../../design/plan';
import type { Turn } from '../../design/turns';
import { CellForgeError } from '../../errors';
import type { Ports } from '../../ports';
import { steps } from '../../steps';
import { PlannedCell } from '../planned-cell';
import { codedModelCell, modelCell } from '../cells/model';
import { startCells } from '../start-cells';
import { type Attempt, Ran } from './attempt';
import { CellFailed } from './cell-failed';
import { failureOfRun, isMachineFailure } from './code-failure';
import { type Coding, mostRepeats, writeCode } from './coder';
import { type WrittenCode, writtenCode } from './written-code';

/** Cells in the notebook, the model cell among them by the coder. */
export interface CodedRun {
  readonly coding: Coding;
  /** At the plan's model cell; the last one stands in the notebook. */
  readonly attempts: readonly Attempt[];
  readonly turns: readonly Turn[];
  readonly cells: readonly PlannedCell[];
  readonly ids: readonly string[];
}

/** What ran in the end. */
export interface Built {
  readonly plan: Plan;
  /** Null where the standard options had to take the coder's place. */
  readonly code: WrittenCode | null;
}

/**
 * The full run, which is the third fence: a fit that fails on the coder's code goes back to the coder, and what it writes
 * then takes the place of the model cell, as long as nobody edited that.
 */
export async function runCoded(given: CodedRun): Promise<Built> {
  const { coding, cells, ids } = given;
  const modelId = ids[cells.findIndex(cell => cell.name === 'model')];
  let { attempts } = given;
  let isMended = false;
  for (;;) {
    const last = attempts[attempts.length - 1];
    const { n, source } = last;
    const run = (signal: AbortSignal) => runOnce(coding, { ids, modelId, signal, isMended });
    const ran = await coding.log.step(steps.codeRun(n), Ran, run, { ids, source });
    attempts = [...attempts.slice(0, -1), { ...last, ran }];
    if (ran.failure === null) {
      return { plan: coding.plan, code: writtenCode(attempts) };
    }
    const coded = await writeCode(coding, attempts);
    attempts = coded.attempts;
    if (coded.kind === 'unbuilt') {
      return giveUp(given, modelId, coded.why);
    }
    const next = attempts[attempts.length - 1];
    await putCell(coding, modelId, String(next.n), codedModelCell(next));
    isMended = true;
  }
}

/** The standard options after all: the other cells were written for them from the start. */
async function giveUp({ coding, turns }: CodedRun, modelId: string, why: string): Promise<Built> {
  const { log, plan: before, asked } = coding;
  const { constraints } = asked;
  const settle = () => withoutFreeChoices(before, { constraints, turns, why });
  const plan = await log.derive(steps.builtPlan, Plan, settle, { before, why });
  await putCell(coding, modelId, 'standard', modelCell({ plan }));
  return { plan, code: null };
}

async function putCell(
  { log, ports }: Coding,
  modelId: string,
  name: string,
  cell: PlannedCell
): Promise<void> {
  await log.derive(steps.codeCell(name), PlannedCell, () => cell, { cell });
  const put = async (): Promise<boolean> => {
    if (!(await ports.notebook.rewrite(modelId, cell.source))) {
      throw edited();
    }
    return true;
  };
  await log.step(steps.codePut(name), z.boolean(), put, { modelId, cell });
}

interface Once {
  readonly ids: readonly string[];
  readonly modelId: string;
  readonly signal: AbortSignal;
  /** The model cell is not the one of the first start. */
  readonly isMended: boolean;
}

/** @throws whatever failed that is not the coder's: the run can be resumed once that is mended. */
async function runOnce({ log, ports, asked }: Coding, once: Once): Promise<Ran> {
  const { ids, modelId, signal, isMended } = once;
  const { notebook } = ports;
  for (let repeat = 0; ; repeat++) {
    try {
      if ((await notebook.result(asked.run)) === null) {
        const again = repeat > 0 ? 'machine-failed' : isMended ? 'mended-code' : null;
        await startCells({ log, ports, run: asked.run, ids, signal }, again);
      }
      return { failure: null };
    } catch (error) {
      if (!(error instanceof CellFailed)) {
        throw error;
      }
      if (isMachineFailure(error) && repeat < mostRepeats) {
        continue;
      }
      // scored already: code that is written after the scores were seen would be fitted to them
      const isScored = (await notebook.result(asked.run)) !== null;
      const isOurs = await isUntouched(ports, asked.run, modelId);
      const failure = isScored || !isOurs ? null : failureOfRun(error, modelId);
      if (failure === null) {
        throw error;
      }
      return { failure };
    }
  }
}

async function isUntouched({ notebook, hash }: Ports, run: string, id: string): Promise<boolean> {
  const cell = (await notebook.read(run)).find(each => each.id === id);
  return cell !== undefined && hash(cell.source) === cell.inserted_hash;
}

function edited(): CellForgeError {
  return new CellForgeError({
    code: 'experiment/model-edited',
    message: 'The model cell was edited, so the mended code was not put in its place',
    expected: 'the model cell as it was inserted',
    found: 'a cell that was changed or deleted since',
    remedy: 'Undo the edit and resume, or run the cells by hand with your own code.'
  });
}
