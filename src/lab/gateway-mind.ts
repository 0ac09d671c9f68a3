import { URLExt } from '@jupyterlab/coreutils';
import type { ServerConnection } from '@jupyterlab/services';

import { builtInMind, moneyOf } from '../core';
import type { Mind, Offer, Price } from '../core';
import type { LlmMind, Mask } from '../llm';
import type { SessionEndpoint } from '../panel/model-llm';
import { gatewayFetch } from './gateway-fetch';
import type { LlmSection } from './llm-config';

/** Who would answer a run, settled when its first question is asked. */
export interface Answering {
  readonly section: LlmSection;
  readonly model: string;
  /** An endpoint typed for the session; null: the server's. */
  readonly session: SessionEndpoint | null;
}

export interface GatewayMindOptions {
  readonly run: string;
  readonly settings: ServerConnection.ISettings;
  readonly hash: (text: string) => string;
  /** @throws CellForgeError where no language model can be asked. */
  readonly answering: () => Promise<Answering>;
  /** Over all text that is sent; absent: it goes as it is. */
  readonly mask?: ((signal: AbortSignal) => Promise<Mask>) | undefined;
  /** Tokens that the run's log counts already. */
  readonly usedTokens: () => number;
}

/** The gateway's own time-out comes first, so that its words reach the analyst. */
const MARGIN_MS = 15_000;

/** A cut answer is asked again with three times the room, which must stay within the server's limit. */
const MORE_ROOM = 3;

/**
 * Experts that are language models, reached through the Jupyter server or, where allowed, from this page. Their code and
 * the client are loaded when the first question is asked.
 */
export function gatewayMind(options: GatewayMindOptions): Mind {
  let made: { readonly by: Answering; readonly mind: LlmMind } | null = null;
  // the analyst may have chosen another model since the last question
  const mind = async (): Promise<LlmMind> => {
    const by = await options.answering();
    if (made === null || made.by.model !== by.model || made.by.session !== by.session) {
      made = { by, mind: await makeMind(options, by) };
    }
    return made.mind;
  };
  return {
    kind: 'llm',
    answer: async (role, brief, schema, signal) =>
      (await mind()).answer(role, brief, schema, signal),
    call: async (role, brief, schema, signal) => {
      const { call } = await mind();
      return call(role, brief, schema, signal);
    },
    offer: async (role, brief) => {
      const answering = await options.answering();
      const { firstOffer, hostOf } = await import('../llm');
      const to = hostOf({ baseURL: endpointOf(answering, options).baseURL });
      const mask = await options.mask?.(new AbortController().signal);
      const offer = firstOffer({ to, model: answering.model, mask }, role, brief);
      return shownOffer(offer, answering);
    },
    unanswered: () => made?.mind.unanswered() ?? []
  };
}

async function makeMind(options: GatewayMindOptions, answering: Answering): Promise<LlmMind> {
  const { llmMind } = await import('../llm');
  return llmMind({
    endpoint: endpointOf(answering, options),
    fallback: builtInMind(),
    hash: options.hash,
    ...(options.mask === undefined ? {} : { mask: options.mask }),
    budgetTokens: answering.session === null ? answering.section.caps.run_tokens : null,
    usedTokens: options.usedTokens()
  });
}

function endpointOf({ section, model, session }: Answering, options: GatewayMindOptions) {
  const { request_seconds, max_tokens } = section.caps;
  const shared = {
    model,
    timeoutMs: request_seconds * 1000 + MARGIN_MS,
    maxTokens: Math.max(1, Math.floor(max_tokens / MORE_ROOM))
  };
  return session === null
    ? {
        ...shared,
        baseURL: gatewayAddress(options.settings),
        apiKey: null,
        headers: { 'X-CellForge-Run': options.run },
        fetch: gatewayFetch(options.settings)
      }
    : {
        ...shared,
        baseURL: session.address,
        apiKey: session.key === '' ? null : session.key,
        // unbound, a browser's fetch refuses to be called
        fetch: globalThis.fetch.bind(globalThis)
      };
}

/** Where the server's gateway answers. */
export function gatewayAddress(settings: ServerConnection.ISettings): string {
  return URLExt.join(settings.baseUrl, 'cellforge', 'llm', 'v1');
}

/** The offer as the analyst is to read it: the endpoint behind the server, and its price. */
function shownOffer(offer: Offer, { section, session, model }: Answering): Offer {
  if (session !== null) {
    return offer;
  }
  const { estimate } = offer;
  const price: Price | undefined = section.prices[model];
  const money = price === undefined ? null : moneyOf({ ...estimate, cached_tokens: 0 }, price);
  return { ...offer, to: section.upstream ?? offer.to, estimate: { ...estimate, money } };
}
