import React from 'react';
import type { RunView } from '../core';
import { useTrans } from '../view';
import { Button } from './button';
import { Composer } from './composer';
import { useFocusBack, usePanelActions, usePanelState } from './model-context';
import { CodeFoot } from './experiment/code-approval';
import { RefinedWords } from './design/refined-words';
import { RunApprovalFoot } from './experiment/run-approval';
import { WorkAheadWords } from './experiment/work-ahead';
import { KnowledgeFoot } from './knowledge/approval';
import { ConsentFoot } from './llm/consent';
import { ExpertsChoice, ModelChoice } from './llm/experts-choice';
import { isCoding } from './llm/llm-status';
import { DoneFoot } from './done-foot';
import { Preview } from './preview';
import { WatchFoot } from './watch-foot';

/** The one decision that waits, at the bottom. In a replay there is none. */
export function Foot(): JSX.Element | null {
  const state = usePanelState();
  const { view, mode } = state;
  if (mode === 'replay') {
    return null;
  }
  if (view === null) {
    return state.described?.profile ? <DesignFoot /> : null;
  }
  if (state.writer !== null) {
    return <WatchFoot writer={state.writer} />;
  }
  if (state.llm.consent !== null) {
    return <ConsentFoot offer={state.llm.consent} />;
  }
  if (state.llm.knowledge !== null) {
    return <KnowledgeFoot proposed={state.llm.knowledge} />;
  }
  if (state.llm.code !== null) {
    return <CodeFoot waiting={state.llm.code} />;
  }
  if (state.approvals.run !== null) {
    return <RunApprovalFoot waiting={state.approvals.run} />;
  }
  if (isCoding(state)) {
    return null;
  }
  switch (view.phase) {
    case 'plan-ready':
      return <PlanFoot view={view} />;
    case 'inserted':
      return <RunFoot />;
    case 'stopped':
      return <ResumeFoot />;
    case 'done':
      return <DoneFoot view={view} />;
    default:
      return null;
  }
}

function DesignFoot(): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const state = usePanelState();
  const actions = usePanelActions();
  const why = whyNot(state, trans);
  return (
    <div className="cf-Foot">
      <ExpertsChoice />
      <p className="cf-small cf-muted" id={id}>
        {why ?? trans.__('Baselines and noise ceiling are scored first, on inner folds.')}
      </p>
      <div className="cf-Buttons cf-mt2">
        <Button look="primary" grow onClick={actions.design} disabledBy={why ? id : null}>
          {state.pending === 'designing' ? trans.__('Starting') : trans.__('Design a method')}
        </Button>
        <Button onClick={actions.resetTask}>{trans.__('Reset')}</Button>
      </div>
    </div>
  );
}

type Trans = ReturnType<typeof useTrans>;

/** A disabled button has its reason beside it. */
function whyNot(state: ReturnType<typeof usePanelState>, trans: Trans): string | null {
  if (state.pending === 'designing') {
    return trans.__('Starting.');
  }
  if (state.kernel !== 'idle') {
    return state.kernel === 'busy'
      ? trans.__('Waits for the kernel.')
      : trans.__('Needs an idle Python kernel.');
  }
  if (state.pending === 'reading') {
    return trans.__('Waits until the data is read.');
  }
  if (state.described?.problem) {
    return trans.__('The problem above stands in the way.');
  }
  const questions = state.described?.questions.length ?? 0;
  if (questions > 0) {
    return trans._n(
      'Answer the question above first.',
      'Answer the %1 questions above first.',
      questions
    );
  }
  if (!state.described?.task) {
    return trans.__('There is no task yet.');
  }
  const { llm } = state;
  if (llm.experts === 'llm') {
    return llm.model === null ? trans.__('Choose a model first.') : null;
  }
  return llm.builtInBlocked ? trans.__('Built-in rules are switched off on this server.') : null;
}

function PlanFoot({ view }: { readonly view: RunView }): JSX.Element {
  const trans = useTrans();
  const actions = usePanelActions();
  const [open, setOpen] = React.useState<'preview' | 'send-back' | null>(null);
  const opener = useFocusBack(open === 'send-back');
  if (open === 'send-back') {
    return (
      <div className="cf-Foot">
        <Composer
          draft="send-back"
          label={trans.__('Send back: what should be reconsidered?')}
          hint={trans.__('Reopens the debate at round %1', view.consensus.rounds + 1)}
          send={trans.__('Send back')}
          cancel={trans.__('Cancel')}
          focus
          onCancel={() => setOpen(null)}
          onSend={text => {
            actions.sendBack(text);
            setOpen(null);
          }}
        />
      </div>
    );
  }
  return (
    <div className="cf-Foot">
      {open === 'preview' ? <Preview /> : null}
      <RefinedWords view={view} />
      <ApproveButtons />
      <div className="cf-Buttons cf-mt2">
        <Button small look="plain" onClick={() => setOpen(open === 'preview' ? null : 'preview')}>
          {open === 'preview' ? trans.__('Hide cells') : trans.__('Preview cells')}
        </Button>
        <Button buttonRef={opener} small look="plain" onClick={() => setOpen('send-back')}>
          {trans.__('Send back')}
        </Button>
        <Button small look="plain" onClick={() => actions.refine()}>
          {trans.__('Refine')}
        </Button>
      </div>
    </div>
  );
}

/** Nothing enters the notebook before one of these; the setting says which comes first. */
function ApproveButtons(): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const state = usePanelState();
  const actions = usePanelActions();
  const insertFirst = state.insertMode === 'insert';
  const inserting = state.pending === 'approving' ? trans.__('Inserting.') : null;
  const noKernel = ['gone', 'none', 'not-python'].includes(state.kernel)
    ? trans.__('Insert and run waits for a Python kernel.')
    : null;
  const told = trans.__(
    'A note and six cells; nothing enters the notebook before this. The best baseline is kept as a candidate.'
  );
  const insert = (
    <Button
      key="insert"
      look={insertFirst ? 'primary' : undefined}
      grow
      onClick={() => actions.approve('insert')}
      disabledBy={inserting ? id : null}
    >
      {trans.__('Approve and insert cells')}
    </Button>
  );
  const run = (
    <Button
      key="run"
      look={insertFirst ? undefined : 'primary'}
      grow
      label={trans.__('Approve, insert and run')}
      onClick={() => actions.approve('insert-and-run')}
      disabledBy={inserting || noKernel ? id : null}
    >
      {trans.__('Insert and run')}
    </Button>
  );
  return (
    <>
      <p className="cf-small cf-muted" id={id}>
        {inserting ?? noKernel ?? told}
      </p>
      <WorkAheadWords view={state.view} />
      <div className="cf-Buttons cf-mt2">{insertFirst ? [insert, run] : [run, insert]}</div>
    </>
  );
}

function RunFoot(): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const { kernel, view } = usePanelState();
  const actions = usePanelActions();
  const why = kernel === 'idle' ? null : trans.__('Waits for an idle kernel.');
  return (
    <div className="cf-Foot">
      <p className="cf-small cf-muted" id={id}>
        {why ?? trans.__('The cells are yours: run them here or in the notebook.')}
      </p>
      <WorkAheadWords view={view} />
      <div className="cf-Buttons cf-mt2">
        <Button look="primary" grow onClick={actions.runCells} disabledBy={why ? id : null}>
          {trans.__('Run the cells')}
        </Button>
      </div>
    </div>
  );
}

function ResumeFoot(): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const { kernel, view } = usePanelState();
  const actions = usePanelActions();
  const why = kernel === 'idle' ? null : trans.__('Resume waits for an idle kernel.');
  return (
    <div className="cf-Foot">
      {view?.experts === 'llm' ? <ModelChoice /> : null}
      <p className="cf-small cf-muted" id={id}>
        {why ?? trans.__('Resume goes on from the last finished step.')}
      </p>
      <div className="cf-Buttons cf-mt2">
        <Button look="primary" grow onClick={actions.resume} disabledBy={why ? id : null}>
          {trans.__('Resume')}
        </Button>
        <Button onClick={actions.newRun}>{trans.__('New run')}</Button>
      </div>
    </div>
  );
}
