import React from 'react';
import type { Result } from '../../core/experiment/result';
import { useTrans } from '../trans';

/** What tables of prior knowledge were worth on the held-out conditions; nothing where the model had none. */
export function KnowledgeWorthView({ result }: { readonly result: Result }): JSX.Element | null {
  const trans = useTrans();
  const { knowledge } = result;
  if (knowledge === undefined) {
    return null;
  }
  const { tables, covered, targets, outer, relied } = knowledge;
  return (
    <section>
      <div className="cf-Block-head">
        <h4>{trans.__('Prior knowledge')}</h4>
        <span className="cf-Tag">{trans.__('may know the answer')}</span>
      </div>
      <p className="cf-break">
        {trans.__(
          '%1: %2 of %3 targets.',
          tables.map(({ name }) => name).join(', '),
          covered,
          targets
        )}
      </p>
      {outer.map(({ scenario, part, sentence }) => (
        <p key={`${scenario}/${part}`} className="cf-Why cf-mt1">
          {part === 'all' ? scenario : `${scenario}/${part}`}: {sentence}
        </p>
      ))}
      {relied === null ? null : (
        <p className="cf-Why cf-mt1">
          {trans.__('The model relied on it in %1 of %2 fits.', relied.kept, relied.fits)}
        </p>
      )}
    </section>
  );
}
