import React from 'react';
import type { Result } from '../../core/experiment/result';
import { Fold } from '../fold';
import { Note } from '../note';
import { useTrans } from '../trans';
import { device, duration, memory } from '../text';
import { AllMetrics } from './all-metrics';
import { CellEvalColumns, NonAdditivePairs } from './apart';
import { Candidates } from './candidates';
import { Courses } from './courses';
import { KnowledgeWorthView } from './knowledge';
import { OneModality } from './modalities';
import { Scatter } from './scatter';
import { Scores } from './scores';
import { nextSteps } from './next-steps';
import { headline } from './verdict';
import { SharedTargets } from './shared-targets';
import { Unscored } from './unscored';

/** Verdict, picture, table, in that order: the same in the panel and in a cell's output. */
export function ResultView(props: {
  readonly result: Result;
  readonly where: 'panel' | 'notebook';
}): JSX.Element {
  const { result, where } = props;
  return (
    <div className={where === 'panel' ? 'cf-stack-lg' : 'cf-Result'}>
      <OneModality result={result}>
        {shown => (where === 'panel' ? <InPanel result={shown} /> : <InNotebook result={shown} />)}
      </OneModality>
      <KnowledgeWorthView result={result} />
      <CellEvalColumns result={result} />
      <Footnote result={result} />
    </div>
  );
}

function InPanel({ result }: { readonly result: Result }): JSX.Element {
  const trans = useTrans();
  return (
    <>
      <Verdict result={result} />
      <Scores result={result} />
      <Fold label={trans.__('All metrics as a table')}>
        <AllMetrics result={result} titled={false} />
      </Fold>
      <Scatter result={result} />
      <Courses result={result} />
      <NonAdditivePairs result={result} />
      <SharedTargets result={result} />
      <Candidates result={result} />
    </>
  );
}

function InNotebook({ result }: { readonly result: Result }): JSX.Element {
  return (
    <>
      <Verdict result={result} />
      <div className="cf-Result-grid">
        <Scores result={result} />
        <Scatter result={result} />
      </div>
      <Courses result={result} />
      <AllMetrics result={result} titled />
      <NonAdditivePairs result={result} />
      <SharedTargets result={result} />
    </>
  );
}

function Verdict({ result }: { readonly result: Result }): JSX.Element {
  const trans = useTrans();
  const { tone, sentence } = headline(result, trans);
  // a blind fifth is scored in the folds of its part
  const parts = Object.values(result.scenarios)
    .flatMap(({ parts }) => Object.entries(parts))
    .filter(([part]) => !part.endsWith('design_blind'));
  const folds = parts.reduce((sum, [, { folds }]) => sum + folds, 0);
  return (
    <div className={`cf-Verdict cf-mod-${tone}`}>
      <h3>
        {sentence}
        {result.simulated ? <span className="cf-Tag">{trans.__('simulated data')}</span> : null}
      </h3>
      <p className="cf-Why cf-mt1">
        {parts.length > 1
          ? trans.__('%1 folds of %2 parts. ', folds, parts.length)
          : trans._n('%1 fold. ', '%1 folds. ', folds)}
        {result.looks === 1
          ? trans.__('Held-out conditions were scored once.')
          : trans.__('Held-out conditions were scored %1 times.', result.looks)}
      </p>
      <Means result={result} />
    </div>
  );
}

/** What a verdict that is no win means, and what to do: the question that comes next. */
function Means({ result }: { readonly result: Result }): JSX.Element | null {
  const trans = useTrans();
  const steps = nextSteps(result, trans);
  return steps.length === 0 ? null : (
    <Fold
      label={trans.__('What this means, and what to do')}
      startOpen={headline(result, trans).tone !== 'good'}
    >
      <ul className="cf-Why cf-Steps">
        {steps.map(step => (
          <li key={step}>{step}</li>
        ))}
      </ul>
    </Fold>
  );
}

function Footnote({ result }: { readonly result: Result }): JSX.Element {
  const trans = useTrans();
  const versions = Object.entries(result.versions).map(([name, version]) => `${name} ${version}`);
  return (
    <section className="cf-stack">
      {result.notes.map((note, index) => (
        <Note tone="info" key={index}>
          {note}
        </Note>
      ))}
      <Unscored result={result} />
      <p className="cf-Why">
        {trans.__(
          'Trained for %1, %2 on %3.',
          duration(result.cost.wall_s),
          memory(result.cost.peak_rss_mb),
          device(result.cost.device)
        )}{' '}
        <span className="cf-nw">{trans.__('Run %1.', result.run)}</span>
      </p>
      <Fold label={trans.__('Numbers in [ ]: 95 % intervals')}>
        <p className="cf-Why">
          {trans.__(
            'Intervals: 95 %, over independent conditions (targets, where several conditions share one): bootstrap from ten on, an exact sign-flip test from six to nine, and below six their range, which claims less than 95 %. Combinations that share targets are not independent: their intervals allow for it.'
          )}
        </p>
      </Fold>
      <Fold label={trans.__('Versions')}>
        <p className="cf-Why">{versions.join(', ')}</p>
      </Fold>
    </section>
  );
}
