import React from 'react';
import { duration, Icon, useTrans } from '../view';
import { Button } from './button';
import { useLasting, usePanelActions, usePanelState, useSecondsSince } from './model-context';
import { statusOf } from './status-of';

const tones = { plain: '', good: 'cf-good', error: 'cf-errc' } as const;

/** What is going on, always on top. It speaks when the state changes, not at every epoch. */
export function StatusLine(): JSX.Element {
  const trans = useTrans();
  const state = usePanelState();
  const actions = usePanelActions();
  const [stopping, setStopping] = React.useState(false);
  const status = statusOf(state, trans);
  React.useEffect(() => setStopping(false), [state.pending, state.view?.phase]);
  const isReading = state.view === null && status.canStop;
  const lasts = useLasting(isReading, 1000);
  // what another window works on is stopped there
  const isOurs = state.writer === null || state.since !== null;
  const canStop = status.canStop && isOurs && (!isReading || lasts);
  return (
    <div className="cf-Status">
      <span className={`cf-flex ${tones[status.tone]}`}>
        <Icon name={stopping ? 'run' : status.icon} />
      </span>
      <div className="cf-Status-text">
        <strong role="status">{stopping ? trans.__('Stopping') : status.title}</strong>
        <span className="cf-small cf-muted">
          {status.detail}
          <Elapsed since={status.since} />
        </span>
      </div>
      {canStop && !stopping ? (
        <Button
          small
          className="cf-mod-stop"
          shortcut="Control+Alt+Period"
          onClick={() => {
            setStopping(true);
            actions.stop();
          }}
        >
          <Icon name="stop" />
          {trans.__('Stop')}
        </Button>
      ) : null}
    </div>
  );
}

/** " · 0:39", from the third second on: what ends at once shows no clock. */
function Elapsed({ since }: { readonly since: string | null }): JSX.Element | null {
  const trans = useTrans();
  const seconds = useSecondsSince(since);
  return seconds < 3 ? null : <>{trans.__(' · %1', duration(seconds))}</>;
}
