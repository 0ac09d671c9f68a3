import React from 'react';
import type { RunView } from '../core';
import { useTrans } from '../view';
import { Button } from './button';
import { Composer } from './composer';
import { useFocusBack, usePanelActions, usePanelState } from './model-context';
import { labelsIn, predictionForms } from './prediction-labels';
import { isUnpredictable } from './status-of';

/** What can be done with a result: ask the model, design again from what was learnt, or begin anew. */
export function DoneFoot({ view }: { readonly view: RunView }): JSX.Element {
  const [asking, setAsking] = React.useState(false);
  const opener = useFocusBack(asking);
  if (view.result === null) {
    return <WithoutResult view={view} />;
  }
  return asking ? (
    <Asking view={view} close={() => setAsking(false)} />
  ) : (
    <Choices ask={() => setAsking(true)} opener={opener} />
  );
}

function WithoutResult({ view }: { readonly view: RunView }): JSX.Element {
  const trans = useTrans();
  const actions = usePanelActions();
  return (
    <div className="cf-Foot">
      {isUnpredictable(view) ? (
        <p className="cf-small cf-muted">
          {trans.__('More cells a condition would help before a better model does.')}
        </p>
      ) : null}
      <div className="cf-Buttons cf-mt2">
        <Button look="primary" grow onClick={actions.newRun}>
          {trans.__('Choose another task')}
        </Button>
      </div>
    </div>
  );
}

function Asking(props: { readonly view: RunView; readonly close: () => void }): JSX.Element {
  const trans = useTrans();
  const actions = usePanelActions();
  const forms = props.view.task === null ? [] : predictionForms(props.view.task, trans);
  return (
    <div className="cf-Foot">
      <Composer
        draft="predict"
        label={trans.__('Perturbations to predict')}
        hint={trans.__('One a line: %1. Inserts a cell and runs it.', forms.join('; '))}
        send={trans.__('Predict')}
        cancel={trans.__('Cancel')}
        focus
        onCancel={props.close}
        onSend={text => {
          actions.predict(labelsIn(text));
          props.close();
        }}
      />
    </div>
  );
}

function Choices(props: {
  readonly ask: () => void;
  readonly opener: React.Ref<HTMLButtonElement>;
}): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const { kernel } = usePanelState();
  const actions = usePanelActions();
  const noKernel = ['gone', 'none', 'not-python'].includes(kernel);
  return (
    <div className="cf-Foot">
      <p className="cf-small cf-muted" id={id}>
        {noKernel
          ? trans.__('Predicting and refining wait for a Python kernel.')
          : trans.__(
              'Refine tries changes of the plan on inner folds. These held-out conditions would be scored once more, and the record says so.'
            )}
      </p>
      <div className="cf-Buttons cf-mt2">
        <Button
          buttonRef={props.opener}
          look="primary"
          grow
          onClick={props.ask}
          disabledBy={noKernel ? id : null}
        >
          {trans.__('Predict new perturbations')}
        </Button>
        <Button onClick={() => actions.refine()} disabledBy={noKernel ? id : null}>
          {trans.__('Refine')}
        </Button>
        <Button onClick={actions.newRun}>{trans.__('New run')}</Button>
      </div>
    </div>
  );
}
