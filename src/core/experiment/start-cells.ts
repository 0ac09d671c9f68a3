import { canonicalJson } from '../canonical';
import { StoppedError } from '../errors';
import type { RunEvent } from '../events';
import { fold } from '../fold';
import type { RunLog } from '../log';
import type { Ports } from '../ports';
import type { RunApproval, RunReason, RunToApprove } from './approval';
import type { CellName } from './planned-cell';

/** Cells of a run that are to run. */
export interface CellsToStart {
  readonly log: RunLog;
  readonly ports: Ports;
  readonly run: string;
  readonly ids: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Runs the cells once somebody let them run: every start is asked for, and the answer stands in the log. Cells that the
 * kernel works on already are only waited for.
 *
 * @throws StoppedError where they are not to run: nothing was started.
 */
export async function startCells(given: CellsToStart, reason: RunReason | null): Promise<void> {
  const { ports, run, ids, signal } = given;
  const joins = (await ports.notebook.isRunning?.(run)) === true;
  if (!joins) {
    await approveStart(given, reason);
  }
  await ports.notebook.run(ids, signal, { joins });
}

async function approveStart(
  { log, ports, run, signal }: CellsToStart,
  told: RunReason | null
): Promise<void> {
  const before = log.events.filter(isStart);
  const reason = told ?? (before.length === 0 ? 'first-run' : 'run-again');
  const asked = await cellsAsked({ log, ports, run }, reason);
  const { decision, by, isNew } = await ports.analyst.approveRun(asked, signal);
  const { source_hash } = asked;
  const approval: RunApproval = { what: 'cells', reason, decision, by, source_hash };
  // a run cut off between its approval and its end goes on under that approval, which is told once
  if (isNew === true || reason === 'machine-failed' || !isToldAlready(log.events, approval)) {
    await log.approved(approval);
  }
  if (decision === 'refuse') {
    throw new StoppedError('analyst');
  }
}

const isStart = (event: RunEvent): boolean =>
  event.type === 'run-approval' && event.what === 'cells' && event.decision === 'run';

function isToldAlready(events: readonly RunEvent[], approval: RunApproval): boolean {
  const ends: readonly RunEvent['type'][] = ['run-approval', 'run-stopped', 'step-failed'];
  const last = events.filter(({ type }) => ends.includes(type)).at(-1);
  return (
    last?.type === 'run-approval' &&
    last.source_hash === approval.source_hash &&
    last.by === approval.by &&
    last.decision === approval.decision
  );
}

async function cellsAsked(
  { log, ports, run }: Pick<CellsToStart, 'log' | 'ports' | 'run'>,
  reason: RunReason
): Promise<RunToApprove> {
  const { hash, notebook } = ports;
  const view = fold(log.events);
  const planned = new Map(view.cells.map(cell => [cell.name as string, cell.source]));
  const cells = await notebook.read(run);
  const model = cells.find(({ name }) => name === 'model');
  return {
    run,
    reason,
    cells: cells.map(({ name, source }) => ({
      name: name as CellName,
      isChanged: planned.get(name) !== source
    })),
    source_hash: hash(canonicalJson(cells.map(({ source }) => source))),
    model_hash: hash(model?.source ?? ''),
    isByAgent: view.attempts.some(({ source }) => source === model?.source)
  };
}
