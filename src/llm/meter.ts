import type { Call } from '../core';
import type { Ledger } from './ledger';

/** `usage` of a reply, as servers tell it. */
export interface Usage {
  readonly prompt: number;
  readonly cached: number;
  readonly completion: number;
}

/** One request on its way. Each ends in exactly one of three ways; one that ends in none counts as `unknown`. */
export interface Receipt {
  /** The endpoint said what it took. */
  told(usage: Usage): void;
  /** The endpoint refused before working. */
  refused(): void;
  /** Nobody knows: what was set aside stands. */
  unknown(): void;
}

/** What all requests of one turn take together. */
export interface Meter {
  /** Null where the budget does not allow it. */
  open(tokens: number): Receipt | null;
  /** The sums, for the log. */
  total(): Pick<
    Call,
    'prompt_tokens' | 'cached_tokens' | 'completion_tokens' | 'reserved_tokens' | 'requests'
  >;
}

/** A meter whose requests the run's ledger allows. */
export function meterOn(ledger: Ledger): Meter {
  const sum = { prompt: 0, cached: 0, completion: 0 };
  let reserved = 0;
  // what the ledger holds: as told where it was told, as set aside where not
  let held = 0;
  let requests = 0;
  let untold = 0;
  return {
    open(tokens) {
      const reservation = ledger.reserve(tokens);
      if (reservation === null) {
        return null;
      }
      requests += 1;
      reserved += tokens;
      held += tokens;
      untold += 1;
      return receipt({
        told({ prompt, cached, completion }) {
          untold -= 1;
          held += prompt + completion - tokens;
          sum.prompt += prompt;
          sum.cached += cached;
          sum.completion += completion;
          reservation.settle(prompt + completion);
        },
        refused() {
          untold -= 1;
          reserved -= tokens;
          held -= tokens;
          reservation.settle(0);
        },
        unknown: () => reservation.settle(tokens)
      });
    },
    total: () => ({
      prompt_tokens: untold > 0 ? null : sum.prompt,
      cached_tokens: untold > 0 ? null : sum.cached,
      completion_tokens: untold > 0 ? null : sum.completion,
      reserved_tokens: untold > 0 ? held : reserved,
      requests
    })
  };
}

/** Only the first end of a request counts. */
function receipt(ends: Receipt): Receipt {
  let isOpen = true;
  const once = (work: () => void): void => {
    if (isOpen) {
      isOpen = false;
      work();
    }
  };
  return {
    told: usage => once(() => ends.told(usage)),
    refused: () => once(() => ends.refused()),
    unknown: () => once(() => ends.unknown())
  };
}
