import { z } from 'zod';
import { builtInMind, sha256Hex } from '../core';
import { llmMind } from './llm-mind';
import { scriptedEndpoint } from './testing/scripted-endpoint';

const full = {
  error: {
    message:
      "This model's maximum context length is 8192 tokens. However, you requested 8692 tokens " +
      '(7192 in the messages, 1500 in the completion). Please reduce the length of the messages.',
    code: 'context_length_exceeded'
  }
};

test('a prompt that leaves little room for its answer takes none from the answers to others', async () => {
  const endpoint = await scriptedEndpoint({
    answer: () => ({ words: 'yes' }),
    fault: index => (index === 0 ? { kind: 'status', status: 400, body: full } : null)
  });
  const mind = llmMind({
    endpoint: {
      baseURL: endpoint.baseURL,
      apiKey: null,
      model: 'm',
      timeoutMs: 10_000,
      maxTokens: 1500
    },
    fallback: builtInMind(),
    hash: sha256Hex,
    prompts: { oracle: { messages: brief => [{ role: 'user', content: String(brief) }] } },
    habits: new Map()
  });
  const { signal } = new AbortController();
  await mind.answer('oracle', 'a long question', z.strictObject({ words: z.string() }), signal);
  await mind.answer('oracle', 'a short one', z.strictObject({ words: z.string() }), signal);
  await endpoint.close();
  expect(endpoint.received.map(({ body }) => body.max_tokens)).toEqual([1500, 968, 1500]);
});
