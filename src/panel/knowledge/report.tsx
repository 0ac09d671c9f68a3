import React from 'react';
import type { KnowledgeReport, KnowledgeTable } from '../../core';
import { Fold, count, useTrans } from '../../view';

/** Tables of prior knowledge: what was read of each, and what they are worth on inner folds. */
export function KnowledgeView({ report }: { readonly report: KnowledgeReport }): JSX.Element {
  const trans = useTrans();
  return (
    <section>
      <div className="cf-Block-head">
        <h4>{trans.__('Prior knowledge')}</h4>
        <span className="cf-Tag">{trans.__('may know the answer')}</span>
      </div>
      <ul className="cf-stack">
        {report.tables.map((table, index) => (
          <li key={index} className="cf-break">
            <Table table={table} targets={report.targets} />
          </li>
        ))}
      </ul>
      {report.inner.map(({ scenario, part, sentence }) => (
        <p key={`${scenario}/${part}`} className="cf-Why cf-mt1">
          {trans.__(
            '%1, inner folds: %2',
            part === 'all' ? scenario : `${scenario}/${part}`,
            sentence
          )}
        </p>
      ))}
      <p className="cf-mt1">
        {report.covered === 0
          ? trans.__('Nothing of it could be used: the experts go on without it.')
          : report.helps
            ? trans.__('Inner folds bear it out.')
            : trans.__('Inner folds do not bear it out: the experts leave it aside.')}
      </p>
    </section>
  );
}

function Table(props: { readonly table: KnowledgeTable; readonly targets: number }): JSX.Element {
  const trans = useTrans();
  const { table, targets } = props;
  const told = [
    ...table.adjusted,
    ...table.resolved.map(({ given, used, how }) => `${given} = ${used} (${how})`),
    ...table.dropped.map(({ why, n, examples }) =>
      trans.__('Left out, %1: %2, such as %3', why, count(n), examples.join(', '))
    )
  ];
  return (
    <>
      <p>
        <b>{table.name}</b>{' '}
        {trans.__(
          '%1: %2 of %3 targets, %4 kept. %5.',
          table.shape,
          count(table.covered),
          count(targets),
          table.unit === 'terms'
            ? trans._n('%1 term', '%1 terms', table.kept)
            : trans._n('%1 column', '%1 columns', table.kept),
          [table.source === '' ? trans.__('Source not stated') : table.source, table.date]
            .filter(words => words !== '')
            .join(', ')
        )}
      </p>
      {table.covered === 0
        ? table.adjusted.map((words, index) => (
            <p key={index} className="cf-Why">
              {words}
            </p>
          ))
        : null}
      <Fold label={trans.__('How it was read')}>
        <ul className="cf-Why">
          <li>{trans.__('Recognised by: %1', table.reason)}</li>
          {told.map((words, index) => (
            <li key={index}>{words}</li>
          ))}
          <li>{trans.__('sha256 %1', table.sha256)}</li>
        </ul>
      </Fold>
    </>
  );
}
