import React from 'react';
import type { Progress } from '../../core';
import type { IconName } from '../../view';
import { duration, Icon, useTrans } from '../../view';
import { usePanelActions, usePanelState, useSecondsSince } from '../model-context';
import type { CellState } from '../model';

const icons: Readonly<Record<CellState['state'], IconName>> = {
  waiting: 'wait',
  running: 'run',
  done: 'done',
  failed: 'error',
  stopped: 'pause',
  missing: 'cross'
};

/** The run's cells as they stand in the notebook; a click selects one there. */
export function CellsList(): JSX.Element | null {
  const trans = useTrans();
  const { cells } = usePanelState();
  if (cells.length === 0) {
    return null;
  }
  const code = cells.filter(cell => !isNote(cell));
  const done = code.filter(cell => cell.state === 'done').length;
  return (
    <section>
      <div className="cf-Block-head">
        <h4>{trans.__('Cells')}</h4>
        <span className="cf-small cf-muted">{trans.__('%1 of %2 done', done, code.length)}</span>
      </div>
      <ol className="cf-CellList">
        {oneRunning(cells).map(cell => (
          <CellRow key={cell.id} cell={cell} />
        ))}
      </ol>
    </section>
  );
}

/** The note is read, not run: it is neither waiting nor done. */
function isNote(cell: CellState): boolean {
  return cell.name === 'design-note';
}

/** JupyterLab says "running" of every cell that is queued; the kernel runs one at a time. */
function oneRunning(cells: readonly CellState[]): readonly CellState[] {
  const first = cells.findIndex(cell => cell.state === 'running');
  return cells.map((cell, index) =>
    cell.state === 'running' && index !== first ? { ...cell, state: 'waiting' } : cell
  );
}

function CellRow({ cell }: { readonly cell: CellState }): JSX.Element {
  const trans = useTrans();
  const actions = usePanelActions();
  const { progress, mode } = usePanelState();
  const seconds = useSecondsSince(cell.since);
  const missing = cell.state === 'missing';
  const note = isNote(cell) && !missing;
  const tone = note
    ? 'cf-muted'
    : cell.state === 'done'
      ? 'cf-good'
      : cell.state === 'failed'
        ? 'cf-errc'
        : 'cf-muted';
  const stopped = mode === 'replay' || missing;
  return (
    <li>
      <div className="cf-CellRow">
        <span className={cell.state === 'running' ? 'cf-flex' : `cf-flex ${tone}`}>
          <Icon name={note ? 'plan' : icons[cell.state]} />
        </span>
        {stopped ? (
          <span className="cf-clip" title={cell.title}>
            {cell.title}
          </span>
        ) : (
          <button
            type="button"
            className="cf-Link cf-CellLink cf-clip"
            title={cell.title}
            onClick={() => actions.selectCell(cell.id)}
          >
            {cell.title}
          </button>
        )}
        <span className="cf-small cf-muted">
          {note
            ? trans.__('note')
            : cell.state === 'running' && cell.name === 'training' && progress
              ? trainingWords(progress, trans)
              : cell.state === 'running'
                ? runningWords(seconds, trans)
                : stateWords(cell, trans)}
        </span>
      </div>
      {cell.edited ? <p className="cf-Why">{trans.__('Edited by you: kept as it is.')}</p> : null}
      {missing ? (
        <p className="cf-Why">{trans.__('Not in the notebook any more. Undo brings it back.')}</p>
      ) : null}
    </li>
  );
}

/** Evaluation and prediction take as long as some fits: the time that passed says that they go on. */
function runningWords(seconds: number, trans: ReturnType<typeof useTrans>): string {
  return seconds < 3 ? trans.__('running') : trans.__('running for %1', duration(seconds));
}

/** "fold 2 of 5": epoch and loss stand above the list. */
function trainingWords(progress: Progress, trans: ReturnType<typeof useTrans>): string {
  return progress.folds > 1 && progress.fold > 0
    ? trans.__('fold %1 of %2', progress.fold, progress.folds)
    : trans.__('running');
}

function stateWords(cell: CellState, trans: ReturnType<typeof useTrans>): string {
  switch (cell.state) {
    case 'waiting':
      return trans.__('waiting');
    case 'running':
      return trans.__('running');
    case 'done':
      return cell.seconds === null
        ? trans.__('done')
        : cell.seconds < 1
          ? trans.__('under 1 s')
          : duration(cell.seconds);
    case 'failed':
      return trans.__('failed');
    case 'stopped':
      return trans.__('stopped');
    case 'missing':
      return trans.__('missing');
  }
}
