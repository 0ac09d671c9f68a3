import React from 'react';
import { day, duration, useTrans } from '../view';
import { Button } from './button';
import { usePanelActions, usePanelState, useSecondsSince } from './model-context';
import type { WriterState } from './model';

/** Somebody else writes the run: who, since when, and the one decision there is. */
export function WatchFoot({ writer }: { readonly writer: WriterState }): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const { since } = usePanelState();
  const actions = usePanelActions();
  const quiet = useSecondsSince(writer.seen);
  // its cells, which are left to the kernel
  const isFollowed = since !== null;
  return (
    <div className="cf-Foot">
      <p>
        <b role="status">{whoWrites(writer, trans)}</b>{' '}
        <span className="cf-muted">
          {trans.__('Since %1; last sign %2 ago.', day(writer.since), duration(quiet))}
        </span>
      </p>
      <p className="cf-small cf-muted cf-mt1" id={id}>
        {isFollowed
          ? trans.__('Its cells are still followed from here: stop them, or wait for their end.')
          : trans.__(
              'You watch: what is new shows here within seconds. Taking over ends the work there; what it has not written yet is done again here.'
            )}
      </p>
      <div className="cf-Buttons cf-mt2">
        <Button grow onClick={actions.takeOver} disabledBy={isFollowed ? id : null}>
          {trans.__('Take over')}
        </Button>
        <Button onClick={actions.newRun}>{trans.__('New run')}</Button>
      </div>
    </div>
  );
}

function whoWrites({ name, isYou, at }: WriterState, trans: ReturnType<typeof useTrans>): string {
  const who = name === '' ? trans.__('Somebody') : name;
  if (at === 'command-line') {
    return trans.__('%1 works on this run on the command line.', who);
  }
  return isYou
    ? trans.__('You (%1) work on this run in another window.', who)
    : trans.__('%1 works on this run in another window of JupyterLab.', who);
}
