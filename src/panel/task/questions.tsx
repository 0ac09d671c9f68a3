import React from 'react';
import type { Question } from '../../core';
import { Icon, useTrans } from '../../view';
import { Button } from '../button';
import { usePanelActions } from '../model-context';
import { settingName } from '../words';

const mostButtons = 6;

/** What the data does not decide is asked, never guessed. */
export function Questions(props: { readonly questions: readonly Question[] }): JSX.Element | null {
  const trans = useTrans();
  if (props.questions.length === 0) {
    return null;
  }
  return (
    <section className="cf-stack" aria-label={trans.__('Questions')}>
      {props.questions.map(question => (
        <div key={question.key} className="cf-Note cf-mod-info">
          <Icon name="info" />
          <div className="cf-stack">
            <p>
              <b>{settingName(question.key, trans)}?</b> {question.message}
            </p>
            <Answers question={question} />
          </div>
        </div>
      ))}
    </section>
  );
}

function Answers({ question }: { readonly question: Question }): JSX.Element | null {
  const trans = useTrans();
  const actions = usePanelActions();
  const choose = (value: string): void => actions.setSetting(question.key, value);
  if (question.options.length === 0) {
    return null;
  }
  if (question.options.length > mostButtons) {
    return (
      <select
        className="cf-Select"
        aria-label={settingName(question.key, trans)}
        value=""
        onChange={event => choose(event.target.value)}
      >
        <option value="">{trans.__('Choose')}</option>
        {question.options.map(option => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    );
  }
  return (
    <div className="cf-Buttons">
      {question.options.map(option => (
        <Button key={option} small onClick={() => choose(option)}>
          <span className="cf-clip">{option}</span>
        </Button>
      ))}
    </div>
  );
}
