import { CellForgeError, StoppedError } from '../core';
import { type Endpoint, hostOf } from './endpoint';

/** What an error of the openai client says, without importing the client to ask. */
interface ClientError {
  readonly status: number | null;
  readonly code: string;
  readonly words: string;
  /** The body's `error`, where there was one. */
  readonly body: Readonly<Record<string, unknown>>;
}

type Facts = ConstructorParameters<typeof CellForgeError>[0];

/** Words of others in an error: short, on one line, without anything that looks like a key or an address. */
export function shortWords(
  text: string,
  { apiKey, baseURL }: Pick<Endpoint, 'apiKey' | 'baseURL'>
): string {
  const secret = [apiKey, baseURL].filter((value): value is string => (value ?? '').length > 3);
  const safe = secret.reduce((words, value) => words.split(value).join('...'), text);
  return safe
    .replace(/https?:\/\/\S+/gi, '...')
    .replace(/\b(sk|key|pk|Bearer)[-_ ][\w*.-]{6,}/gi, '...')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}

/** The parts of whatever the client threw. */
export function clientError(error: unknown): ClientError {
  const thrown = (error ?? {}) as Record<string, unknown>;
  const body = (
    typeof thrown.error === 'object' && thrown.error !== null ? thrown.error : {}
  ) as ClientError['body'];
  return {
    status: typeof thrown.status === 'number' ? thrown.status : null,
    code: String(body.code ?? thrown.code ?? ''),
    words: String(body.message ?? (error instanceof Error ? error.message : error)),
    body
  };
}

/** Whether a refusal says that prompt and answer do not fit into the model's context. */
export function isTooLong({ status, code, words }: ClientError): boolean {
  return (
    (status === 400 || status === 413 || status === 422) &&
    (code === 'context_length_exceeded' ||
      /context (length|window|size)|maximum context|prompt is too long|exceeds? the (available )?context/i.test(
        words
      ))
  );
}

/** What is left for an answer by a refusal such as vLLM's, which tells context and prompt; 0 where it does not tell. */
export function roomIn(words: string): number {
  const context = /context (?:length|window|size)[^0-9]{0,20}(\d+)/i.exec(words)?.[1];
  const prompt = /(\d+) (?:input tokens|in the (?:messages|prompt))/i.exec(words)?.[1];
  return context === undefined || prompt === undefined ? 0 : Number(context) - Number(prompt) - 32;
}

/** The error to tell for whatever a request threw; a budget's refusal stops the run. */
export function problemOf(error: unknown, endpoint: Endpoint): CellForgeError | StoppedError {
  if (error instanceof CellForgeError || error instanceof StoppedError) {
    return error;
  }
  const found = clientError(error);
  if (found.code === 'llm/budget') {
    return new StoppedError('budget');
  }
  return new CellForgeError(
    gatewayFacts(found) ?? ownFacts(found, endpoint) ?? statusFacts(found, endpoint)
  );
}

/** Our gateway tells its problems in our own words. */
function gatewayFacts({ code, body }: ClientError): Facts | null {
  const { message, expected, found, remedy } = body;
  const isOurs = code.startsWith('llm/') && typeof remedy === 'string';
  return isOurs
    ? { code, message: String(message), expected: String(expected), found: String(found), remedy }
    : null;
}

/** What `meteredFetch` found. */
function ownFacts({ code, words }: ClientError, endpoint: Endpoint): Facts | null {
  const host = hostOf(endpoint);
  const again = 'Resume the run; nothing that was answered is lost.';
  if (code === 'llm/timeout') {
    return {
      code: 'llm/timeout',
      message: `The language model at ${host} did not answer in time`,
      expected: `a whole answer within ${endpoint.timeoutMs / 1000} s`,
      found: 'none',
      remedy: `Allow more time or choose a faster model. ${again}`
    };
  }
  if (code === 'llm/unreachable') {
    return {
      code: 'llm/unreachable',
      message: `The language model at ${host} could not be reached`,
      expected: 'a connection that lasts until the answer ends',
      found: 'none, or one that broke off',
      remedy: `Check the address, the network and whether the server runs. ${again}`
    };
  }
  const replies: Readonly<Record<string, readonly [string, string, string]>> = {
    'llm/html': [
      'answers with a web page, often a login page',
      'an OpenAI-compatible endpoint',
      'Check the address (it usually ends in /v1) and whether you are signed in.'
    ],
    'llm/not-json': ['answers with something that is not JSON', 'JSON', again],
    'llm/bad-shape': ['answers in another form than OpenAI-compatible ones do', 'choices', again],
    'llm/stream-cut': ['broke off in the middle of its answers', 'a whole answer', again],
    'llm/upstream-error': ['reports a fault of its own', 'an answer', again]
  };
  const told = replies[code];
  return told === undefined
    ? null
    : {
        code,
        message: `The endpoint at ${host} ${told[0]}`,
        expected: told[1],
        found: shortWords(words, endpoint),
        remedy: told[2]
      };
}

function statusFacts({ status, code, words }: ClientError, endpoint: Endpoint): Facts {
  const host = hostOf(endpoint);
  const found = `${status === null ? 'no status' : `status ${status}`}: ${shortWords(words, endpoint)}`;
  const again = 'Resume the run afterwards; nothing that was answered is lost.';
  if (status === 401 || status === 403) {
    return {
      code: 'llm/unauthorised',
      message: `The language model at ${host} does not accept the key`,
      expected: `a key that may use the model "${endpoint.model}"`,
      found,
      remedy: `Check the key. ${again}`
    };
  }
  if (status === 404 || /model_not_found/.test(code)) {
    return {
      code: 'llm/unknown-model',
      message: `The endpoint at ${host} does not know what it was asked for`,
      expected: `the model "${endpoint.model}" at an address that ends where /chat/completions follows`,
      found,
      remedy: `Check the model's name and the address. ${again}`
    };
  }
  if (status === 429) {
    const isCredit = code === 'insufficient_quota';
    return {
      code: isCredit ? 'llm/no-credit' : 'llm/busy',
      message: `The language model at ${host} takes no more calls ${isCredit ? 'on this account' : 'at the moment'}`,
      expected: 'a free place within a few tries',
      found,
      remedy: `${isCredit ? 'Check the credit of the account.' : 'Wait a while.'} ${again}`
    };
  }
  const isTheirs = status !== null && status >= 500;
  return {
    code: isTheirs ? 'llm/upstream-failed' : 'llm/refused-request',
    message: `The language model at ${host} ${isTheirs ? 'failed' : 'refused the request'}`,
    expected: 'an answer',
    found,
    remedy: again
  };
}
