import React from 'react';
import { day, Icon, useTrans } from '../../view';
import { Button } from '../button';
import { usePanelActions, usePanelState } from '../model-context';
import type { ReplayState } from '../model';
import { expertsInside } from '../status-of';

/** Who recorded the run, when and with which experts; a slider over its steps; Verify and Branch and nothing else. */
export function ReplayBanner({ replay }: { readonly replay: ReplayState }): JSX.Element {
  const trans = useTrans();
  const actions = usePanelActions();
  const { verification } = usePanelState();
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
      <div className="cf-Buttons">
        {verification?.state === 'running' ? (
          <span className="cf-small cf-muted">{trans.__('Verifying')}</span>
        ) : (
          <Button look="primary" onClick={actions.verify}>
            {trans.__('Verify')}
          </Button>
        )}
        <Button onClick={actions.branch}>{trans.__('Branch from here')}</Button>
      </div>
      <p className="cf-small cf-muted">
        {trans.__(
          'Verify compares record, debate and cells in seconds, with no kernel; it asks before any cell runs. Branch goes on from this step in a run of your own.'
        )}
      </p>
    </section>
  );
}

function origin(replay: ReplayState, trans: ReturnType<typeof useTrans>): string {
  const when = day(replay.recordedAt);
  const recorded = when === '' ? trans.__('Recorded') : trans.__('Recorded %1', when);
  const told = [recorded, expertsInside(replay.experts, trans)].join(', ');
  return replay.source === 'replayed-here'
    ? trans.__('%1. Replayed here, it comes out the same. Nothing is running.', told)
    : trans.__('%1. Nothing is running.', told);
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
