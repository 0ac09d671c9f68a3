import type { TranslationBundle } from '@jupyterlab/translation';
import { tokensIn } from '../../core';
import type { RunView } from '../../core';
import { count } from '../../view';
import type { IconName } from '../../view';
import type { PanelState } from '../model';

/** Whether agents are at Task Analysis: the numbers stand, the report does not yet. */
export function isAnalysing(view: RunView): boolean {
  return (
    view.experts.split(':')[0] === 'llm' &&
    view.phase === 'debating' &&
    view.report === null &&
    view.turns.length === 0
  );
}

/** Whether the coder is at the model cell of an approved plan. */
export function isCoding({ view, pending, answering, llm }: PanelState): boolean {
  return (
    view?.phase === 'plan-ready' &&
    (llm.code !== null || (pending === 'approving' && answering?.role === 'coder'))
  );
}

/** The status line while a language model is at work, or a person is asked to approve; null: it says what it always does. */
export function llmStatus(
  state: PanelState,
  view: RunView,
  trans: TranslationBundle
): { readonly icon: IconName; readonly title: string; readonly detail: string } | null {
  if (state.llm.knowledge !== null) {
    const detail = trans.__(
      'Annotations of targets by a language model, which may know the answer.'
    );
    return { icon: 'info', title: trans.__('Waits for your decision'), detail };
  }
  if (state.llm.consent !== null) {
    const detail = trans.__('Nothing has been sent');
    return { icon: 'info', title: trans.__('Waits for your consent'), detail };
  }
  if (state.llm.code !== null) {
    const detail = trans.__('Nothing of it has been executed');
    return { icon: 'info', title: trans.__('A model cell waits for approval'), detail };
  }
  if (state.approvals.run !== null) {
    const detail = trans.__('Nothing has started');
    return { icon: 'info', title: trans.__('Cells wait for approval'), detail };
  }
  const tokens = trans.__('LLM experts, %1 tokens', count(tokensIn(view.spent)));
  if (isCoding(state)) {
    return { icon: 'run', title: trans.__('Writing the model cell'), detail: tokens };
  }
  return isAnalysing(view)
    ? { icon: 'run', title: trans.__('Analysing the task'), detail: tokens }
    : null;
}
