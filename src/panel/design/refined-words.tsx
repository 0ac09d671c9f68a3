import React from 'react';
import type { RunView } from '../../core';
import { useTrans, typeset } from '../../view';

/** Beside the decision about a plan: what refining came to, which is nothing where the experts had no further change. */
export function RefinedWords({ view }: { readonly view: RunView }): JSX.Element | null {
  const trans = useTrans();
  const { candidates, refinement } = view;
  if (refinement === null || candidates.length === 0) {
    return null;
  }
  const { chosen, why_stopped } = refinement;
  const told =
    candidates.length === 1 || chosen === null
      ? trans.__('Refined on inner folds: no change of the plan is proposed.')
      : trans.__(
          'Refined on inner folds: candidate %1 of %2 is proposed.',
          chosen,
          candidates.length
        );
  return (
    <p className="cf-small cf-break">
      {told} {typeset(why_stopped)}
    </p>
  );
}
