import React from 'react';
import { day, Icon, useTrans } from '../../view';
import { Button } from '../button';
import { useFocusBack, usePanelActions, usePanelState } from '../model-context';
import type { ReplayState } from '../model';
import { expertsName } from '../status-of';

/** Who recorded the run, when and with which experts; a slider over its steps; Verify and Branch and nothing else. */
export function ReplayBanner({ replay }: { readonly replay: ReplayState }): JSX.Element {
  const trans = useTrans();
  const actions = usePanelActions();
  const [asking, setAsking] = React.useState(false);
  const opener = useFocusBack(asking);
  const { pending } = usePanelState();
  return (
    <section className="cf-Banner cf-stack" aria-label={trans.__('Replay')}>
      <div className="cf-Banner-head">
        <Icon name="lock" />
        <div>
          <strong>{trans.__('Replay of a recorded run')}</strong>
          <p className="cf-small cf-muted">{origin(replay, trans)}</p>
          {replay.otherPipeline ? (
            <p className="cf-small">
              {trans.__('Shown as recorded: pipeline %1 replays it.', replay.otherPipeline)}
            </p>
          ) : null}
        </div>
        <button
          type="button"
          className="cf-Button cf-mod-plain cf-mod-icon"
          aria-label={trans.__('Close the replay')}
          title={trans.__('Close the replay')}
          onClick={actions.leaveReplay}
        >
          <Icon name="cross" />
        </button>
      </div>
      <StepSlider replay={replay} />
      {asking ? (
        <AskVerify
          close={() => setAsking(false)}
          verify={() => {
            setAsking(false);
            actions.verify();
          }}
        />
      ) : (
        <div className="cf-Buttons">
          {pending === 'verifying' ? (
            <span className="cf-small cf-muted">{trans.__('Verifying')}</span>
          ) : (
            <Button buttonRef={opener} look="primary" onClick={() => setAsking(true)}>
              {trans.__('Verify')}
            </Button>
          )}
          <Button onClick={actions.branch}>{trans.__('Branch from here')}</Button>
        </div>
      )}
    </section>
  );
}

function origin(replay: ReplayState, trans: ReturnType<typeof useTrans>): string {
  const when = day(replay.recordedAt);
  const who = {
    'recorded-by-author': trans.__('Recorded by the author'),
    'replayed-here': trans.__('Replayed here'),
    'verified-here': trans.__('Verified here')
  }[replay.source];
  const told = [who, when, expertsName(replay.experts, trans).toLowerCase()].filter(Boolean);
  return trans.__('%1. Nothing is running.', told.join(', '));
}

/** Arrow keys go one step, Page keys one round. */
function StepSlider({ replay }: { readonly replay: ReplayState }): JSX.Element {
  const trans = useTrans();
  const actions = usePanelActions();
  const { step, steps, labels, rounds } = replay;
  const label = labels[step - 1] ?? '';
  const text = trans.__('Step %1 of %2', step, steps);
  return (
    <div>
      <div className="cf-spread cf-small">
        <span className="cf-nw">{text}</span>
        <span className="cf-muted cf-clip" title={label}>
          {label}
        </span>
      </div>
      <input
        type="range"
        className="cf-Range"
        min={1}
        max={steps}
        step={1}
        value={step}
        aria-label={trans.__('Step of the run')}
        aria-valuetext={trans.__('%1: %2', text, label)}
        onChange={event => actions.replayTo(Number(event.target.value))}
        onKeyDown={event => {
          const to = pageTarget(event.key, step, rounds, steps);
          if (to !== null) {
            event.preventDefault();
            actions.replayTo(to);
          }
        }}
      />
    </div>
  );
}

function pageTarget(
  key: string,
  step: number,
  rounds: readonly number[],
  steps: number
): number | null {
  switch (key) {
    case 'PageUp':
      return rounds.find(round => round > step) ?? steps;
    case 'PageDown':
      return [...rounds].reverse().find(round => round < step) ?? 1;
    default:
      return null;
  }
}

/** Verify is the only action that uses the kernel, so it asks. */
function AskVerify(props: {
  readonly close: () => void;
  readonly verify: () => void;
}): JSX.Element {
  const trans = useTrans();
  const { view, kernel } = usePanelState();
  const id = React.useId();
  const first = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => first.current?.querySelector('button')?.focus(), []);
  return (
    <div
      className="cf-stack"
      role="group"
      aria-labelledby={id}
      ref={first}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          props.close();
        }
      }}
    >
      <p id={id} className="cf-small">
        {trans._n(
          'Verify replays the record, then runs its %1 cell again in this notebook’s kernel.',
          'Verify replays the record, then runs its %1 cells again in this notebook’s kernel.',
          view?.cells.filter(cell => cell.kind === 'code').length ?? 0
        )}
      </p>
      <div className="cf-Buttons">
        <Button
          small
          look="primary"
          onClick={props.verify}
          disabledBy={kernel === 'idle' ? null : `${id}-wait`}
        >
          {trans.__('Run the cells')}
        </Button>
        <Button small look="plain" onClick={props.close}>
          {trans.__('Cancel')}
        </Button>
      </div>
      {kernel === 'idle' ? null : (
        <p className="cf-Why" id={`${id}-wait`}>
          {trans.__('Waits for an idle Python kernel.')}
        </p>
      )}
    </div>
  );
}
