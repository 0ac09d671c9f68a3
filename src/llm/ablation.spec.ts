import { type Ablation, builtInMind, runPipeline, sha256Hex, slots } from '../core';
import { exampleSituations } from '../core/design/testing/situations';
import { replay } from '../core/record/replay';
import { examplePorts, exampleRequest } from '../core/testing/example-run';
import { llmMind } from './llm-mind';
import { oracle } from './testing/scripted-design';
import { scriptedEndpoint } from './testing/scripted-endpoint';

const signal = new AbortController().signal;

jest.setTimeout(60_000);

async function design(off: readonly Ablation[], situation = exampleSituations.norman) {
  const { answer, over, asked } = oracle();
  const endpoint = await scriptedEndpoint({ answer });
  try {
    const { baseURL } = endpoint;
    const mind = llmMind({
      endpoint: { baseURL, apiKey: null, model: 'm', timeoutMs: 20_000, maxTokens: 4000 },
      fallback: builtInMind(),
      hash: sha256Hex,
      habits: new Map()
    });
    const ports = { ...examplePorts({ situation }), mind: over(mind) };
    const request = { ...exampleRequest, experts: 'llm', rounds: 4, ablation: off };
    const view = await runPipeline(ports, request, { signal });
    return { view, ports, asked, received: endpoint.received };
  } finally {
    await endpoint.close();
  }
}

const pairs: readonly (readonly Ablation[])[] = [
  ['one-expert'],
  ['no-literature'],
  ['no-critic'],
  ['no-peer-review'],
  ['one-expert', 'no-literature'],
  ['one-expert', 'no-peer-review'],
  ['no-literature', 'no-critic'],
  ['no-literature', 'no-peer-review']
];

it.each(pairs.map(off => ({ off })))('agrees on every slot with $off', async ({ off }) => {
  const { view, asked, received, ports } = await design(off);
  expect(view.plan?.choices.map(({ slot }) => slot)).toEqual(slots);
  // nobody was asked again for a slot that is not his, and no rule stood in
  expect(received).toHaveLength(asked.length);
  expect(view.spent).toMatchObject({ fallbacks: 0, requests: asked.length });
  const again = await replay(ports.store.events, { hash: sha256Hex, mind: builtInMind(), signal });
  expect(again).toMatchObject({ kind: 'replayed', disagreements: [] });
});

it('tells one expert that it speaks alone, and asks it for every slot', async () => {
  const { received, asked } = await design(['one-expert']);
  const first = asked.findIndex(item => item.startsWith('1/learning/proposal'));
  const prompt = received[first].messages.map(({ content }) => content).join('\n');
  expect(prompt).toContain('You are the only expert');
  expect(prompt).toContain(`Take a stand on ${slots.join(', ')}, and`);
  expect(prompt).not.toContain('Four experts');
  const critic = asked.findIndex(item => item.startsWith('1/critic/'));
  expect(received[critic].messages.map(({ content }) => content).join('\n')).toContain(
    "you judge one expert's proposal"
  );
});
