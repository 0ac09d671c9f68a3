import React from 'react';
import { Fold, Note, count, useTrans } from '../../view';
import { Button } from '../button';
import { usePanelActions } from '../model-context';
import type { LlmState } from '../model-llm';

type Proposed = NonNullable<LlmState['knowledge']>;

/** Rows shown before the rest is asked for. */
const most = 12;

/** A table that a language model proposes, as a person has to judge it: each line with where it comes from. */
export function KnowledgeApproval({ proposed }: { readonly proposed: Proposed }): JSX.Element {
  const trans = useTrans();
  const { rows, dropped, model } = proposed;
  return (
    <section className="cf-stack" aria-label={trans.__('Proposed prior knowledge')}>
      <Note tone="warn">
        <b>{trans.__('It may know the answer.')}</b>{' '}
        {trans.__(
          'These annotations are by the language model %1, which may have read the paper that this data is from. They are used only where inner folds bear them out, and scored beside copies shuffled between targets.',
          model
        )}
      </Note>
      <Rows rows={rows.slice(0, most)} />
      {rows.length > most ? (
        <Fold label={trans._n('%1 more', '%1 more', rows.length - most)}>
          <Rows rows={rows.slice(most)} />
        </Fold>
      ) : null}
      {dropped > 0 ? (
        <p className="cf-Why">
          {trans._n(
            '%1 entry left out: no target of this data, no listed source, or no plain term.',
            '%1 entries left out: no target of this data, no listed source, or no plain term.',
            dropped
          )}
        </p>
      ) : null}
    </section>
  );
}

function Rows({ rows }: { readonly rows: Proposed['rows'] }): JSX.Element {
  const trans = useTrans();
  return (
    <table className="cf-Table">
      <thead>
        <tr>
          <th scope="col">{trans.__('Target')}</th>
          <th scope="col">{trans.__('Terms')}</th>
          <th scope="col">{trans.__('From')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ target, terms, source }, index) => (
          <tr key={index}>
            <th scope="row">{target}</th>
            <td className="cf-break">{terms.join(', ')}</td>
            <td className="cf-break">{source === 'memory' ? trans.__('memory') : source}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The decision about a proposed table, always in sight. */
export function KnowledgeFoot({ proposed }: { readonly proposed: Proposed }): JSX.Element {
  const trans = useTrans();
  const actions = usePanelActions();
  const named = new Set(proposed.rows.map(({ target }) => target)).size;
  return (
    <div className="cf-Foot">
      <p className="cf-small cf-muted cf-break">
        {trans.__(
          'Annotations of %1 of %2 targets, which may know the answer. They stand in Task Analysis.',
          count(named),
          count(proposed.targets)
        )}
      </p>
      <div className="cf-Buttons cf-mt2">
        <Button look="primary" grow onClick={() => actions.decideKnowledge(true)}>
          {trans.__('Use as prior knowledge')}
        </Button>
        <Button onClick={() => actions.decideKnowledge(false)}>{trans.__('Do not use')}</Button>
      </div>
    </div>
  );
}
