import fc from 'fast-check';
import {
  builtInMind,
  CellForgeError,
  eventLines,
  fold,
  runPipeline,
  sha256Hex,
  StoppedError,
  tokensIn
} from '../core';
import type { Ablation, RunEvent, RunView } from '../core';
import { exampleSituations } from '../core/design/testing/situations';
import { examplePorts, exampleRequest } from '../core/testing/example-run';
import { llmMind } from './llm-mind';
import { oracle } from './testing/scripted-design';
import { type Fault, personalities, scriptedEndpoint } from './testing/scripted-endpoint';

// what the client waits between tries passes at once
jest.mock('../../node_modules/openai/internal/utils/sleep.js', () => ({
  sleep: () => new Promise(resolve => setImmediate(resolve))
}));

const runs = Number(process.env.CELLFORGE_FAULT_RUNS ?? 200);
const timeoutMs = 300;
const request = { ...exampleRequest, experts: 'llm', rounds: 2 };

const faults: fc.Arbitrary<Fault | null> = fc.oneof(
  { weight: 12, arbitrary: fc.constant(null) },
  {
    weight: 6,
    arbitrary: fc.constantFrom<Fault>(
      { kind: 'status', status: 429, headers: { 'retry-after-ms': '1' } },
      { kind: 'status', status: 500 },
      { kind: 'status', status: 503 },
      { kind: 'cut' },
      { kind: 'bad-json' },
      { kind: 'wrong-schema' },
      { kind: 'not-json' },
      { kind: 'error-in-200' },
      { kind: 'no-choices' },
      { kind: 'empty-choices' },
      { kind: 'refusal' },
      { kind: 'content-filter' },
      { kind: 'length' },
      { kind: 'hang-up' },
      { kind: 'no-usage' }
    )
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Fault>(
      { kind: 'html' },
      { kind: 'status', status: 401 },
      { kind: 'status', status: 404 },
      { kind: 'silence' },
      { kind: 'drip', everyMs: 60 }
    )
  }
);

interface Trouble {
  readonly faults: readonly (Fault | null)[];
  readonly personality: keyof typeof personalities;
  readonly budget: number | null;
  readonly abortAt: number | null;
  readonly ablation: readonly Ablation[];
}

const troubles: fc.Arbitrary<Trouble> = fc.record({
  faults: fc.array(faults, { minLength: 5, maxLength: 60 }),
  personality: fc.constantFrom(...(Object.keys(personalities) as (keyof typeof personalities)[])),
  budget: fc.option(fc.integer({ min: 10_000, max: 400_000 }), { freq: 3 }),
  abortAt: fc.option(fc.integer({ min: 0, max: 25 }), { freq: 3 }),
  // one expert and the critic are a debate too, and a quick one
  ablation: fc.constantFrom<readonly Ablation[]>(['one-expert'], ['one-expert'], ['one-expert'], [])
});

/** A run in trouble, taken up again after each failure, as a person would. */
async function run({ faults: list, personality, budget, abortAt, ablation }: Trouble) {
  const { answer, over } = oracle();
  let stop = new AbortController();
  const endpoint = await scriptedEndpoint({
    personality: personalities[personality],
    answer,
    fault: index => list[index] ?? null,
    onRequest: index => {
      if (index === abortAt) {
        stop.abort(new StoppedError('analyst'));
      }
    }
  });
  const habits = new Map();
  let events: readonly RunEvent[] = [];
  const ends: string[] = [];
  try {
    for (let attempt = 0; attempt < 70; attempt++) {
      stop = new AbortController();
      const before = fold(events);
      const mind = llmMind({
        endpoint: {
          baseURL: endpoint.baseURL,
          apiKey: null,
          model: 'm',
          timeoutMs,
          maxTokens: 1500,
          retries: 1
        },
        fallback: builtInMind(),
        hash: sha256Hex,
        budgetTokens: budget,
        usedTokens: tokensIn(before.spent),
        habits
      });
      const ports = {
        ...examplePorts({ events, situation: exampleSituations.papalexi }),
        mind: over(mind)
      };
      const ended = await runPipeline(
        ports,
        { ...request, ablation },
        { signal: stop.signal }
      ).then(
        () => 'plan',
        (error: unknown) => {
          if (error instanceof StoppedError) {
            return error.by;
          }
          if (error instanceof CellForgeError && error.code.startsWith('llm/')) {
            return error.code;
          }
          throw error;
        }
      );
      // what was logged before is what is logged now, and more
      expect(eventLines(ports.store.events).startsWith(eventLines(events))).toBe(true);
      events = ports.store.events;
      ends.push(ended);
      if (ended === 'plan' || ended === 'budget') {
        break;
      }
    }
    return { view: fold(events), ends, endpoint, events };
  } finally {
    await endpoint.close();
  }
}

/** A failed or stopped run says which and where. */
function isClear(view: RunView): boolean {
  return view.plan !== null || view.phase === 'stopped' || view.failure !== null;
}

it(`ends each of ${runs} troubled runs with a plan or resumable, within its budget, with every token counted`, async () => {
  const ways = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(troubles, async trouble => {
      const { view, ends, endpoint } = await run(trouble);
      ends.forEach(end => ways.set(end, (ways.get(end) ?? 0) + 1));
      expect(isClear(view)).toBe(true);
      expect(['plan', 'budget']).toContain(ends.at(-1));
      const { charged, received } = endpoint;
      expect(view.spent.requests).toBe(received.length);
      expect(tokensIn(view.spent)).toBeGreaterThanOrEqual(charged.prompt + charged.completion);
      if (charged.untold === 0 && view.spent.untold_tokens === 0) {
        expect(tokensIn(view.spent)).toBe(charged.prompt + charged.completion);
      }
      if (trouble.budget !== null) {
        expect(tokensIn(view.spent)).toBeLessThanOrEqual(trouble.budget);
      }
    }),
    { numRuns: runs, seed: 42, endOnFailure: true }
  );
  if (process.env.CELLFORGE_FAULT_RUNS !== undefined) {
    process.stdout.write(`${JSON.stringify(Object.fromEntries([...ways].sort()))}\n`);
  }
}, 1_200_000);
