/** Money for a million tokens; without `cached`, cached tokens cost what fresh ones do. */
export interface Price {
  readonly prompt: number;
  readonly cached?: number | undefined;
  readonly completion: number;
}

/** Tokens as an endpoint counts them: `cached_tokens` are among `prompt_tokens`. */
export interface Tokens {
  readonly prompt_tokens: number;
  readonly cached_tokens: number;
  readonly completion_tokens: number;
}

const MILLION = 1e6;

/** What tokens cost. */
export function moneyOf(tokens: Tokens, price: Price): number {
  const fresh = tokens.prompt_tokens - tokens.cached_tokens;
  const cached = tokens.cached_tokens * (price.cached ?? price.prompt);
  return (fresh * price.prompt + cached + tokens.completion_tokens * price.completion) / MILLION;
}
