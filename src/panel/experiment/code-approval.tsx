import React from 'react';
import { count, Fold, Note, useTrans } from '../../view';
import { Button } from '../button';
import { usePanelActions } from '../model-context';
import type { CodeWaiting } from '../model-llm';
import { CodeDiff } from './code-diff';

/** An agent's model cell as a person has to judge it: what it imports, what it changes, what the fences say. */
export function CodeApproval({ waiting }: { readonly waiting: CodeWaiting }): JSX.Element {
  const trans = useTrans();
  const { code } = waiting;
  const { check } = code;
  return (
    <section className="cf-stack" aria-label={trans.__('Model cell for approval')}>
      <Note tone="info">
        <b>{trans.__('A language model wrote this model cell.')}</b>{' '}
        {trans.__('It passed the fences before a full run; it has not run on the whole data.')}
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
      {check.parameters === null ? null : (
        <p className="cf-Why">{trans.__('%1 parameters.', count(check.parameters))}</p>
      )}
      {[...check.violations.map(each => each.found), ...check.warnings].map(words => (
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

/** The decision about an agent's code, always in sight. */
export function CodeFoot({ waiting }: { readonly waiting: CodeWaiting }): JSX.Element {
  const trans = useTrans();
  const actions = usePanelActions();
  const { code, mayAlways } = waiting;
  const asked =
    code.newImports.length > 0
      ? trans._n(
          'It imports %2, which is asked about each time.',
          'It imports %2, which are asked about each time.',
          code.newImports.length,
          code.newImports.join(', ')
        )
      : trans.__('It makes an exception to the policy, which is asked about each time.');
  return (
    <div className="cf-Foot">
      <p className="cf-small cf-muted cf-break">
        {trans.__('Model cell, attempt %1.', code.n)}{' '}
        {mayAlways ? trans.__('It runs in a worker without files and network.') : asked}
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
