import React from 'react';
import type { Profile } from '../../core';
import { Fold, Note, count, useTrans } from '../../view';

/** What may spoil a score, said before anything runs. */
export function Warnings({ profile }: { readonly profile: Profile }): JSX.Element | null {
  const trans = useTrans();
  const { warnings, excluded } = profile;
  if (warnings.length === 0 && excluded.length === 0) {
    return null;
  }
  return (
    <section className="cf-stack">
      <h4 className="cf-vh">{trans.__('Warnings')}</h4>
      {warnings.length > 0 ? (
        <ul className="cf-Warnings">
          {warnings.map((warning, index) => (
            <li key={index}>
              <Note tone="warn">
                <b>{ended(warning.title)}</b> {warning.message}
              </Note>
            </li>
          ))}
        </ul>
      ) : null}
      {excluded.length > 0 ? (
        <Fold
          label={trans._n('%1 label left out: why', '%1 labels left out: why', excluded.length)}
        >
          <ul className="cf-Why">
            {excluded.map(({ label, n_cells, reason }) => (
              <li key={label}>
                <b>{label}</b> {trans.__('%1 cells.', count(n_cells))} {reason}
              </li>
            ))}
          </ul>
        </Fold>
      ) : null}
    </section>
  );
}

function ended(title: string): string {
  return /[.?!:]$/.test(title) ? title : `${title}.`;
}
