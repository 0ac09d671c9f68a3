import { builtInMind, runPipeline, sha256Hex, tokensIn } from '../core';
import type { RunView } from '../core';
import { replay } from '../core/record/replay';
import { examplePorts, exampleRequest } from '../core/testing/example-run';
import type { ExampleGiven } from '../core/testing/example-run';
import type { Remembered } from './habits';
import { llmMind } from './llm-mind';
import { oracle } from './testing/scripted-design';
import {
  personalities,
  type ScriptedEndpoint,
  scriptedEndpoint
} from './testing/scripted-endpoint';

const signal = new AbortController().signal;
const request = { ...exampleRequest, experts: 'llm', rounds: 4 };
const open: ScriptedEndpoint[] = [];

jest.setTimeout(120_000);

afterEach(async () => {
  await Promise.all(open.splice(0).map(endpoint => endpoint.close()));
});

async function design(
  personality: keyof typeof personalities,
  given: ExampleGiven = {},
  rounds = 4
) {
  const { answer, over, asked } = oracle(rounds === 10);
  const endpoint = await scriptedEndpoint({ personality: personalities[personality], answer });
  open.push(endpoint);
  const habits: Remembered = new Map();
  const { baseURL } = endpoint;
  const mind = llmMind({
    endpoint: {
      baseURL,
      apiKey: 'sk-test-1234',
      model: 'scripted-1',
      timeoutMs: 20_000,
      maxTokens: 4000
    },
    fallback: builtInMind(),
    hash: sha256Hex,
    habits
  });
  const ports = { ...examplePorts(given), mind: over(mind) };
  const view = await runPipeline(ports, { ...request, rounds }, { signal });
  return { view, endpoint, habits, asked, ports };
}

const modes: Readonly<Record<keyof typeof personalities, string>> = {
  strictVendor: 'json-schema',
  vllm: 'tool',
  ollamaSmall: 'text',
  reasoning: 'json-schema'
};

describe.each(Object.keys(personalities) as (keyof typeof personalities)[])(
  'a design by %s',
  personality => {
    let view: RunView;
    let done: Awaited<ReturnType<typeof design>>;
    beforeAll(async () => {
      done = await design(personality);
      view = done.view;
    });

    it('ends with a plan that the model argued for', () => {
      expect(view.plan?.choices.length).toBeGreaterThanOrEqual(6);
      expect(view.spent.fallbacks).toBe(0);
      expect(view.turns.filter(turn => 'mind' in turn && turn.mind !== 'llm')).toEqual([]);
    });

    it('asks for the form in the strictest way that the endpoint has, and keeps to it', () => {
      expect([...done.habits.values()].at(-1)?.rung ?? 'json-schema').toBe(modes[personality]);
      const refused = done.endpoint.received.length - done.asked.length;
      expect(refused).toBeLessThanOrEqual(8);
    });

    it('counts what the server counts', () => {
      const { charged, received } = done.endpoint;
      expect(view.spent.requests).toBe(received.length);
      const { prompt_tokens, completion_tokens } = view.spent;
      const told = personality !== 'ollamaSmall';
      expect([prompt_tokens, completion_tokens]).toEqual(
        told ? [charged.prompt, charged.completion] : [0, 0]
      );
      expect(tokensIn(view.spent)).toBeGreaterThanOrEqual(charged.prompt + charged.completion);
    });

    it('replays to the byte without a call', async () => {
      const again = await replay(done.ports.store.events, {
        hash: sha256Hex,
        mind: builtInMind(),
        signal
      });
      expect(again).toMatchObject({ kind: 'replayed', disagreements: [] });
    });
  }
);

it('keeps key and address out of the log', async () => {
  const { ports, endpoint } = await design('strictVendor', {}, 1);
  const log = JSON.stringify(ports.store.events);
  expect(log).not.toContain('sk-test-1234');
  expect(log).not.toContain(endpoint.baseURL);
  expect(endpoint.received[0].headers.authorization).toBe('Bearer sk-test-1234');
});

it('begins every prompt of a round with the same message, later ones shorter, and does not grow with the rounds', async () => {
  const comments = Object.fromEntries(
    Array.from({ length: 10 }, (_none, at) => [
      at + 1,
      [`Comment ${at + 1}: prefer a low-rank decoder`]
    ])
  );
  const { endpoint, asked } = await design('strictVendor', { comments }, 10);
  const firstOf = (round: number): readonly string[] => [
    ...new Set(
      endpoint.received
        .filter((_one, at) => asked[at].startsWith(`${round}/`))
        .map(({ messages }) => messages[0].content)
    )
  ];
  const rounds = Array.from({ length: 10 }, (_none, at) => firstOf(at + 1));
  expect(rounds.map(own => own.length)).toEqual(rounds.map(() => 1));
  const kept = ([text]: readonly string[]): string => text.split('Slots and their options')[0];
  expect(new Set(rounds.map(kept)).size).toBe(1);
  expect(rounds[1][0].length).toBeLessThan(0.85 * rounds[0][0].length);
  const size = (round: number): number => {
    const own = endpoint.received.filter((_one, at) => asked[at].startsWith(`${round}/`));
    return (
      own.reduce((sum, { messages }) => sum + JSON.stringify(messages).length, 0) /
      Math.max(own.length, 1)
    );
  };
  const last = 10;
  expect(asked.some(item => item.startsWith('10/'))).toBe(true);
  expect(size(last) / size(2)).toBeLessThan(1.2);
});
