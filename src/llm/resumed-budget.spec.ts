import fc from 'fast-check';
import {
  builtInMind,
  fold,
  type RunEvent,
  runPipeline,
  sha256Hex,
  StoppedError,
  tokensIn
} from '../core';
import { exampleSituations } from '../core/design/testing/situations';
import { examplePorts, exampleRequest } from '../core/testing/example-run';
import { llmMind } from './llm-mind';
import { oracle } from './testing/scripted-design';
import { scriptedEndpoint } from './testing/scripted-endpoint';

const request = { ...exampleRequest, experts: 'llm', rounds: 2 };

jest.setTimeout(240_000);

/** A run that the analyst stops at its request number `cut`, and takes up again in a new session. */
async function cutAndResumed(budget: number, cut: number) {
  const { answer, over } = oracle();
  let stop = new AbortController();
  const endpoint = await scriptedEndpoint({
    answer,
    onRequest: index => {
      if (index === cut) {
        stop.abort(new StoppedError('analyst'));
      }
    }
  });
  let events: readonly RunEvent[] = [];
  const charged: number[] = [];
  const ends: string[] = [];
  for (let part = 0; part < 2; part++) {
    stop = new AbortController();
    const mind = llmMind({
      endpoint: {
        baseURL: endpoint.baseURL,
        apiKey: null,
        model: 'scripted-1',
        timeoutMs: 20_000,
        maxTokens: 1500
      },
      fallback: builtInMind(),
      hash: sha256Hex,
      budgetTokens: budget,
      usedTokens: tokensIn(fold(events).spent),
      habits: new Map()
    });
    const ports = {
      ...examplePorts({ events, situation: exampleSituations.papalexi }),
      mind: over(mind)
    };
    const end = await runPipeline(ports, request, { signal: stop.signal }).then(
      () => 'plan',
      (error: unknown) => (error instanceof StoppedError ? error.by : Promise.reject(error))
    );
    ends.push(end);
    events = ports.store.events;
    charged.push(endpoint.charged.prompt + endpoint.charged.completion);
  }
  await endpoint.close();
  return { ends, charged, spent: tokensIn(fold(events).spent), received: endpoint.received };
}

it('holds the budget over both parts of a run that was cut and resumed', async () => {
  const whole = await cutAndResumed(1e9, 1e9);
  expect(whole.ends[0]).toBe('plan');
  const needed = whole.charged[0];
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 40, max: 95 }),
      async (cut, percent) => {
        const budget = Math.floor((needed * percent) / 100);
        const { ends, charged, spent } = await cutAndResumed(budget, cut);
        expect(['analyst', 'budget']).toContain(ends[0]);
        // what the first part took leaves too little for the rest
        expect(ends[1]).toBe('budget');
        expect(charged[1]).toBeLessThanOrEqual(budget);
        expect(spent).toBeLessThanOrEqual(budget);
        expect(spent).toBeGreaterThanOrEqual(charged[1]);
      }
    ),
    { numRuns: 8, seed: 42, endOnFailure: true }
  );
});
