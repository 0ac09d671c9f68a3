import type OpenAI from 'openai';

/** The `fetch` that calls go through: the browser's, JupyterLab's with its token, or a test's. */
export type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** Where a language model answers: any server that speaks OpenAI's chat completions. */
export interface Endpoint {
  /** Ends where `/chat/completions` would follow. */
  readonly baseURL: string;
  /** Null where the server needs none, or where a gateway adds it. */
  readonly apiKey: string | null;
  readonly model: string;
  /** For one whole answer, a stream's last word included. */
  readonly timeoutMs: number;
  /** Of one answer, a reasoning model's thoughts included. */
  readonly maxTokens: number;
  /** What prompt and answer may take together, where it is known. */
  readonly contextTokens?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: Fetch;
  /** Further tries of a call that failed in a way that may pass; 3 where nothing is said. */
  readonly retries?: number;
}

/** The endpoint as people may read it: never its path, which can hold a key. */
export function hostOf({ baseURL }: Pick<Endpoint, 'baseURL'>): string {
  try {
    return new URL(baseURL).host;
  } catch {
    return 'an address that cannot be read';
  }
}

/** Headers of the client that some servers' CORS rules refuse; null takes them out. */
const unwanted = [
  'Arch',
  'Lang',
  'OS',
  'Package-Version',
  'Runtime',
  'Runtime-Version',
  'Retry-Count',
  'Timeout'
];

/**
 * The openai client, loaded when the first call is made. Its own retries are used: they honour Retry-After and
 * `x-should-retry`, which our gateway and `meteredFetch` set, and each try passes through `fetch`, where it is counted.
 */
export async function clientFor(endpoint: Endpoint, fetch: Fetch): Promise<OpenAI> {
  const { default: Client } = await import('openai');
  const { baseURL, apiKey, headers, timeoutMs, retries = 3 } = endpoint;
  return new Client({
    baseURL,
    // an empty key is refused by the client, and null would be looked for in the environment
    apiKey: apiKey || 'none',
    organization: null,
    project: null,
    timeout: timeoutMs,
    maxRetries: retries,
    dangerouslyAllowBrowser: true,
    logLevel: 'off',
    fetch,
    defaultHeaders: {
      ...Object.fromEntries(unwanted.map(name => [`X-Stainless-${name}`, null])),
      ...(apiKey ? {} : { Authorization: null }),
      ...headers
    }
  });
}
