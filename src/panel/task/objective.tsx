import React from 'react';
import type { ScenarioId } from '../../core';
import { useTrans } from '../../view';
import { useLeaving, usePanelActions, usePanelState } from '../model-context';

/** The question in the analyst's words. */
export function Objective(): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const { objective, described } = usePanelState();
  const actions = usePanelActions();
  const [text, setText] = React.useState(objective);
  React.useEffect(() => setText(objective), [objective]);
  const commit = (): void => {
    if (text !== objective) {
      actions.setObjective(text);
    }
  };
  useLeaving(commit);
  return (
    <section>
      <label className="cf-Label" htmlFor={id}>
        {trans.__('Objective')}
      </label>
      <textarea
        className="cf-Text cf-mt1"
        id={id}
        rows={2}
        value={text}
        placeholder={example(described?.task?.scenarios[0], trans)}
        onChange={event => setText(event.target.value)}
        onBlur={commit}
      />
    </section>
  );
}

/** A sentence of the kind that fits what is held out. */
function example(scenario: ScenarioId | undefined, trans: ReturnType<typeof useTrans>): string {
  switch (scenario) {
    case 'unseen-combination':
      return trans.__('Predict the response to pairs nobody has measured.');
    case 'unseen-context':
      return trans.__('Predict the response in cells where nobody has measured it.');
    case 'unseen-dose':
      return trans.__('Predict the response at doses nobody has measured.');
    case 'time':
      return trans.__('Predict the response at times nobody has measured.');
    default:
      return trans.__('Predict the response to perturbations nobody has measured.');
  }
}
