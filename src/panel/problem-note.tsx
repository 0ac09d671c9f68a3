import React from 'react';
import type { Problem } from '../core';
import { Note, useTrans } from '../view';

/** An error where it arose: what could not be done, what was expected, what was found, what to do. */
export function ProblemNote({ problem }: { readonly problem: Problem }): JSX.Element {
  const trans = useTrans();
  return (
    <Note tone="error">
      <b>{problem.message}</b>
      <dl className="cf-Told">
        {problem.expected ? (
          <div>
            <dt>{trans.__('Expected')}</dt>
            <dd>{problem.expected}</dd>
          </div>
        ) : null}
        {problem.found ? (
          <div>
            <dt>{trans.__('Found')}</dt>
            <dd>{problem.found}</dd>
          </div>
        ) : null}
        {problem.remedy ? (
          <div>
            <dt>{trans.__('What to do')}</dt>
            <dd>{problem.remedy}</dd>
          </div>
        ) : null}
      </dl>
    </Note>
  );
}
