import React from 'react';
import { count, Fold, Note, useTrans } from '../../view';
import { Button } from '../button';
import { usePanelActions, usePanelState } from '../model-context';
import type { LlmState } from '../model-llm';
import { moneyWords } from './cost-words';

type Offer = NonNullable<LlmState['consent']>;

/** What would be sent, to whom, and what it is likely to take: read before anything is. */
export function Consent({ offer }: { readonly offer: Offer }): JSX.Element {
  const trans = useTrans();
  const { llm } = usePanelState();
  const { estimate } = offer;
  const rows: readonly (readonly [string, string])[] = [
    [trans.__('To'), offer.to],
    [trans.__('Model'), offer.model],
    [trans.__('Calls'), trans.__('about %1', count(estimate.calls))],
    [
      trans.__('Tokens'),
      trans.__(
        'about %1 sent, %2 answered',
        count(estimate.prompt_tokens),
        count(estimate.completion_tokens)
      )
    ],
    [trans.__('Price'), priceWords(offer, llm.currency, trans)],
    [
      trans.__('Names'),
      offer.isMasked
        ? trans.__('of donors, samples and batches: masked')
        : trans.__('of donors, samples and batches: not masked, where an error or you name one')
    ]
  ];
  return (
    <section className="cf-stack" aria-label={trans.__('What would be sent')}>
      <Note tone="info">
        <b>{trans.__('Nothing has been sent yet.')}</b>{' '}
        {trans.__(
          'The experts would be told of the task, statistics of the data and the evidence; never the data of cells.'
        )}
        {llm.isDirect
          ? ` ${trans.__('It would go from this page, past the server and its caps.')}`
          : ''}
        <dl className="cf-Told">
          {rows.map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd className="cf-break">{value}</dd>
            </div>
          ))}
        </dl>
      </Note>
      <Fold label={trans.__('The first prompt, word for word: %1 bytes', count(offer.bytes))}>
        <pre className="cf-Snippet" tabIndex={0}>
          {offer.text}
        </pre>
      </Fold>
      <p className="cf-Why">
        {trans.__(
          'Later prompts add what experts and you say, literature that is found, and the code of the model with its errors.'
        )}
      </p>
    </section>
  );
}

function priceWords(
  { estimate }: Offer,
  currency: string,
  trans: ReturnType<typeof useTrans>
): string {
  return estimate.money === null
    ? trans.__('price unknown')
    : trans.__('about %1', moneyWords(estimate.money, currency, trans));
}

/** The decision about what would be sent, always in sight. */
export function ConsentFoot({ offer }: { readonly offer: Offer }): JSX.Element {
  const trans = useTrans();
  const { llm } = usePanelState();
  const actions = usePanelActions();
  return (
    <div className="cf-Foot">
      <p className="cf-small cf-muted cf-break">
        {trans.__(
          'To %1, model %2: about %3 calls, %4. What is sent stands in Task Analysis.',
          offer.to,
          offer.model,
          count(offer.estimate.calls),
          priceWords(offer, llm.currency, trans)
        )}
      </p>
      <div className="cf-Buttons cf-mt2">
        <Button look="primary" grow onClick={() => actions.consent(true)}>
          {trans.__('Send and design')}
        </Button>
        <Button onClick={() => actions.consent(false)}>{trans.__('Do not send')}</Button>
      </div>
    </div>
  );
}
