import React from 'react';
import type { RunView } from '../../core';
import { Fold, useTrans } from '../../view';
import { Chips } from '../design/chips';
import type { References } from '../design/references';
import { referencesOf } from '../design/references';

type Report = NonNullable<RunView['report']>;

/** Claims shown before the rest is asked for. */
const most = 4;

/** What the analysts say of data and question, each sentence on what it rests. */
export function ReportView(props: {
  readonly view: RunView;
  readonly report: Report;
}): JSX.Element {
  const trans = useTrans();
  const { view, report } = props;
  const references = React.useMemo(() => referencesOf(view, trans), [view, trans]);
  const rest = report.claims.slice(most);
  return (
    <section>
      <div className="cf-Block-head">
        <h4>{trans.__('Analysis')}</h4>
        <span className="cf-small cf-muted">
          {trans._n('%1 claim', '%1 claims', report.claims.length)}
        </span>
      </div>
      <Claims claims={report.claims.slice(0, most)} references={references} />
      {rest.length > 0 ? (
        <Fold label={trans._n('%1 more', '%1 more', rest.length)}>
          <Claims claims={rest} references={references} />
        </Fold>
      ) : null}
      {report.dropped > 0 ? (
        <p className="cf-Why cf-mt1">
          {trans._n(
            '%1 claim dropped: it cited nothing that holds it.',
            '%1 claims dropped: they cited nothing that holds them.',
            report.dropped
          )}
        </p>
      ) : null}
      {(report.by_rules ?? []).length > 0 ? (
        <p className="cf-Why cf-mt1">
          {trans.__(
            'Taken by built-in rules, since the language model gave no usable answer: %1.',
            (report.by_rules ?? []).map(role => analystName(role, trans)).join(', ')
          )}
        </p>
      ) : null}
    </section>
  );
}

type Role = Report['claims'][number]['role'];

function analystName(role: Role, trans: ReturnType<typeof useTrans>): string {
  switch (role) {
    case 'dataset-analyst':
      return trans.__('dataset analyst');
    case 'problem-investigator':
      return trans.__('problem investigator');
    case 'baseline-assessor':
      return trans.__('baseline assessor');
    case 'refiner':
      return trans.__('refiner');
  }
}

function Claims(props: {
  readonly claims: Report['claims'];
  readonly references: References;
}): JSX.Element {
  const trans = useTrans();
  return (
    <ul className="cf-stack">
      {props.claims.map(claim => (
        <li key={claim.id} className="cf-break cf-stack-sm">
          <p>{claim.text}</p>
          <Chips
            references={props.references}
            evidence={claim.evidence}
            facts={claim.facts}
            label={trans.__('Rests on')}
          />
        </li>
      ))}
    </ul>
  );
}
