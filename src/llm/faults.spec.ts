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
import { examplePorts, exampleRequest, exampleResult } from '../core/testing/example-run';
import { MemoryNotebook } from '../core/testing/memory-ports';
import { llmMind } from './llm-mind';
import { clientTimeouts } from './testing/client-timeouts';
import { oracle } from './testing/scripted-design';
import { type Fault, personalities, scriptedEndpoint } from './testing/scripted-endpoint';

// what the client waits between tries passes at once
jest.mock('../../node_modules/openai/internal/utils/sleep.js', () => ({
  sleep: () => new Promise(resolve => setImmediate(resolve))
}));

const runs = Number(process.env.CELLFORGE_FAULT_RUNS ?? 200);
const timeoutMs = 61_234;
// how long a silent or dripping server is waited for
const patienceMs = 50;
const timeouts = clientTimeouts(timeoutMs);
afterAll(() => timeouts.restore());
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
      { kind: 'drip', everyMs: 40 }
    )
  }
);

interface Trouble {
  readonly faults: readonly (Fault | null)[];
  readonly personality: keyof typeof personalities;
  readonly budget: number | null;
  /** The request, and the event of the log, at which the run is stopped. */
  readonly abortAt: number | null;
  readonly abortAfter: number | null;
  readonly ablation: readonly Ablation[];
}

const troubles: fc.Arbitrary<Trouble> = fc.record({
  faults: fc.array(faults, { minLength: 5, maxLength: 60 }),
  personality: fc.constantFrom(...(Object.keys(personalities) as (keyof typeof personalities)[])),
  budget: fc.option(fc.integer({ min: 10_000, max: 400_000 }), { freq: 3 }),
  abortAt: fc.option(fc.integer({ min: 0, max: 25 }), { freq: 3 }),
  abortAfter: fc.option(fc.integer({ min: 1, max: 60 }), { freq: 3 }),
  // one expert and the critic are a debate too, and a quick one
  ablation: fc.constantFrom<readonly Ablation[]>(['one-expert'], ['one-expert'], ['one-expert'], [])
});

/** A run in trouble, taken up again after each failure, as a person would. */
async function run(trouble: Trouble) {
  const { faults: list, personality, abortAt, abortAfter, ablation } = trouble;
  const { answer, over } = oracle();
  let stop = new AbortController();
  const endpoint = await scriptedEndpoint({
    personality: personalities[personality],
    answer,
    fault: index => list[index] ?? null,
    onRequest: index => {
      if (['silence', 'drip'].includes(list[index]?.kind ?? '')) {
        setTimeout(timeouts.passLater(), patienceMs);
      }
      if (index === abortAt) {
        stop.abort(new StoppedError('analyst'));
      }
    }
  });
  const habits = new Map();
  const notebook = new MemoryNotebook(sha256Hex, exampleResult);
  let events: readonly RunEvent[] = [];
  const ends: string[] = [];
  let { budget } = trouble;
  // what stood in the log when the budget was used up
  let stopped: RunView | null = null;
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
      const memory = examplePorts({
        events,
        notebook,
        situation: exampleSituations.papalexi
      });
      const append = async (event: RunEvent): Promise<void> => {
        await memory.store.append(event);
        if (memory.store.events.length === abortAfter) {
          stop.abort(new StoppedError('analyst'));
        }
      };
      const ports = { ...memory, mind: over(mind), store: { ...memory.store, append } };
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
      if (ended === 'plan') {
        break;
      }
      if (ended === 'budget') {
        stopped = fold(events);
        // taken up again with all the tokens it wants
        budget = null;
      }
    }
    return { view: fold(events), stopped, ends, endpoint };
  } finally {
    await endpoint.close();
  }
}

/** A failed or stopped run says which and where. */
function isClear(view: RunView): boolean {
  return view.plan !== null || view.phase === 'stopped' || view.failure !== null;
}

it(`ends each of ${runs} troubled runs with a plan, resumed where it must be, within its budget, every token counted`, async () => {
  const ways = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(troubles, async trouble => {
      const { view, stopped, ends, endpoint } = await run(trouble);
      ends.forEach(end => ways.set(end, (ways.get(end) ?? 0) + 1));
      expect(isClear(view) && (stopped === null || isClear(stopped))).toBe(true);
      expect(ends.at(-1)).toBe('plan');
      expect(ends.filter(end => end === 'budget').length).toBe(stopped === null ? 0 : 1);
      const { charged, received } = endpoint;
      expect(view.spent.requests).toBe(received.length);
      expect(tokensIn(view.spent)).toBeGreaterThanOrEqual(charged.prompt + charged.completion);
      if (charged.untold === 0 && view.spent.untold_tokens === 0) {
        expect(tokensIn(view.spent)).toBe(charged.prompt + charged.completion);
      }
      if (trouble.budget !== null) {
        expect(tokensIn((stopped ?? view).spent)).toBeLessThanOrEqual(trouble.budget);
      }
    }),
    { numRuns: runs, seed: 42, endOnFailure: true }
  );
  if (process.env.CELLFORGE_FAULT_RUNS !== undefined) {
    process.stdout.write(`${JSON.stringify(Object.fromEntries([...ways].sort()))}\n`);
  }
}, 3_600_000);
