import React from 'react';
import type { Assessment } from '../../core';
import type { Standing } from '../../view';
import {
  BarKey,
  Beside,
  comparePartIds,
  partName,
  PartBar,
  rankedBaselines,
  sharedDomain,
  useTrans,
  useWidth,
  typeset
} from '../../view';
import { metricName } from '../words';

/** Simple baselines and the noise ceiling on inner folds, before any model: go or no-go, and why. */
export function AssessmentView(props: {
  readonly assessment: Assessment;
  readonly primary: string;
}): JSX.Element {
  const trans = useTrans();
  const [ref, width] = useWidth<HTMLElement>(288);
  const { assessment, primary } = props;
  const parts = [...assessment.parts].sort(
    (a, b) => a.scenario.localeCompare(b.scenario) || comparePartIds(a.part, b.part)
  );
  const standings = parts.map(part => standingOf(part, primary, trans));
  const domain = sharedDomain(standings);
  return (
    <section ref={ref}>
      <div className="cf-Block-head cf-mod-wrap">
        <h4>{trans.__('Baselines on inner folds')}</h4>
        <span className="cf-small cf-muted">{metricName(primary, trans)}</span>
      </div>
      <ul className="cf-Bars">
        {parts.map((part, index) => (
          <li key={`${part.scenario}/${part.part}`}>
            <div className="cf-spread">
              <span>
                <b>{partName(part.scenario, part.part, trans)}</b>{' '}
                <span className="cf-small cf-muted cf-nw">
                  {trans.__('n = %1', part.conditions)}
                </span>
              </span>
              <span className="cf-muted cf-small cf-nw">{trans.__('no model')}</span>
            </div>
            <PartBar
              standing={standings[index]}
              domain={domain}
              width={width}
              axis={index === parts.length - 1}
            />
            <p className="cf-small">{typeset(part.reason)}</p>
            <Beside standing={standings[index]} best={part.best_baseline} />
          </li>
        ))}
      </ul>
      <div className="cf-mt2">
        <BarKey trans={trans} model={false} />
      </div>
    </section>
  );
}

function standingOf(
  part: Assessment['parts'][number],
  primary: string,
  trans: ReturnType<typeof useTrans>
): Standing {
  const lower = /^(mse|mae|e_distance)/.test(primary);
  const info = {
    id: primary,
    label: metricName(primary, trans),
    higher_is_better: !lower,
    range: (lower ? [0, null] : [-1, 1]) as [number, number | null],
    chance: null,
    shown: 'headline' as const,
    definition: ''
  };
  const baselines = Object.hasOwn(part.baselines, primary) ? part.baselines[primary] : {};
  const ceiling = Object.hasOwn(part.ceiling, primary) ? part.ceiling[primary] : null;
  return {
    info,
    model: null,
    ci: null,
    baselines: rankedBaselines(info, baselines),
    ceiling
  };
}
