import React from 'react';
import { Fold, Note, useTrans } from '../../view';
import { Button } from '../button';
import { usePanelActions } from '../model-context';
import type { CodeWaiting } from '../model-llm';
import { CodeDiff } from './code-diff';

/** An agent's model cell as a person has to judge it: what it imports, what it changes, what the policy says, what will run. */
export function CodeApproval({ waiting }: { readonly waiting: CodeWaiting }): JSX.Element {
  const trans = useTrans();
  const { code } = waiting;
  const { policy } = code;
  return (
    <section className="cf-stack" aria-label={trans.__('Model cell for approval')}>
      <Note tone="info">
        <b>{trans.__('A language model wrote this model cell.')}</b>{' '}
        {trans.__('It was read and held to the policy; nothing of it has been executed.')}
        <WhatWillRun isMend={code.isMend} />
      </Note>
      {code.explanation ? <p className="cf-break">{code.explanation}</p> : null}
      <div>
        <h4>{trans.__('Imports')}</h4>
        {code.imports.length === 0 ? <p className="cf-Why">{trans.__('None.')}</p> : null}
        <ul className="cf-Imports">
          {code.imports.map(name => (
            <li key={name}>
              <code>{name}</code>{' '}
              {code.newImports.includes(name) ? (
                <span className="cf-Tag">{trans.__('new')}</span>
              ) : null}
            </li>
          ))}
        </ul>
      </div>
      {policy.violations.length === 0 ? (
        <p className="cf-Why">{trans.__('Policy: kept, without exception.')}</p>
      ) : null}
      {[...policy.violations.map(each => each.found), ...policy.warnings].map(words => (
        <Note key={words} tone="warn">
          {words}
        </Note>
      ))}
      <Fold label={trans.__('Changes')} startOpen>
        <CodeDiff before={code.base} now={code.source} />
      </Fold>
      <Fold label={trans.__('The whole cell')}>
        <pre className="cf-Log" tabIndex={0}>
          {code.source}
        </pre>
      </Fold>
    </section>
  );
}

function WhatWillRun({ isMend }: { readonly isMend: boolean }): JSX.Element {
  const trans = useTrans();
  return (
    <dl className="cf-Told">
      <div>
        <dt>{trans.__('Then first')}</dt>
        <dd>
          {trans.__(
            'a trial in a worker, without files and network: types, shapes, leaks, a training on a tiny slice'
          )}
        </dd>
      </div>
      <div>
        <dt>{trans.__('If it passes')}</dt>
        <dd>
          {isMend
            ? trans.__('it takes the place of the model cell, and the cells run again on all folds')
            : trans.__('it becomes the model cell, which the training cell fits on all folds')}
        </dd>
      </div>
    </dl>
  );
}

/** The decision about an agent's code, always in sight. */
export function CodeFoot({ waiting }: { readonly waiting: CodeWaiting }): JSX.Element {
  const trans = useTrans();
  const actions = usePanelActions();
  const { code, mayAlways } = waiting;
  return (
    <div className="cf-Foot">
      <p className="cf-small cf-muted cf-break">
        {trans.__('Model cell, attempt %1.', code.n)} {whyAsked(waiting, trans)}
      </p>
      <div className="cf-Buttons cf-mt2">
        <Button look="primary" grow onClick={() => actions.decideCode('run', false)}>
          {trans.__('Run')}
        </Button>
        <Button onClick={() => actions.decideCode('refuse', false)}>{trans.__('Refuse')}</Button>
        {mayAlways ? (
          <Button look="plain" onClick={() => actions.decideCode('run', true)}>
            {trans.__('Always for this notebook')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function whyAsked({ code }: CodeWaiting, trans: ReturnType<typeof useTrans>): string {
  if (code.newImports.length > 0) {
    return trans._n(
      'It imports %2, which is asked about each time.',
      'It imports %2, which are asked about each time.',
      code.newImports.length,
      code.newImports.join(', ')
    );
  }
  return code.policy.violations.length > 0
    ? trans.__('It makes an exception to the policy, which is asked about each time.')
    : trans.__('Nothing of it has been executed.');
}
