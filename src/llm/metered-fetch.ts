import { throwIfStopped } from '../core';
import type { Endpoint, Fetch } from './endpoint';
import type { Meter, Receipt } from './meter';
import { readReply } from './read-reply';

/** A reply of our own making, in the shape of OpenAI's errors, so that the client handles it like any other. */
function refusal(status: number, code: string, message: string, mayPass: boolean): Response {
  return new Response(JSON.stringify({ error: { code, message } }), {
    status,
    headers: { 'content-type': 'application/json', 'x-should-retry': String(mayPass) }
  });
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** The answer's limit that a body names. */
function limitIn(body: string): number {
  const { max_tokens, max_completion_tokens } = JSON.parse(body) as Record<string, unknown>;
  const limit = max_completion_tokens ?? max_tokens;
  return typeof limit === 'number' ? limit : 0;
}

/** Statuses of 500 and above that say that the request was not taken up. */
const notTakenUp = [501, 503];

/** What says that trying again is of no use, whatever the status: caps, and an account without credit. */
const isFinal = /"code"\s*:\s*"(llm\/cap-[a-z-]+|llm\/price-unknown|insufficient_quota)"/;

/**
 * `fetch` for one turn's requests. Before each try the budget sets aside the bytes of the body, an upper bound of its
 * tokens, and the answer's limit; after it, what the reply says it took. The reply is read to its end here, so that a
 * cut stream, a login page or half an answer is a failed try like any other, within the same time-out.
 */
export function meteredFetch(
  { fetch = globalThis.fetch }: Endpoint,
  meter: Meter,
  signal: AbortSignal
): Fetch {
  return async (url, init) => {
    // a client that waited for its next try while the run was stopped would still make it
    throwIfStopped(signal);
    const body = String(init?.body ?? '{}');
    const receipt = meter.open(bytesOf(body) + limitIn(body));
    if (receipt === null) {
      return refusal(429, 'llm/budget', 'The budget of this run does not allow the call', false);
    }
    try {
      const response = await fetch(url, init);
      return judged(response, await response.text(), receipt);
    } catch (error) {
      if (neverConnected(error)) {
        receipt.refused();
      } else {
        receipt.unknown();
      }
      throwIfStopped(signal);
      return init?.signal?.aborted === true
        ? refusal(504, 'llm/timeout', 'No whole answer came in time', true)
        : refusal(502, 'llm/unreachable', 'The connection failed or broke off', true);
    }
  };
}

function judged(response: Response, text: string, receipt: Receipt): Response {
  const { status, headers } = response;
  if (!response.ok) {
    if (status >= 500 && !notTakenUp.includes(status)) {
      receipt.unknown();
    } else {
      receipt.refused();
    }
    const kept = new Headers(headers);
    if (isFinal.test(text)) {
      kept.set('x-should-retry', 'false');
    }
    return new Response(text, { status, headers: withoutEncoding(kept) });
  }
  const reply = readReply(text, headers.get('content-type') ?? '');
  if (reply.usage !== null) {
    receipt.told(reply.usage);
  } else if (reply.fault?.code === 'llm/html') {
    receipt.refused();
  } else {
    receipt.unknown();
  }
  return reply.fault === null
    ? new Response(text, { status, headers: withoutEncoding(new Headers(headers)) })
    : refusal(502, reply.fault.code, reply.fault.message, reply.fault.mayPass);
}

/** The text is decoded already. */
function withoutEncoding(headers: Headers): Headers {
  headers.delete('content-encoding');
  headers.delete('content-length');
  return headers;
}

/** Node says so; a browser doesn't, and then what was set aside stands. */
function neverConnected(error: unknown): boolean {
  const cause =
    error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'].includes(
    String(cause?.code)
  );
}
