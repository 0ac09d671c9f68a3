import React from 'react';
import { useTrans } from '../../view';
import { usePanelActions, usePanelState } from '../model-context';

/** The question in the analyst's words. */
export function Objective(): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const { objective } = usePanelState();
  const actions = usePanelActions();
  const [text, setText] = React.useState(objective);
  React.useEffect(() => setText(objective), [objective]);
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
        placeholder={trans.__('Predict the response to gene pairs nobody has measured.')}
        onChange={event => setText(event.target.value)}
        onBlur={() => {
          if (text !== objective) {
            actions.setObjective(text);
          }
        }}
      />
    </section>
  );
}
