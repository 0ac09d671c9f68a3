import React from 'react';
import type { Result } from '../../core/experiment/result';
import { useTrans } from '../trans';
import { metricInfo, metricValue } from './names';

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
        <span className="cf-small cf-muted">{trans.__('inner folds')}</span>
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
  return (
    <li>
      <div className={`cf-TreeRow ${candidate.chosen ? 'cf-mod-chosen' : ''}`}>
        <span>
          <span className="cf-clip" title={candidate.name}>
            {candidate.name}
          </span>
          {candidate.chosen ? <span className="cf-Tag">{trans.__('chosen')}</span> : null}
        </span>
        {candidate.status === 'scored' && candidate.inner !== null ? (
          <>
            <span className="cf-Bar" aria-hidden="true">
              <div style={{ width: `${share(candidate.inner, result) * 100}%` }} />
            </span>
            <span>{metricValue(info, candidate.inner)}</span>
          </>
        ) : (
          <span className="cf-muted cf-small cf-TreeRow-state">
            {candidate.status === 'failed'
              ? trans.__('failed')
              : candidate.status === 'stopped'
                ? trans.__('stopped')
                : '–'}
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

/** Of the axis 0 to 1 for bounded metrics, else of the largest candidate. */
function share(inner: number, result: Result): number {
  const bound = metricInfo(result, result.primary).range[1];
  const largest =
    bound !== null && bound <= 1
      ? 1
      : Math.max(...result.candidates.map(candidate => candidate.inner ?? 0), 1e-12);
  return Math.min(1, Math.max(0, inner / largest));
}
