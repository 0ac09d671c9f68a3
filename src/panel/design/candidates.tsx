import React from 'react';
import type { CandidateView, RunView, Score } from '../../core';
import { shortScore } from '../../core';
import { difference, score, typeset, useTrans } from '../../view';
import { metricName } from '../words';
import { Chips } from './chips';
import type { References } from './references';
import { hyperparameterName, optionName, slotName } from './plan/slot-words';
import { slots } from '../../core';
import type { PlanChange, Slot } from '../../core';

/** Plans that ran on inner folds, as a tree: what each changed and why, its score, which was chosen, why the search ended. */
export function Candidates(props: {
  readonly view: RunView;
  readonly references: References;
}): JSX.Element | null {
  const trans = useTrans();
  const { view, references } = props;
  const { candidates, refinement } = view;
  if (candidates.length === 0) {
    return refinement === null ? null : <p className="cf-Why">{refinement.why_stopped}</p>;
  }
  const metric = candidates.find(({ inner }) => inner !== null)?.inner?.metric;
  return (
    <section aria-label={trans.__('Candidates on inner folds')}>
      <div className="cf-Block-head cf-mod-wrap">
        <h4>{trans.__('Candidates on inner folds')}</h4>
        {metric ? <span className="cf-small cf-muted">{metricName(metric, trans)}</span> : null}
      </div>
      <ul className="cf-Tree">
        {candidates
          .filter(({ parent }) => parent === null)
          .map(root => (
            <Branch key={root.n} view={view} candidate={root} references={references} />
          ))}
      </ul>
      {refinement === null ? null : (
        <p className="cf-Why">
          {typeset(refinement.why_chosen)} {typeset(refinement.why_stopped)}
        </p>
      )}
      <p className="cf-Why">
        {trans._n(
          '%1 candidate looked at; held-out conditions of the first fold took no part.',
          '%1 candidates looked at; held-out conditions of the first fold took no part.',
          candidates.length
        )}
      </p>
    </section>
  );
}

function Branch(props: {
  readonly view: RunView;
  readonly candidate: CandidateView;
  readonly references: References;
}): JSX.Element {
  const trans = useTrans();
  const { view, candidate, references } = props;
  const { n, inner, changed, plan, parent } = candidate;
  const overall = inner?.overall ?? null;
  const isChosen = view.refinement?.chosen === n;
  // a parent always comes before its children
  const children = view.candidates.filter(each => each.parent === n && each.n > n);
  return (
    <li>
      <div className={`cf-TreeRow ${isChosen ? 'cf-mod-chosen' : ''}`}>
        <span>
          <span className="cf-clip" title={plan.name}>
            {trans.__('Candidate %1', n)}
          </span>
          {isChosen ? <span className="cf-Tag">{trans.__('chosen')}</span> : null}
        </span>
        {overall === null ? (
          <span className="cf-muted cf-small cf-TreeRow-state">{stateOf(candidate, trans)}</span>
        ) : (
          <>
            <span className="cf-Bar" aria-hidden="true">
              <div style={{ width: `${share(overall.candidate.value, view) * 100}%` }} />
            </span>
            <span>{score(overall.candidate.value ?? 0)}</span>
          </>
        )}
      </div>
      <div className="cf-Indent">
        {parent === null ? <p className="cf-Why">{plan.name}</p> : null}
        {changed.map(change => (
          <Change key={change.what} change={change} references={references} />
        ))}
        {overall === null ? null : (
          <p className="cf-Why">
            {trans.__(
              '%1 over the best baseline',
              gainWords(overall.gain, inner?.higher_is_better)
            )}
          </p>
        )}
      </div>
      {children.length > 0 ? (
        <ul>
          {children.map(child => (
            <Branch key={child.n} view={view} candidate={child} references={references} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}

function Change(props: {
  readonly change: PlanChange;
  readonly references: References;
}): JSX.Element {
  const trans = useTrans();
  const { change, references } = props;
  const { what, from, to, reason, facts, turns } = change;
  const isSlot = (slots as readonly string[]).includes(what);
  const name = (choice: string): string =>
    isSlot && choice !== '' ? optionName(what as Slot, choice, trans) : choice;
  return (
    <>
      <p className="cf-Why">
        {isSlot ? slotName(what as Slot, trans) : hyperparameterName(what, trans)}:{' '}
        {trans.__(
          '%1 instead of %2.',
          name(to) || trans.__('nothing'),
          name(from) || trans.__('nothing')
        )}{' '}
        {typeset(reason)}
      </p>
      {facts.length + turns.length > 0 ? (
        <Chips
          references={references}
          facts={facts}
          turns={turns}
          label={trans.__('Argued from')}
        />
      ) : null}
    </>
  );
}

type Trans = ReturnType<typeof useTrans>;

/** Scores in decimals that match; errors have no common scale, and keep their digits. */
function gainWords(gain: Score, isScore: boolean | undefined): string {
  return isScore && gain.value !== null && gain.ci !== null
    ? difference(gain.value, gain.ci).join(' ')
    : typeset(shortScore(gain));
}

function stateOf({ inner, refused }: CandidateView, trans: Trans): string {
  if (refused !== null) {
    return trans.__('not scored');
  }
  return inner === null ? trans.__('on inner folds') : trans.__('failed');
}

/** Of the largest score among the candidates, so that they can be told apart; nothing below zero. */
function share(value: number | null, { candidates }: RunView): number {
  const largest = Math.max(
    ...candidates.map(({ inner }) => inner?.overall?.candidate.value ?? 0),
    1e-12
  );
  return Math.min(1, Math.max(0, (value ?? 0) / largest));
}
