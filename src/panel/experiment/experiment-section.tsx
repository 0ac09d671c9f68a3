import React from 'react';
import type { RunView } from '../../core';
import { headline, Note, ProgressView, ResultView, useTrans } from '../../view';
import { Failure } from '../failure';
import { isCoding } from '../llm/llm-status';
import { usePanelState } from '../model-context';
import type { PanelState } from '../model';
import type { SectionState } from '../section';
import { Section } from '../section';
import { ApprovalsList } from './approvals-list';
import { Attempts } from './attempts';
import { CellsList } from './cells-list';
import { CodeApproval } from './code-approval';
import { RunApprovalNote } from './run-approval';

/** Cells that run, then what they found: verdict, picture, table. */
export function ExperimentSection(): JSX.Element {
  const trans = useTrans();
  const state = usePanelState();
  const { view } = state;
  const begun =
    view !== null && (view.cellIds.length > 0 || view.result !== null || isCoding(state));
  return (
    <Section
      id="experiment"
      title={trans.__('Experiment Execution')}
      state={sectionState(state, begun, trans)}
      line={view?.result ? headline(view.result, trans).sentence : null}
      openByItself={begun}
    >
      {begun ? (
        <Experiment view={view} />
      ) : (
        <p className="cf-Why">{trans.__('Waits for an approved plan.')}</p>
      )}
    </Section>
  );
}

type Trans = ReturnType<typeof useTrans>;

function sectionState(state: PanelState, begun: boolean, trans: Trans): SectionState {
  const { view, verification, mode } = state;
  if (!begun || view === null) {
    return { icon: null, text: trans.__('waiting') };
  }
  if (mode === 'replay' && verification?.state === 'agrees') {
    return { icon: 'check', text: trans.__('verified') };
  }
  if (state.approvals.run !== null || state.llm.code !== null) {
    return { icon: 'info', text: trans.__('asks you') };
  }
  if (isCoding(state)) {
    return { icon: 'run', text: trans.__('writing code') };
  }
  switch (view.phase) {
    case 'running':
      return { icon: 'run', text: trans.__('running') };
    case 'done':
      return { icon: 'check', text: mode === 'replay' ? trans.__('recorded') : trans.__('done') };
    case 'stopped':
      return { icon: 'pause', text: trans.__('stopped') };
    case 'failed':
      return { icon: 'error', text: trans.__('failed') };
    default:
      return { icon: 'wait', text: trans.__('inserted') };
  }
}

function Experiment({ view }: { readonly view: RunView }): JSX.Element {
  const trans = useTrans();
  const { progress, mode, cells, llm, approvals } = usePanelState();
  const edited = cells.some(cell => cell.edited);
  return (
    <>
      {llm.code ? <CodeApproval waiting={llm.code} /> : null}
      {approvals.run ? <RunApprovalNote waiting={approvals.run} /> : null}
      {view.phase === 'failed' ? <Failure view={view} /> : null}
      {view.phase === 'running' && progress ? (
        <ProgressView progress={progress} where="panel" />
      ) : null}
      {view.phase === 'stopped' && progress ? (
        <Note tone="plain">
          <b>{trans.__('Stopped.')}</b>{' '}
          {trans.__('Finished folds are kept; the same cell can run again at once.')}
        </Note>
      ) : null}
      {view.result ? <ResultView key={view.result.run} result={view.result} where="panel" /> : null}
      {edited && view.result ? (
        <Note tone="warn">
          <b>{trans.__('A cell was edited.')}</b>{' '}
          {trans.__('The result belongs to the cells that ran; verify names the difference.')}
        </Note>
      ) : null}
      <Attempts attempts={view.attempts} />
      <CellsList />
      <ApprovalsList view={view} />
      {view.phase === 'running' &&
      mode === 'live' &&
      approvals.run === null &&
      llm.code === null ? (
        <p className="cf-Why">
          {trans.__(
            'Stop ends training within 2 s and keeps the finished folds. Training goes on when this page is closed.'
          )}
        </p>
      ) : null}
    </>
  );
}
