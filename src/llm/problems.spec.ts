import { z } from 'zod';
import { builtInMind, CellForgeError, sha256Hex, StoppedError } from '../core';
import { exampleSituation } from './testing/example-briefs';
import { llmMind, type LlmOptions } from './llm-mind';
import type { RolePrompt } from './prompts/role-prompt';
import {
  type Fault,
  type Script,
  type ScriptedEndpoint,
  scriptedEndpoint
} from './testing/scripted-endpoint';

// what the client waits between tries passes at once
jest.mock('../../node_modules/openai/internal/utils/sleep.js', () => ({
  sleep: () => new Promise(resolve => setImmediate(resolve))
}));
jest.setTimeout(60_000);

const signal = new AbortController().signal;
const schema = z.strictObject({
  word: z.string(),
  list: z.array(z.string()),
  more: z.int().optional()
});
const good = { word: 'yes', list: [], more: null };
const prompt: RolePrompt = { messages: () => [{ role: 'user', content: 'Say a word.' }] };
const open: ScriptedEndpoint[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map(endpoint => endpoint.close()));
});

async function mindOver(
  script: Partial<Script>,
  changes: Partial<LlmOptions> & { timeoutMs?: number } = {}
) {
  const endpoint = await scriptedEndpoint({ answer: () => good, ...script });
  open.push(endpoint);
  const { timeoutMs = 10_000, ...rest } = changes;
  const mind = llmMind({
    endpoint: {
      baseURL: endpoint.baseURL,
      apiKey: 'sk-secret-1',
      model: 'm',
      timeoutMs,
      maxTokens: 500,
      retries: 2
    },
    fallback: builtInMind(),
    hash: sha256Hex,
    prompts: { poet: prompt },
    habits: new Map(),
    ...rest
  });
  return { mind, endpoint };
}

const failing = (fault: Fault) => ({ fault: () => fault });

async function failure(work: Promise<unknown>): Promise<CellForgeError> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error
  );
  expect(thrown).toBeInstanceOf(CellForgeError);
  return thrown as CellForgeError;
}

const cap = {
  error: {
    code: 'llm/cap-run-tokens',
    message: 'cap',
    expected: 'less',
    found: 'more',
    remedy: 'Ask.'
  }
};

it.each<[string, Fault, string, number]>([
  ['a wrong key', { kind: 'status', status: 401 }, 'llm/unauthorised', 1],
  ['a key without this model', { kind: 'status', status: 403 }, 'llm/unauthorised', 1],
  ['a wrong model name', { kind: 'status', status: 404 }, 'llm/unknown-model', 1],
  [
    'too many calls',
    { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
    'llm/busy',
    3
  ],
  [
    'no credit',
    {
      kind: 'status',
      status: 429,
      body: { error: { code: 'insufficient_quota', message: 'pay' } }
    },
    'llm/no-credit',
    1
  ],
  ["our gateway's cap", { kind: 'status', status: 429, body: cap }, 'llm/cap-run-tokens', 1],
  ['a failing server', { kind: 'status', status: 500 }, 'llm/upstream-failed', 3],
  ['a login page', { kind: 'html' }, 'llm/html', 1],
  ['something else than JSON', { kind: 'not-json' }, 'llm/not-json', 3],
  ['an error with status 200', { kind: 'error-in-200' }, 'llm/upstream-error', 3],
  ['a reply without choices', { kind: 'no-choices' }, 'llm/bad-shape', 3],
  ['a closed connection', { kind: 'hang-up' }, 'llm/unreachable', 3],
  ['empty choices', { kind: 'empty-choices' }, 'llm/unusable-answer', 2],
  ['a refusal', { kind: 'refusal' }, 'llm/refused', 1],
  ['a filter', { kind: 'content-filter' }, 'llm/refused', 1],
  ['cut answers', { kind: 'length' }, 'llm/cut-answer', 2],
  ['half an object', { kind: 'bad-json' }, 'llm/unusable-answer', 2],
  ['another object', { kind: 'wrong-schema' }, 'llm/unusable-answer', 2]
])('tells %s by name', async (_name, fault, code, requests) => {
  const { mind, endpoint } = await mindOver(failing(fault));
  const error = await failure(mind.call('poet', {}, schema, signal));
  expect(error.code).toBe(code);
  expect(endpoint.received).toHaveLength(requests);
  expect(error.remedy).not.toBe('');
  expect(`${error.paragraph} ${error.detail.join(' ')}`).not.toContain('sk-secret');
  expect(error.paragraph).not.toContain(endpoint.baseURL);
  const [lost] = mind.unanswered();
  expect(lost.requests).toBe(requests);
  expect(mind.unanswered()).toEqual([]);
});

it.each<[string, Fault]>([
  ['silence', { kind: 'silence' }],
  ['a slow drip', { kind: 'drip', everyMs: 400 }]
])('gives up on %s after its time-out', async (_name, fault) => {
  const { mind } = await mindOver(failing(fault), { timeoutMs: 200 });
  expect((await failure(mind.call('poet', {}, schema, signal))).code).toBe('llm/timeout');
});

it('takes a cut stream up again', async () => {
  const { mind, endpoint } = await mindOver({
    fault: index => (index === 0 ? { kind: 'cut' } : null)
  });
  const { value, call } = await mind.call('poet', {}, schema, signal);
  expect(value).toEqual({ word: 'yes', list: [] });
  expect(call.requests).toBe(2);
  // nobody told what the cut answer took: what was set aside for it stands
  expect(call.prompt_tokens).toBeNull();
  expect(call.reserved_tokens).toBeGreaterThanOrEqual(
    endpoint.charged.prompt + endpoint.charged.completion
  );
});

it('repairs a wrong answer once, with what was wrong', async () => {
  const { mind, endpoint } = await mindOver({
    answer: ({ messages }) => (messages.length === 1 ? { word: 7 } : good)
  });
  await mind.call('poet', {}, schema, signal);
  const repair = endpoint.received[1].messages;
  expect(repair.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  expect(repair[2].content).toContain('word: Invalid input: expected string');
});

it('stops the run before a call that could pass the budget, without making it', async () => {
  const { mind, endpoint } = await mindOver({}, { budgetTokens: 1200 });
  await mind.call('poet', {}, schema, signal);
  const sent = endpoint.received.length;
  const { mind: poor, endpoint: untouched } = await mindOver(
    {},
    { budgetTokens: 600, usedTokens: 400 }
  );
  await expect(poor.call('poet', {}, schema, signal)).rejects.toEqual(new StoppedError('budget'));
  expect(sent).toBe(1);
  expect(untouched.received).toHaveLength(0);
});

it('stops at once when the run is stopped, and tells what was under way', async () => {
  const stop = new AbortController();
  const { mind } = await mindOver({
    ...failing({ kind: 'silence' }),
    onRequest: () => stop.abort(new StoppedError('analyst'))
  });
  await expect(mind.call('poet', {}, schema, stop.signal)).rejects.toEqual(
    new StoppedError('analyst')
  );
  expect(mind.unanswered()).toEqual([
    expect.objectContaining({ requests: 1, prompt_tokens: null })
  ]);
});

it('hands a turn that the model cannot take to the built-in expert, who says so', async () => {
  const { mind } = await mindOver(failing({ kind: 'refusal' }));
  const { brief, schema: form } = exampleSituation();
  const { by, call, value } = await mind.call('data', brief, form, signal);
  expect(by).toBe('built-in');
  expect(call.note).toMatch(/^the model declined/);
  expect(value.stands.length).toBeGreaterThan(3);
});
