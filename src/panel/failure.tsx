import React from 'react';
import type { RunView } from '../core';
import { Traceback, useTrans } from '../view';
import { Button } from './button';
import { ModelChoice } from './llm/experts-choice';
import { usePanelActions, usePanelState } from './model-context';
import { failedWhere } from './status-of';

/** What happened, what is safe, what to do; the log folded. Earlier results stay where they are. */
export function Failure({ view }: { readonly view: RunView }): JSX.Element | null {
  const trans = useTrans();
  const state = usePanelState();
  const actions = usePanelActions();
  const { failure } = view;
  if (failure === null) {
    return null;
  }
  const broken = state.cells.find(cell => cell.state === 'failed');
  const isOurs = state.mode === 'live' && state.writer === null;
  const log = failure.detail.length > 0 ? failure.detail : (state.progress?.traceback ?? []);
  return (
    <section className="cf-stack" role="alert">
      <div className="cf-Verdict cf-mod-error">
        <h3>{trans.__('%1.', failedWhere(view, state, trans))}</h3>
        <p className="cf-mt1 cf-break">{failure.message}</p>
        <p className="cf-Why cf-mt1">
          {trans.__('Every finished step is kept; your data and other cells are unchanged.')}
        </p>
      </div>
      {log.length > 0 ? <Traceback lines={log} /> : null}
      {isOurs && view.experts === 'llm' ? <ModelChoice /> : null}
      {isOurs ? (
        <div className="cf-Buttons">
          <Button
            look="primary"
            onClick={actions.resume}
            disabledBy={state.kernel === 'gone' ? 'cf-kernel-gone' : null}
          >
            {trans.__('Resume from this step')}
          </Button>
          {broken ? (
            <Button onClick={() => actions.selectCell(broken.id)}>
              {trans.__('Show the cell')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {state.kernel === 'gone' ? (
        <p className="cf-Why" id="cf-kernel-gone">
          {trans.__('Waits for a kernel that holds the data.')}
        </p>
      ) : null}
      <p className="cf-Why">
        {trans.__('For a report: step %1, code %2.', failure.step, failure.code)}
      </p>
    </section>
  );
}
