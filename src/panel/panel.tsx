import React from 'react';
import { useTrans } from '../view';
import { DesignSection } from './design/design-section';
import { ExperimentSection } from './experiment/experiment-section';
import { AlwaysNote } from './experiment/run-approval';
import { Failure } from './failure';
import { Foot } from './foot';
import { useNotebookId, usePanelState } from './model-context';
import { ProblemNote } from './problem-note';
import { ReplayBanner } from './replay/banner';
import { VerificationView } from './replay/verification';
import { RunMenu } from './run-menu';
import { StatusLine } from './status';
import { TaskSection } from './task/task-section';

/** Head, status, the paper's three modules, and the decision that waits. */
export function Panel(): JSX.Element {
  // nothing typed or opened for one notebook is left standing for another
  return <OfNotebook key={useNotebookId()} />;
}

function OfNotebook(): JSX.Element {
  const trans = useTrans();
  const { notebook, replay, view, problem, verification } = usePanelState();
  const failedEarly = view?.phase === 'failed' && view.cellIds.length === 0;
  return (
    <div className="cf-root cf-Panel">
      <header className="cf-Panel-head">
        <h2>{trans.__('CellForge')}</h2>
        <span className="cf-small cf-muted cf-clip" title={notebook ?? undefined}>
          {notebook ?? ''}
        </span>
        <RunMenu />
      </header>
      {replay ? <ReplayBanner replay={replay} /> : <StatusLine />}
      {verification ? <VerificationView verification={verification} /> : null}
      <AlwaysNote />
      <div className="cf-Panel-scroll">
        {view !== null && problem !== null ? (
          <div className="cf-Panel-notice">
            <ProblemNote problem={problem} />
          </div>
        ) : null}
        {failedEarly && view ? (
          <div className="cf-Panel-notice">
            <Failure view={view} />
          </div>
        ) : null}
        <TaskSection />
        <DesignSection />
        <ExperimentSection />
      </div>
      <Foot />
    </div>
  );
}
