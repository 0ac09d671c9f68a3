import React from 'react';
import { useTrans } from '../../view';
import { LinkButton } from '../button';
import { usePanelActions, usePanelState } from '../model-context';
import type { LlmState } from '../model-llm';
import { SessionEndpointForm } from './session-endpoint';

/** Who speaks for the experts: rules, or a language model where the server offers one. */
export function ExpertsChoice(): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const { llm } = usePanelState();
  const actions = usePanelActions();
  const blocked = blockedWords(llm, trans);
  const choice = (value: LlmState['experts'], label: string, isBlocked: boolean): JSX.Element => (
    <label>
      <input
        type="radio"
        name={id}
        checked={llm.experts === value}
        disabled={isBlocked}
        aria-describedby={isBlocked && blocked ? `${id}-why` : undefined}
        onChange={() => actions.chooseExperts(value)}
      />
      <span>{label}</span>
    </label>
  );
  return (
    <section className="cf-Experts">
      <fieldset className="cf-Seg">
        <legend className="cf-vh">{trans.__('Experts')}</legend>
        {choice('built-in', trans.__('Built-in rules'), llm.builtInBlocked !== null)}
        {choice('llm', trans.__('Language model'), llm.blocked !== null)}
      </fieldset>
      {blocked ? (
        <p className="cf-Why" id={`${id}-why`}>
          {blocked}
        </p>
      ) : null}
      {llm.experts === 'llm' ? <ModelChoice /> : null}
      {llm.experts === 'llm' && llm.blocked === null ? (
        <label className="cf-MaskNames">
          <input
            type="checkbox"
            checked={llm.masksNames}
            onChange={event => actions.maskNames(event.target.checked)}
          />
          <span>{trans.__('Mask names of donors, samples and batches')}</span>
        </label>
      ) : null}
      {llm.experts === 'llm' && llm.blocked === null ? (
        <label className="cf-MaskNames">
          <input
            type="checkbox"
            checked={llm.annotate}
            onChange={event => actions.chooseAnnotate(event.target.checked)}
          />
          <span>{trans.__('Ask what it knows of unseen targets; it may know the answer')}</span>
        </label>
      ) : null}
      {llm.session ? <SessionEndpointForm llm={llm} /> : null}
    </section>
  );
}

type Trans = ReturnType<typeof useTrans>;

/** A disabled choice has its reason beside it. */
function blockedWords({ blocked, builtInBlocked }: LlmState, trans: Trans): string | null {
  switch (blocked) {
    case 'asking':
      return trans.__('The server has not said yet whether it offers a language model.');
    case 'no-answer':
      return trans.__('This server says nothing of language models.');
    case 'not-configured':
      return trans.__('No language model is set up on this server.');
    case 'not-allowed':
      return trans.__('Language models are switched off on this server.');
    case null:
      return builtInBlocked ? trans.__('Built-in rules are switched off on this server.') : null;
  }
}

/** "qwen3-32b at our cluster": which model, and who reads what is sent. */
export function ModelChoice(): JSX.Element | null {
  const trans = useTrans();
  const { llm } = usePanelState();
  const id = React.useId();
  const actions = usePanelActions();
  if (llm.blocked !== null) {
    return null;
  }
  const models = [...new Set([...(llm.model === null ? [] : [llm.model]), ...llm.models])];
  return (
    <div className="cf-ModelChoice">
      <label className="cf-vh" htmlFor={id}>
        {trans.__('Model')}
      </label>
      {models.length > 0 ? (
        <select
          id={id}
          className="cf-Select"
          title={llm.model ?? undefined}
          value={llm.model ?? ''}
          onChange={event => actions.chooseModel(event.target.value)}
        >
          {llm.model === null ? <option value="">{trans.__('Choose a model')}</option> : null}
          {models.map(model => (
            <option key={model} value={model}>
              {model}
            </option>
          ))}
        </select>
      ) : (
        <span className="cf-small cf-muted" id={id}>
          {llm.isListing ? trans.__('Asking for the models') : trans.__('No model known yet')}
        </span>
      )}
      <span className="cf-small cf-muted cf-break">{trans.__('at %1', llm.to ?? '')}</span>
      {llm.isDirect || llm.isListing ? null : (
        <LinkButton onClick={actions.listModels}>{trans.__('List models')}</LinkButton>
      )}
    </div>
  );
}
