import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does with one request instead of answering it well. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
    }
  | { readonly kind: 'html' }
  | { readonly kind: 'not-json' }
  | { readonly kind: 'error-in-200' }
  | { readonly kind: 'no-choices' }
  | { readonly kind: 'empty-choices' }
  | { readonly kind: 'refusal' }
  | { readonly kind: 'content-filter' }
  | { readonly kind: 'length' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'hang-up' }
  | { readonly kind: 'silence' }
  | { readonly kind: 'drip'; readonly everyMs: number }
  | { readonly kind: 'bad-json' }
  | { readonly kind: 'wrong-schema' }
  | { readonly kind: 'no-usage' };

/** How a kind of server behaves that exists. */
export interface Personality {
  readonly name: string;
  /** Parameters it refuses by name. */
  readonly refuses: readonly string[];
  readonly hasSchema: boolean;
  readonly hasTools: boolean;
  readonly hasJsonObject: boolean;
  /** How it words a refusal. */
  readonly refusal: (parameter: string) => unknown;
  /** What stands before the answer's object in its content. */
  readonly before: string;
  readonly after: string;
  readonly reasons: boolean;
  readonly tellsUsage: boolean;
}

const openAiError = (parameter: string): unknown => ({
  error: {
    message: `Unsupported parameter: '${parameter}' is not supported with this model.${parameter === 'max_tokens' ? " Use 'max_completion_tokens' instead." : ''}`,
    type: 'invalid_request_error',
    param: parameter,
    code: 'unsupported_parameter'
  }
});

const base: Personality = {
  name: 'strict vendor',
  refuses: [],
  hasSchema: true,
  hasTools: true,
  hasJsonObject: true,
  refusal: openAiError,
  before: '',
  after: '',
  reasons: false,
  tellsUsage: true
};

/** Four that differ in all that matters here. */
export const personalities = {
  strictVendor: base,
  vllm: {
    ...base,
    name: 'vLLM-like',
    refuses: ['response_format'],
    hasSchema: false,
    hasJsonObject: false,
    refusal: (parameter: string): unknown => ({
      object: 'error',
      message: `[{'type': 'extra_forbidden', 'loc': ('body', '${parameter}'), 'msg': 'Extra inputs are not permitted'}]`,
      type: 'BadRequestError',
      param: null,
      code: 400
    })
  },
  ollamaSmall: {
    ...base,
    name: 'Ollama-like small model that only does text',
    refuses: ['response_format', 'tools', 'seed', 'stream_options'],
    hasSchema: false,
    hasTools: false,
    hasJsonObject: false,
    refusal: (parameter: string): unknown => ({
      error: {
        message: `registry.ollama.ai/library/tiny does not support ${parameter}`,
        type: 'api_error',
        param: null,
        code: null
      }
    }),
    before: 'Sure! Here is my {careful} answer:\n```json\n',
    after: '\n```\nI hope this helps.',
    tellsUsage: false
  },
  reasoning: {
    ...base,
    name: 'reasoning model',
    refuses: ['max_tokens', 'temperature', 'seed'],
    before: '<think>Let me look at {"stands": []} first. Hmm.</think>\n',
    reasons: true
  }
} satisfies Record<string, Personality>;

/** A request as the server read it. */
export interface Received {
  readonly body: Record<string, unknown>;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly headers: IncomingMessage['headers'];
}

export interface ScriptedEndpoint {
  readonly baseURL: string;
  readonly received: readonly Received[];
  /** What the server charged for, by its own count; `untold` of it without telling the client. */
  readonly charged: {
    readonly prompt: number;
    readonly completion: number;
    readonly untold: number;
  };
  close(): Promise<void>;
}

export interface Script {
  readonly personality?: Personality;
  /** The object that the model would say; a string is sent as it is. */
  readonly answer: (received: Received) => unknown;
  /** What goes wrong with the request of this number, from 0; null: nothing. */
  readonly fault?: (index: number) => Fault | null;
  readonly onRequest?: (index: number) => void;
}

interface Charge {
  prompt: number;
  completion: number;
  untold: number;
}

/** A real HTTP server on this machine that speaks chat completions, well or badly. */
export async function scriptedEndpoint(script: Script): Promise<ScriptedEndpoint> {
  const received: Received[] = [];
  const charged: Charge = { prompt: 0, completion: 0, untold: 0 };
  const server = createServer((request, response) => {
    void answerOne({ script, received, charged, request, response }).catch(() =>
      response.destroy()
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { baseURL: `http://127.0.0.1:${port}/v1`, received, charged, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise(resolve => server.close(() => resolve()));
}

interface Exchange {
  readonly script: Script;
  readonly received: Received[];
  readonly charged: Charge;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answerOne({
  script,
  received,
  charged,
  request,
  response
}: Exchange): Promise<void> {
  const text = await readAll(request);
  const body = JSON.parse(text) as Record<string, unknown>;
  const one: Received = {
    body,
    messages: body.messages as Received['messages'],
    headers: request.headers
  };
  const index = received.push(one) - 1;
  script.onRequest?.(index);
  const fault = script.fault?.(index) ?? null;
  const personality = script.personality ?? base;
  const refused = fault === null ? refusedParameter(personality, body) : undefined;
  if (refused !== undefined) {
    return json(response, 400, personality.refusal(refused));
  }
  if (fault !== null && beforeWork(fault, response)) {
    return;
  }
  const usage = { prompt_tokens: Math.ceil(text.length / 4), completion_tokens: 0 };
  const content = contentOf(script, personality, one, fault);
  usage.completion_tokens = Math.min(Math.ceil(content.length / 4) + 1, limitOf(body));
  const isTold = personality.tellsUsage && fault?.kind !== 'no-usage';
  const sent = { response, body, personality, fault, content, usage: isTold ? usage : null };
  // charged before it is sent: the client may act on the last byte at once
  charge(charged, usage, isTold && !isBroken(fault));
  await (body.stream === true ? streamed(sent) : plain(sent));
}

const isBroken = (fault: Fault | null): boolean =>
  ['cut', 'drip', 'hang-up', 'silence'].includes(fault?.kind ?? '');

function charge(
  charged: Charge,
  usage: { prompt_tokens: number; completion_tokens: number },
  isTold: boolean
): void {
  charged.prompt += usage.prompt_tokens;
  charged.completion += usage.completion_tokens;
  charged.untold += isTold ? 0 : usage.prompt_tokens + usage.completion_tokens;
}

async function readAll(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

function refusedParameter(
  { refuses, hasJsonObject }: Personality,
  body: Record<string, unknown>
): string | undefined {
  return refuses.find(name => name in body && !(name === 'response_format' && hasJsonObject));
}

function limitOf(body: Record<string, unknown>): number {
  return Number(body.max_completion_tokens ?? body.max_tokens ?? 1e6);
}

function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {}
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** Faults before any token is made; true when the request is dealt with. */
function beforeWork(fault: Fault, response: ServerResponse): boolean {
  switch (fault.kind) {
    case 'status':
      json(
        response,
        fault.status,
        fault.body ?? { error: { message: `status ${fault.status}`, code: null } },
        fault.headers
      );
      return true;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!DOCTYPE html><title>Sign in</title>');
      return true;
    case 'hang-up':
      response.destroy();
      return true;
    case 'silence':
      return true;
    case 'not-json':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('upstream said: [');
      return true;
    case 'error-in-200':
      json(response, 200, { error: { message: 'out of memory', code: 'server_error' } });
      return true;
    case 'no-choices':
      json(response, 200, { id: 'x', object: 'chat.completion' });
      return true;
    default:
      return false;
  }
}

function contentOf(
  script: Script,
  personality: Personality,
  one: Received,
  fault: Fault | null
): string {
  if (fault?.kind === 'bad-json') {
    return '{"text": "I was about to say';
  }
  if (fault?.kind === 'wrong-schema') {
    return '{"opinion": 7}';
  }
  const answer = script.answer(one);
  return typeof answer === 'string'
    ? answer
    : `${personality.before}${JSON.stringify(answer)}${personality.after}`;
}

interface Sent {
  readonly response: ServerResponse;
  readonly body: Record<string, unknown>;
  readonly personality: Personality;
  readonly fault: Fault | null;
  readonly content: string;
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
}

/** The choice's parts, as far as the fault lets them be. */
function partsOf({ body, fault, content, personality }: Sent) {
  const usesTool = personality.hasTools && Array.isArray(body.tools);
  switch (fault?.kind) {
    case 'refusal':
      return {
        said: { content: null, refusal: "I'm sorry, I can't help with that." },
        finish: 'stop'
      };
    case 'content-filter':
      return { said: { content: '' }, finish: 'content_filter' };
    case 'length':
      return { said: { content: content.slice(0, 20) }, finish: 'length' };
    default:
      return usesTool
        ? {
            said: {
              content: null,
              tool_calls: [
                {
                  index: 0,
                  id: 'call_1',
                  type: 'function',
                  function: { name: 'answer', arguments: content }
                }
              ]
            },
            finish: 'tool_calls'
          }
        : { said: { content }, finish: 'stop' };
  }
}

async function plain(sent: Sent): Promise<void> {
  const { response, fault, personality, usage } = sent;
  const { said, finish } = partsOf(sent);
  const reasoning = personality.reasons ? { reasoning_content: 'Hmm.' } : {};
  const choices =
    fault?.kind === 'empty-choices'
      ? []
      : [
          { index: 0, message: { role: 'assistant', ...said, ...reasoning }, finish_reason: finish }
        ];
  if (isBroken(fault)) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100000' });
    response.write('{"id": "x", ');
    setTimeout(() => response.destroy(), fault?.kind === 'drip' ? 2000 : 1);
    return;
  }
  json(response, 200, {
    id: 'x',
    object: 'chat.completion',
    model: 'scripted',
    choices,
    ...(usage === null ? {} : { usage })
  });
}

async function streamed(sent: Sent): Promise<void> {
  const { response, fault, personality, usage } = sent;
  const { said, finish } = partsOf(sent);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const chunk = (choices: unknown, more = {}): void => {
    response.write(
      `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', choices, ...more })}\n\n`
    );
  };
  const delta = (part: unknown, finish_reason: string | null = null): void =>
    chunk([{ index: 0, delta: part, finish_reason }]);
  if (fault?.kind === 'empty-choices') {
    chunk([], usage === null ? {} : { usage });
    response.end('data: [DONE]\n\n');
    return;
  }
  delta({ role: 'assistant', content: '' });
  if (personality.reasons) {
    delta({ reasoning_content: 'Hmm.' });
  }
  const pieces = piecesOf(said);
  for (const [index, piece] of pieces.entries()) {
    if (fault?.kind === 'cut' && index === pieces.length >> 1) {
      return void response.destroy();
    }
    if (fault?.kind === 'drip') {
      await new Promise(resolve => setTimeout(resolve, fault.everyMs));
    }
    if (response.destroyed) {
      return;
    }
    delta(piece);
  }
  delta({}, finish);
  if (usage !== null) {
    chunk([], { usage });
  }
  response.end('data: [DONE]\n\n');
}

/** A message in the pieces that a stream brings. */
function piecesOf(said: ReturnType<typeof partsOf>['said']): readonly unknown[] {
  const size = 400;
  const cut = (text: string): readonly string[] =>
    Array.from({ length: Math.ceil(text.length / size) }, (_none, at) =>
      text.slice(at * size, (at + 1) * size)
    );
  if ('tool_calls' in said && said.tool_calls !== undefined) {
    const [{ id, type, function: called }] = said.tool_calls;
    return cut(called.arguments).map((part, at) => ({
      tool_calls: [
        {
          index: 0,
          ...(at === 0 ? { id, type } : {}),
          function: { ...(at === 0 ? { name: called.name } : {}), arguments: part }
        }
      ]
    }));
  }
  return said.content === null ? [said] : cut(said.content).map(content => ({ content }));
}
