import React from 'react';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { FitStep, Progress } from '../../core/experiment/result';
import { Fold } from '../fold';
import { Note } from '../note';
import { useTrans } from '../trans';
import { capital, day, device, duration, timeLeft } from '../text';
import { LossCurve } from './loss-curve';

/** How far a fit is: bar, fold, epoch, loss. The bar moves only with work done. */
export function ProgressView(props: {
  readonly progress: Progress;
  /** The panel's status line tells the time left already. */
  readonly where: 'panel' | 'notebook';
}): JSX.Element {
  const { progress } = props;
  const trans = useTrans();
  const percent = Math.round(Math.min(1, Math.max(0, progress.share)) * 100);
  const where = progressWhere(progress, trans);
  return (
    <div className="cf-stack-lg">
      <section className="cf-stack">
        <div
          className="cf-Progress"
          role="progressbar"
          aria-label={phaseName(progress.phase, trans)}
          aria-valuetext={where}
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <div style={{ width: `${percent}%` }} />
        </div>
        <div className="cf-spread cf-small">
          <span>{where}</span>
          <span className="cf-muted cf-nw">{trans.__('%1 %', percent)}</span>
        </div>
        {progress.state === 'running' && progress.step ? (
          <p className="cf-small">{stepWords(progress.step, trans)}</p>
        ) : null}
        <p className="cf-Why">
          {[
            device(progress.device),
            trans.__('running for %1', duration(progress.seconds)),
            props.where === 'notebook' ? left(progress, trans) : null
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {progress.message && progress.state !== 'failed' ? (
          <p className="cf-Why">{progress.message}</p>
        ) : null}
      </section>
      {props.where === 'notebook' && isStale(progress) ? (
        <Note tone="plain">
          {trans.__(
            'Last heard of at %1; the panel shows where the run is now.',
            day(progress.updated)
          )}
        </Note>
      ) : null}
      {progress.state === 'stopped' ? (
        <Note tone="plain">
          <b>{trans.__('Stopped.')}</b>{' '}
          {trans.__('Finished folds are kept; the same cell can run again at once.')}
        </Note>
      ) : null}
      {progress.state === 'failed' ? (
        <Note tone="error">
          <b>{trans.__('Failed.')}</b> {progress.message}
          {progress.traceback.length > 0 ? <Traceback lines={progress.traceback} /> : null}
        </Note>
      ) : null}
      <LossCurve progress={progress} />
    </div>
  );
}

const staleAfterMs = 60_000;

/** A page that was closed meanwhile shows what it saw last. */
function isStale({ state, updated }: Progress): boolean {
  return state === 'running' && Date.now() - new Date(updated).getTime() > staleAfterMs;
}

/** The log under an error: folded, complete, never wrapped. */
export function Traceback({ lines }: { readonly lines: readonly string[] }): JSX.Element {
  const trans = useTrans();
  return (
    <Fold label={trans._n('Traceback, %1 line', 'Traceback, %1 lines', lines.length)}>
      <pre className="cf-Log" tabIndex={0}>
        {lines.join('\n')}
      </pre>
    </Fold>
  );
}

/** Whether fits are told apart by folds: the model that is kept is fitted to all conditions, and has none. */
export function isOfFolds({ phase, folds, fold }: Progress): boolean {
  return phase !== 'refitting' && folds > 1 && fold > 0;
}

/** "Fold 2 of 5, epoch 38 of 80". */
function progressWhere(progress: Progress, trans: TranslationBundle): string {
  const fold = isOfFolds(progress)
    ? trans.__('Fold %1 of %2', progress.fold, progress.folds)
    : phaseName(progress.phase, trans);
  return progress.epochs > 0
    ? trans.__('%1, epoch %2 of %3', fold, progress.epoch, progress.epochs)
    : fold;
}

/** What a fit does before and between its epochs, so that a bar that moves little is not a silent one. */
function stepWords({ name, number, of }: FitStep, trans: TranslationBundle): string {
  switch (name) {
    case 'starting':
      return trans.__('Starting the worker, which reads the training conditions');
    case 'baseline':
      return trans.__('Choosing the best simple baseline on inner folds');
    case 'knowledge':
      return trans.__('Asking inner folds what the tables of prior knowledge add');
    case 'inner-fold':
      return trans.__('Inner fold %1 of %2: how far the network can be trusted', number, of);
    case 'whole':
      return of > 1
        ? trans.__('All training conditions: network %1 of %2', number, of)
        : trans.__('Fitting all training conditions');
  }
}

/** No estimate before 10 % is done. */
export function left(progress: Progress, trans: TranslationBundle): string | null {
  return progress.state === 'running' && progress.share >= 0.1 && progress.seconds_left !== null
    ? timeLeft(progress.seconds_left, trans)
    : null;
}

/** The phase of a fit, in words. */
export function phaseName(phase: string, trans: TranslationBundle): string {
  switch (phase) {
    case 'training':
      return trans.__('Training');
    case 'evaluating':
      return trans.__('Evaluating');
    case 'refitting':
      return trans.__('Refitting on all conditions');
    default:
      return capital(phase);
  }
}
