import React from 'react';
import type { RunView, WorkAhead } from '../../core';
import { workAhead } from '../../core';
import { count, duration, useTrans } from '../../view';

type Trans = ReturnType<typeof useTrans>;

/** What the cells will do, and how long the like of it took in this run: read before they are let run. */
export function WorkAheadWords({ view }: { readonly view: RunView | null }): JSX.Element | null {
  const trans = useTrans();
  const work = view === null ? null : workAhead(view);
  return work === null ? null : (
    <p className="cf-small cf-muted">
      {fitWords(work, trans)} {timeWords(work, trans)}
    </p>
  );
}

function fitWords(work: WorkAhead, trans: Trans): string {
  const { fits, innerFolds, finalFits, conditions, features, choosesAmong } = work;
  const asked = trans._n(
    '%1 fit, %2 inner folds within it',
    '%1 fits, %2 inner folds within each',
    fits,
    innerFolds
  );
  const all = trans._n(
    '%1 more of all %2 conditions; %3 features.',
    '%1 more of all %2 conditions; %3 features.',
    finalFits,
    count(conditions),
    count(features)
  );
  const chosen =
    choosesAmong === null
      ? ''
      : ` ${trans.__('Choosing among %1 candidates in each takes about as many again.', choosesAmong)}`;
  return `${trans.__('%1, and %2', asked, all)}${chosen}`;
}

/** Never a figure that nothing in this run was measured for. */
function timeWords(work: WorkAhead, trans: Trans): string {
  const { timed, secondsAtPace, baselineSeconds } = work;
  if (timed === null) {
    return trans.__(
      'No fit was timed yet; baselines on inner folds took %1.',
      duration(baselineSeconds)
    );
  }
  const took = timed.isOfPlan
    ? trans._n(
        'On inner folds %1 fit of this plan took %2',
        'On inner folds %1 fits of this plan took %2',
        timed.fits,
        duration(timed.seconds)
      )
    : trans._n(
        'On inner folds %1 fit of another plan, candidate %2, took %3',
        'On inner folds %1 fits of another plan, candidate %2, took %3',
        timed.fits,
        timed.candidate,
        duration(timed.seconds)
      );
  return secondsAtPace === null
    ? trans.__('%1.', took)
    : trans.__(
        '%1: %2 in all at that pace, more where more conditions slow a fit.',
        took,
        duration(secondsAtPace)
      );
}
