import React from 'react';
import type { Result } from '../../core/experiment/result';
import { capital } from '../text';
import { useTrans } from '../trans';
import { inBaselineNames, metricInfo, metricValue } from './names';

/** What was tried, as a tree; the rule chose on inner folds. */
export function Candidates({ result }: { readonly result: Result }): JSX.Element | null {
  const trans = useTrans();
  if (result.candidates.length === 0) {
    return null;
  }
  const ids = new Set(result.candidates.map(({ id }) => id));
  const roots = result.candidates.filter(({ parent }) => parent === null || !ids.has(parent));
  return (
    <section>
      <div className="cf-Block-head">
        <h4>{trans.__('Candidates')}</h4>
        {result.candidates.some(({ inner }) => inner !== null) ? (
          <span className="cf-small cf-muted">{trans.__('inner folds')}</span>
        ) : null}
      </div>
      <ul className="cf-Tree">
        {roots.map(root => (
          <Branch key={root.id} result={result} candidate={root} depth={0} />
        ))}
      </ul>
    </section>
  );
}

const deepest = 8;

function Branch(props: {
  readonly result: Result;
  readonly candidate: Result['candidates'][number];
  readonly depth: number;
}): JSX.Element {
  const trans = useTrans();
  const { result, candidate, depth } = props;
  const children =
    depth < deepest
      ? result.candidates.filter(({ parent, id }) => parent === candidate.id && id !== candidate.id)
      : [];
  const info = metricInfo(result, result.primary);
  // what was chosen among several is marked; a mark on all of them would say nothing
  const chosen = candidate.chosen && result.candidates.some(each => !each.chosen);
  const name = inBaselineNames(candidate.name, baselinesOf(result), trans);
  const bare = candidate.status === 'scored' && candidate.inner === null;
  return (
    <li>
      <div className={`cf-TreeRow ${chosen ? 'cf-mod-chosen' : ''} ${bare ? 'cf-mod-bare' : ''}`}>
        <span>
          <span className={bare ? 'cf-break' : 'cf-clip'} title={bare ? undefined : name}>
            {capital(name)}
          </span>
          {chosen ? <span className="cf-Tag">{trans.__('chosen')}</span> : null}
        </span>
        {candidate.status === 'scored' && candidate.inner !== null ? (
          <>
            <span className="cf-Bar" aria-hidden="true">
              <div style={{ width: `${share(candidate.inner, result) * 100}%` }} />
            </span>
            <span>{metricValue(info, candidate.inner)}</span>
          </>
        ) : bare ? null : (
          <span className="cf-muted cf-small cf-TreeRow-state">
            {candidate.status === 'failed' ? trans.__('failed') : trans.__('stopped')}
          </span>
        )}
      </div>
      {children.length > 0 ? (
        <ul>
          {children.map(child => (
            <Branch key={child.id} result={result} candidate={child} depth={depth + 1} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}

function baselinesOf(result: Result): readonly string[] {
  return Object.values(result.scenarios).flatMap(({ parts }) =>
    Object.values(parts).flatMap(({ metrics }) =>
      Object.hasOwn(metrics, result.primary) ? Object.keys(metrics[result.primary].baselines) : []
    )
  );
}

/** Of the axis 0 to 1 for bounded metrics, else of the largest candidate. */
function share(inner: number, result: Result): number {
  const bound = metricInfo(result, result.primary).range[1];
  const largest =
    bound !== null && bound <= 1
      ? 1
      : Math.max(...result.candidates.map(candidate => candidate.inner ?? 0), 1e-12);
  return Math.min(1, Math.max(0, inner / largest));
}
