import type { RunEvent } from '../events';
import type { PlannedCell } from '../experiment/planned-cell';
import type { Result } from '../experiment/result';
import { fold } from '../fold';
import { factsOf } from '../errors';
import type { RunView } from '../view';
import { compareResults } from './compare-results';
import { NotRunAgain } from './not-run-again';
import { unpackRun } from './record';
import type { RecordTools, StoredRecord } from './record';
import { replay } from './replay';
import type { ReplayTools } from './replay';

/** One of the four comparisons. */
export interface Check {
  readonly name: 'record' | 'replay' | 'cells' | 'result';
  readonly state: 'agrees' | 'disagrees' | 'left-out';
  readonly recorded: string;
  readonly now: string;
}

export interface Verified {
  readonly run: string;
  /** Nothing disagrees, and what was asked for was compared. */
  readonly agrees: boolean;
  /** Why the cells, which were to run again, could not on this machine; null where they ran or were not to. */
  readonly not_run: string | null;
  readonly checks: readonly Check[];
  /** One line each. */
  readonly disagreements: readonly string[];
  /** What differs and is no disagreement: versions, devices, what was left out and why. */
  readonly notes: readonly string[];
  /** What ran in check 4; empty where it was left out. */
  readonly device: string;
}

/** A cell of the run as it stands in the notebook. */
export interface FoundCell {
  readonly name: string;
  readonly source: string;
}

export interface VerifyTools extends RecordTools, ReplayTools {
  /** The run's cells in the notebook. */
  readonly cells: readonly FoundCell[];
  /** Runs the recorded cells again, apart from the notebook, and gives their result; null leaves that check out. */
  readonly rerun: ((cells: readonly PlannedCell[], signal: AbortSignal) => Promise<Result>) | null;
}

/** The four checks of one run, in order; a check that cannot stand without an earlier one is left out. */
export async function verify(
  record: StoredRecord,
  run: string,
  tools: VerifyTools
): Promise<Verified> {
  const findings: Finding[] = [];
  let events: readonly RunEvent[];
  try {
    events = unpackRun(record, run, tools);
    findings.push(agrees('record', `${events.length} events`, `${events.length} events, chained`));
  } catch (error) {
    return unread(run, 'damaged', factsOf(error).message);
  }
  let view: RunView;
  try {
    view = fold(events);
  } catch (error) {
    return unread(run, 'of another version', factsOf(error).message);
  }
  const { cells, result } = view;
  findings.push(await checkReplay(events, tools));
  findings.push(checkCells(cells, tools.cells));
  findings.push(await checkResult(cells, result, tools));
  return summary(run, findings);
}

function unread(run: string, how: string, message: string): Verified {
  const why = `the record is ${how}`;
  return summary(run, [
    disagrees('record', 'schema and hash chain', how, [message]),
    leftOut('replay', why),
    leftOut('cells', why),
    leftOut('result', why)
  ]);
}

interface Finding {
  readonly check: Check;
  readonly disagreements: readonly string[];
  readonly notes: readonly string[];
  readonly device?: string;
  readonly not_run?: string;
}

async function checkReplay(events: readonly RunEvent[], tools: ReplayTools): Promise<Finding> {
  const again = await replay(events, tools);
  if (again.kind === 'other-pipeline') {
    return leftOut('replay', `pipeline ${again.recordedBy} recorded this run and replays it`);
  }
  return again.disagreements.length === 0
    ? agrees('replay', 'debate, plan, cells', 'the same to the byte')
    : disagrees('replay', 'debate, plan, cells', 'not the same', again.disagreements);
}

function checkCells(recorded: readonly PlannedCell[], found: readonly FoundCell[]): Finding {
  const lines = recorded.flatMap(cell => {
    const present = found.filter(candidate => candidate.name === cell.name);
    if (present.length === 0) {
      return [`The cell "${cell.name}" is not in the notebook.`];
    }
    return present.every(candidate => candidate.source === cell.source)
      ? []
      : [`The cell "${cell.name}" was edited: its source is not the recorded one.`];
  });
  const words = `${recorded.length} cells`;
  return lines.length === 0
    ? agrees('cells', words, 'the same source')
    : disagrees('cells', words, `${lines.length} not as recorded`, lines);
}

async function checkResult(
  cells: readonly PlannedCell[],
  recorded: Result | null,
  { rerun, signal }: VerifyTools
): Promise<Finding> {
  if (recorded === null) {
    return leftOut('result', 'the record holds no result');
  }
  if (rerun === null) {
    return leftOut('result', 'the cells were not run again');
  }
  let now: Result;
  try {
    now = await rerun(cells, signal);
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    const { message } = factsOf(error);
    if (error instanceof NotRunAgain) {
      return { ...leftOut('result', 'the cells could not run again here'), not_run: message };
    }
    return disagrees('result', 'a result', 'no result', [
      `The cells did not run again: ${message}`
    ]);
  }
  const { isSameMachine, disagreements, notes } = compareResults(recorded, now);
  const how = isSameMachine ? 'within tolerance' : 'same verdicts, inside the recorded intervals';
  const finding =
    disagreements.length === 0
      ? agrees('result', 'scores', how)
      : disagrees('result', 'scores', 'others', disagreements);
  return { ...finding, notes, device: now.cost.device };
}

function agrees(name: Check['name'], recorded: string, now: string): Finding {
  return { check: { name, state: 'agrees', recorded, now }, disagreements: [], notes: [] };
}

function disagrees(
  name: Check['name'],
  recorded: string,
  now: string,
  disagreements: readonly string[]
): Finding {
  return { check: { name, state: 'disagrees', recorded, now }, disagreements, notes: [] };
}

function leftOut(name: Check['name'], why: string): Finding {
  const check = { name, state: 'left-out' as const, recorded: '', now: 'left out' };
  return { check, disagreements: [], notes: [`The check of the ${name} was left out: ${why}.`] };
}

function summary(run: string, findings: readonly Finding[]): Verified {
  const disagreements = findings.flatMap(finding => finding.disagreements);
  const not_run = findings.find(finding => finding.not_run !== undefined)?.not_run ?? null;
  return {
    run,
    agrees: disagreements.length === 0 && not_run === null,
    not_run,
    checks: findings.map(finding => finding.check),
    disagreements,
    notes: findings.flatMap(finding => finding.notes),
    device: findings.find(finding => finding.device !== undefined)?.device ?? ''
  };
}
