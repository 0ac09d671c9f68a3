import type { TranslationBundle } from '@jupyterlab/translation';
import type { Price, Spent } from '../../core';
import { moneyOf, tokensIn } from '../../core';
import { count } from '../../view';

/** What is known of prices; null while nobody may say what a record cost. */
export interface KnownPrices {
  readonly prices: Readonly<Record<string, Price>>;
  readonly currency: string;
}

/** "12 calls, 34,100 tokens (27,000 cached), price unknown". */
export function costSentence(
  spent: Spent,
  known: KnownPrices | null,
  trans: TranslationBundle
): string {
  const calls = trans._n('%1 call', '%1 calls', spent.calls, count(spent.calls));
  const total = count(tokensIn(spent));
  const told =
    spent.untold_tokens > 0 ? trans.__('at most %1 tokens', total) : trans.__('%1 tokens', total);
  const tokens =
    spent.cached_tokens > 0 ? trans.__('%1 (%2 cached)', told, count(spent.cached_tokens)) : told;
  return trans.__('%1, %2, %3', calls, tokens, priceWords(spent, known, trans));
}

function priceWords(spent: Spent, known: KnownPrices | null, trans: TranslationBundle): string {
  if (known === null) {
    return trans.__('price not recorded');
  }
  const [model, ...others] = spent.models;
  const price = model !== undefined && others.length === 0 ? known.prices[model] : undefined;
  if (price === undefined) {
    return trans.__('price unknown');
  }
  const dearest = Math.max(price.prompt, price.completion);
  const untold = (spent.untold_tokens * dearest) / 1e6;
  const money = moneyWords(moneyOf(spent, price) + untold, known.currency, trans);
  return untold > 0 ? trans.__('at most %1', money) : money;
}

/** "0.12 USD"; a sum that would round to nothing says so. */
export function moneyWords(money: number, currency: string, trans: TranslationBundle): string {
  return money > 0 && money < 0.005
    ? trans.__('under 0.01 %1', currency)
    : trans.__('%1 %2', money.toFixed(2), currency);
}
