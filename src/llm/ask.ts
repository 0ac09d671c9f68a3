import type OpenAI from 'openai';
import { throwIfStopped } from '../core';
import { clientFor, type Endpoint } from './endpoint';
import { firstHabits, type Habits, learn, type Remembered, type Rung } from './habits';
import type { Mask } from './mask';
import type { Meter } from './meter';
import { meteredFetch } from './metered-fetch';
import { clientError, isTooLong, problemOf, roomIn } from './problems';
import type { Message } from './prompts/message';
import type { WireSchema } from './wire-schema';

/** What one turn's requests share. */
export interface Session {
  readonly endpoint: Endpoint;
  readonly meter: Meter;
  readonly habits: Remembered;
  readonly wire: WireSchema;
  readonly signal: AbortSignal;
  /** Over all text that is sent. */
  readonly mask: Mask;
}

/** What came back, whatever way it was asked for. */
export interface Reply {
  readonly text: string;
  /** Arguments of the tool call; null where there was none. */
  readonly tool: string | null;
  readonly finish: 'stop' | 'length' | 'content_filter' | 'too-long' | 'empty';
  /** The model's own words where it declined; null otherwise. */
  readonly refusal: string | null;
  readonly mode: Rung;
}

type Body = Record<string, unknown>;

/** A model with more habits than this is none we can talk to. */
const mostLessons = 12;
/** Less room than that holds no answer. */
const leastAnswer = 256;
const toolName = 'answer';

/**
 * One exchange: asks in the strictest way the model is known to take, learns from refusals of the request's form, and
 * leaves retries to the client.
 *
 * @throws CellForgeError "llm/..."; StoppedError, also where the budget does not allow the call.
 */
export async function ask(
  session: Session,
  messages: readonly Message[],
  maxTokens: number
): Promise<Reply> {
  const { endpoint, meter, habits, signal } = session;
  const client = await clientFor(endpoint, meteredFetch(endpoint, meter, signal));
  const key = `${endpoint.baseURL} ${endpoint.model}`;
  // what the context leaves beside this prompt: a shorter one leaves more
  let room = maxTokens;
  for (let lesson = 0; ; lesson++) {
    throwIfStopped(signal);
    const known = habits.get(key) ?? firstHabits;
    const body = bodyFor(session, known, messages, room);
    if (body === null) {
      return nothing(known.rung, 'too-long');
    }
    try {
      const reply = await send(client, body, known.rung, signal);
      throwIfStopped(signal);
      return reply;
    } catch (error) {
      throwIfStopped(signal);
      const found = clientError(error);
      if (isTooLong(found)) {
        room = roomIn(found.words);
        if (room < leastAnswer || room >= Number(body[known.limit]) || lesson >= mostLessons) {
          return nothing(known.rung, 'too-long');
        }
        continue;
      }
      const isForm =
        (found.status === 400 || found.status === 422) && !/model_not_found/.test(found.code);
      const told = `${found.words} ${JSON.stringify(found.body)}`;
      const next = isForm && lesson < mostLessons ? learn(known, told, body) : null;
      if (next === null) {
        throw problemOf(error, endpoint);
      }
      habits.set(key, next);
    }
  }
}

const nothing = (mode: Rung, finish: Reply['finish']): Reply => ({
  text: '',
  tool: null,
  finish,
  refusal: null,
  mode
});

/** Null where the known context leaves no room for an answer. */
function bodyFor(
  { endpoint, wire, mask }: Session,
  { rung, limit, mostTokens, without }: Habits,
  messages: readonly Message[],
  maxTokens: number
): Body | null {
  const form = formFor(rung, wire);
  const whole = form.told === '' ? messages : withForm(messages, form.told);
  const told = whole.map(message => ({ ...message, content: mask(message.content) }));
  // three bytes a token is few for prose and usual for JSON with ids
  const prompt = Math.ceil(new TextEncoder().encode(JSON.stringify([told, form.body])).length / 3);
  const room = endpoint.contextTokens === undefined ? maxTokens : endpoint.contextTokens - prompt;
  const answer = Math.min(maxTokens, mostTokens ?? maxTokens, room);
  if (answer < Math.min(leastAnswer, maxTokens)) {
    return null;
  }
  const body: Body = {
    model: endpoint.model,
    messages: told,
    [limit]: answer,
    temperature: 0.2,
    seed: 42,
    stream: true,
    stream_options: { include_usage: true },
    ...form.body
  };
  const isPlain = without.includes('stream');
  return Object.fromEntries(
    Object.entries(body).filter(
      ([name]) =>
        name === limit || !(without.includes(name) || (isPlain && name === 'stream_options'))
    )
  );
}

/** How a rung asks for the answer's form: by parameters, or in words. */
function formFor(
  rung: Rung,
  { strict, isStrict }: Session['wire']
): { readonly body: Body; readonly told: string } {
  const words = `The object must match this JSON Schema:\n${JSON.stringify(strict)}`;
  switch (rung) {
    case 'json-schema': {
      const json_schema = { name: toolName, schema: strict, strict: isStrict };
      return { body: { response_format: { type: 'json_schema', json_schema } }, told: '' };
    }
    case 'tool': {
      const description = 'Hands over the whole answer.';
      const tool = {
        type: 'function',
        function: { name: toolName, description, parameters: strict }
      };
      const tool_choice = { type: 'function', function: { name: toolName } };
      return { body: { tools: [tool], tool_choice }, told: '' };
    }
    case 'json-object':
      return { body: { response_format: { type: 'json_object' } }, told: words };
    case 'text':
      return {
        body: {},
        told: `${words}\nAnswer with the JSON object alone, without any other word.`
      };
  }
}

function withForm(messages: readonly Message[], told: string): readonly Message[] {
  const last = messages[messages.length - 1];
  return [...messages.slice(0, -1), { ...last, content: `${last.content}\n\n${told}` }];
}

/** A call of a tool, or a stream's piece of one: only the first piece names it. */
interface ToolCall {
  readonly index?: number;
  readonly function?: { readonly name?: string | null; readonly arguments?: string };
}

/** The members of a reply that we read, plain or as a stream's delta; servers send others and leave these out. */
interface Said {
  readonly content?: string | null;
  readonly refusal?: string | null;
  readonly tool_calls?: readonly ToolCall[] | null;
}
interface Choice {
  readonly index?: number;
  readonly finish_reason?: string | null;
  readonly message?: Said;
  readonly delta?: Said;
}

async function send(client: OpenAI, body: Body, mode: Rung, signal: AbortSignal): Promise<Reply> {
  const answered = (await client.chat.completions.create(
    body as unknown as OpenAI.ChatCompletionCreateParams,
    { signal }
  )) as unknown;
  const choices: Choice[] = [];
  if (body.stream === true && isIterable(answered)) {
    // a stream that is aborted midway ends without an error: the caller looks at the signal
    for await (const chunk of answered) {
      choices.push(...(chunk.choices ?? []));
    }
  } else {
    choices.push(...((answered as { choices?: Choice[] }).choices ?? []));
  }
  return collected(
    choices.filter(choice => (choice.index ?? 0) === 0),
    mode
  );
}

function isIterable(value: unknown): value is AsyncIterable<{ choices?: Choice[] }> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function collected(choices: readonly Choice[], mode: Rung): Reply {
  const said = choices.map(choice => choice.message ?? choice.delta ?? {});
  const text = said.map(part => part.content ?? '').join('');
  const refusal = said.map(part => part.refusal ?? '').join('');
  const tools = ofOurTool(said.flatMap(part => part.tool_calls ?? []));
  const tool =
    tools.length === 0 ? null : tools.map(call => call.function?.arguments ?? '').join('');
  const finish = choices
    .map(choice => choice.finish_reason)
    .filter(reason => reason != null)
    .at(-1);
  const isEmpty = text.trim() === '' && (tool ?? '').trim() === '';
  const ends =
    finish === 'length' || finish === 'content_filter' ? finish : isEmpty ? 'empty' : 'stop';
  return { text, tool, finish: ends, refusal: refusal === '' ? null : refusal, mode };
}

/** Without the calls of tools that nobody offered: their arguments are no answer. */
function ofOurTool(calls: readonly ToolCall[]): readonly ToolCall[] {
  const names = new Map<number, string>();
  return calls.filter((call, at) => {
    const index = call.index ?? at;
    const name = call.function?.name || names.get(index) || toolName;
    names.set(index, name);
    return name === toolName;
  });
}
