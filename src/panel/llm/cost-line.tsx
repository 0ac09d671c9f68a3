import React from 'react';
import type { RunView } from '../../core';
import { useTrans } from '../../view';
import { usePanelState } from '../model-context';
import { costSentence } from './cost-words';

/** What language models took so far, and who stood in for them. */
export function CostLine({ view }: { readonly view: RunView }): JSX.Element | null {
  const trans = useTrans();
  const { llm, mode } = usePanelState();
  const { spent } = view;
  if (spent.calls === 0) {
    return null;
  }
  return (
    <section aria-label={trans.__('Cost')}>
      <p className="cf-Why">
        <b>{spent.models.join(', ')}</b>{' '}
        {trans.__('%1.', costSentence(spent, mode === 'replay' ? null : llm, trans))}
      </p>
      {spent.fallbacks > 0 ? (
        <p className="cf-Why">
          {trans._n(
            '%1 turn taken by built-in rules: the model gave no usable answer.',
            '%1 turns taken by built-in rules: the model gave no usable answer.',
            spent.fallbacks
          )}
        </p>
      ) : null}
    </section>
  );
}
