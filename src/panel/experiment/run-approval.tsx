import React from 'react';
import type { RunToApprove } from '../../core';
import { Note, useTrans } from '../../view';
import { Button } from '../button';
import type { RunWaiting } from '../model-approvals';
import { usePanelActions, usePanelState } from '../model-context';
import { WorkAheadWords } from './work-ahead';

type Trans = ReturnType<typeof useTrans>;

/** Cells that would start now, with why, and which of them are not as they were inserted. */
export function RunApprovalNote({ waiting }: { readonly waiting: RunWaiting }): JSX.Element {
  const trans = useTrans();
  const { asked } = waiting;
  const titles = new Map(usePanelState().cells.map(cell => [cell.name, cell.title]));
  const changed = asked.cells.filter(cell => cell.isChanged);
  return (
    <section className="cf-stack" aria-label={trans.__('Cells for approval')}>
      <Note tone="info">
        <b>{trans.__('These cells would run in your kernel.')}</b> {reasonWords(asked, trans)}
        <p className="cf-break">
          {asked.cells.map(cell => titles.get(cell.name) ?? cell.name).join(', ')}
        </p>
      </Note>
      {asked.isByAgent ? (
        <Note tone="plain">{trans.__('A language model wrote the model cell.')}</Note>
      ) : null}
      {changed.length === 0 ? null : (
        <Note tone="warn">
          {trans.__(
            'Not as they were inserted: %1. Read them in the notebook first.',
            changed.map(cell => titles.get(cell.name) ?? cell.name).join(', ')
          )}
        </Note>
      )}
    </section>
  );
}

function reasonWords({ reason }: RunToApprove, trans: Trans): string {
  switch (reason) {
    case 'first-run':
      return trans.__('They have not run yet.');
    case 'run-again':
      return trans.__('They ran before and did not get to their end.');
    case 'mended-code':
      return trans.__('The model cell was repaired after a failure.');
    case 'machine-failed':
      return trans.__(
        'The training process ended without a message; the same cells would run once more.'
      );
    case 'approved-elsewhere':
      return trans.__('They were approved elsewhere, not here.');
  }
}

/** The decision about cells that would start, always in sight. */
export function RunApprovalFoot({ waiting }: { readonly waiting: RunWaiting }): JSX.Element {
  const trans = useTrans();
  const actions = usePanelActions();
  const { view } = usePanelState();
  const { asked, mayAlways } = waiting;
  return (
    <div className="cf-Foot">
      <p className="cf-small cf-muted cf-break">
        {trans._n('%1 cell would run.', '%1 cells would run.', asked.cells.length)}{' '}
        {reasonWords(asked, trans)}
      </p>
      {asked.reason === 'first-run' ? <WorkAheadWords view={view} /> : null}
      <div className="cf-Buttons cf-mt2">
        <Button look="primary" grow onClick={() => actions.decideRun('run', false)}>
          {trans.__('Run')}
        </Button>
        <Button onClick={() => actions.decideRun('refuse', false)}>{trans.__('Do not run')}</Button>
        {mayAlways ? (
          <Button look="plain" onClick={() => actions.decideRun('run', true)}>
            {trans.__('Always for this notebook')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** A rule that lets things run unasked is in sight for as long as it stands. */
export function AlwaysNote(): JSX.Element | null {
  const trans = useTrans();
  const { approvals, mode } = usePanelState();
  const actions = usePanelActions();
  return approvals.always && mode === 'live' ? (
    <div className="cf-Always">
      <span className="cf-small cf-muted">
        {trans.__(
          'Code runs in this notebook without asking, in this tab; new imports are asked about.'
        )}
      </span>
      <Button small onClick={actions.withdrawAlways}>
        {trans.__('Ask again')}
      </Button>
    </div>
  ) : null;
}
