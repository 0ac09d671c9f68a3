import type { Proposal } from '../../design/turns';
import { StoppedError } from '../../errors';
import { fold } from '../../fold';
import { builtInMind } from '../../minds/built-in/built-in-mind';
import { replay } from '../../record/replay';
import { runPipeline } from '../../run';
import { sha256Hex } from '../../sha256';
import { callingMind } from '../../testing/calling-mind';
import { exampleInner, type InnerScript, usualInner } from '../../testing/example-inner';
import { exampleCode } from '../../testing/example-code';
import { examplePorts, exampleRequest } from '../../testing/example-run';
import type { ExampleGiven, ExamplePorts } from '../../testing/example-run';
import type { Mind, Ports } from '../../ports';
import type { RunRequest } from '../../request';

const signal = new AbortController().signal;

interface More {
  readonly mind?: Mind;
  readonly script?: InnerScript;
  readonly budget?: Ports['budget'];
}

function portsWith(given: ExampleGiven = {}, { mind, script, budget }: More = {}): ExamplePorts {
  const ports = examplePorts(given);
  const scored: string[] = [];
  return {
    ...ports,
    ...(mind === undefined ? {} : { mind }),
    ...(budget === undefined ? {} : { budget }),
    kernel: {
      ...ports.kernel,
      scoreInner: async (_object, task, candidate) => {
        scored.push(candidate.source);
        return exampleInner(task, candidate, script ?? usualInner);
      }
    }
  };
}

const request: RunRequest = { ...exampleRequest, refine: 2 };
const run = (ports: Ports, asked: RunRequest = request) => runPipeline(ports, asked, { signal });
/** Level at the baseline, except cells that hold `word`. */
const better =
  (word: string, mean: number): InnerScript =>
  source =>
    source.includes(word) ? { mean, alone: mean } : { mean: 0.5, alone: 0.4 };

describe('refinement from results', () => {
  it('scores nothing and asks nothing where it was not asked for', async () => {
    const ports = portsWith();
    const view = await run(ports, exampleRequest);
    expect(view.candidates).toEqual([]);
    expect(view.refinement).toBeNull();
    expect(
      ports.store.events.some(event => 'key' in event && event.key.includes('candidate'))
    ).toBe(false);
  });

  it('makes the next candidate from what the results speak against, and cites them', async () => {
    const view = await run(portsWith());
    const [first, second] = view.candidates;
    expect(first.parent).toBeNull();
    expect(second.parent).toBe(1);
    expect(second.changed.length).toBeGreaterThan(0);
    const cited = second.changed.flatMap(change => change.facts);
    expect(cited.some(id => id.startsWith('candidate-1-'))).toBe(true);
    const reopened = view.turns.filter(turn => turn.kind === 'comment' && turn.by === 'moderator');
    expect(reopened[0]).toMatchObject({ round: first.round + 1 });
  });

  it('approves the plan of fewest parameters where no candidate gains more than noise', async () => {
    const view = await run(portsWith({}, { script: () => ({ mean: 0.5, alone: 0.4 }) }));
    const [first, second] = view.candidates;
    expect(view.candidates).toHaveLength(2);
    expect(second.parameters).toBeLessThan(first.parameters ?? 0);
    expect(view.refinement).toMatchObject({ chosen: second.n, stopped: 'patience' });
    expect(view.plan?.choices).toEqual(second.plan.choices);
  });

  it('takes the candidate that is clearly better, and goes on from it', async () => {
    let made = 0;
    const seen = new Map<string, number>();
    const script: InnerScript = source => {
      seen.set(source, seen.get(source) ?? (made += 1));
      const mean = 0.4 + 0.1 * seen.get(source)!;
      return { mean, alone: mean };
    };
    const view = await run(portsWith({}, { script }));
    expect(view.candidates.map(({ parent }) => parent)).toEqual([null, 1, 2]);
    expect(view.refinement).toMatchObject({ chosen: 3, stopped: 'most' });
    expect(view.plan?.name).toBe(view.candidates[2].plan.name);
    expect(view.plan?.choices).toEqual(view.candidates[2].plan.choices);
    expect(view.cells.find(cell => cell.name === 'model')?.source).toBe([...seen.keys()][2]);
  });

  it('opens no round where the ceiling is reached', async () => {
    const view = await run(portsWith({}, { script: () => ({ mean: 0.89, alone: 0.89 }) }));
    expect(view.refinement).toMatchObject({ chosen: 1, stopped: 'ceiling' });
    expect(view.candidates).toHaveLength(1);
  });

  it.each([
    ['minutes', { minutes: 0.1, tokens: null }],
    ['tokens', { minutes: null, tokens: -1 }]
  ])('opens no round where too few %s are left', async (_what, budget) => {
    const view = await run(portsWith({}, { budget: () => budget }));
    expect(view.refinement?.stopped).toBe('budget');
    expect(view.candidates).toHaveLength(1);
  });

  it('ends where nobody wants a change', async () => {
    const rules = builtInMind();
    const silent: Mind = {
      kind: 'built-in',
      answer: async (role, brief, schema, stop) => {
        const told = brief as {
          kind: string;
          previous?: Proposal | null;
          situation: { candidates?: unknown };
        };
        if (told.kind !== 'proposal' || told.situation.candidates === undefined) {
          return rules.answer(role, brief, schema, stop);
        }
        const { stands, hyperparameters } = told.previous!;
        return schema.parse({ text: 'I keep it.', stands, hyperparameters, answers: [] });
      }
    };
    const view = await run(portsWith({}, { mind: silent }));
    expect(view.refinement).toMatchObject({ chosen: 1, stopped: 'no-change' });
  });

  it('goes on when the analyst asks for it, and approves what that comes to', async () => {
    const ports = portsWith({
      decisions: [{ decision: 'refine' }, { decision: 'insert-and-run' }]
    });
    const view = await run(ports, exampleRequest);
    expect(view.candidates.length).toBeGreaterThan(1);
    expect(view.refinement).not.toBeNull();
    expect(view.phase).toBe('done');
  });

  it('keeps what the analyst changed where the changed plan is the best', async () => {
    const ports = portsWith(
      {
        decisions: [
          { decision: 'change', slot: 'decoder', choice: 'full' },
          { decision: 'refine' },
          { decision: 'insert' }
        ]
      },
      {
        script: source =>
          source.includes('self.mix') ? { mean: 0.4, alone: 0.4 } : { mean: 0.6, alone: 0.6 }
      }
    );
    const view = await run(ports, exampleRequest);
    expect(view.plan?.choices.find(({ slot }) => slot === 'decoder')).toMatchObject({
      choice: 'full',
      changed_by_analyst: true
    });
  });
});

describe('the record of a refined run', () => {
  it('is told again to the byte', async () => {
    const ports = portsWith();
    await run(ports);
    const told = await replay(ports.store.events, { hash: sha256Hex, mind: builtInMind(), signal });
    expect(told).toMatchObject({ kind: 'replayed', disagreements: [] });
  });

  it('is told again to the byte where language models argued and wrote code', async () => {
    const mind = callingMind([], {
      free: { slot: 'composition', choice: 'free:a gate of targets' }
    });
    const ports = portsWith({}, { mind });
    const view = await run(ports, { ...request, experts: 'llm' });
    expect(view.candidates[0].attempt).toBe(1);
    const told = await replay(ports.store.events, { hash: sha256Hex, mind: builtInMind(), signal });
    expect(told).toMatchObject({ kind: 'replayed', disagreements: [] });
  });

  it('goes on after any event as if it had not been cut', async () => {
    const whole = portsWith();
    await run(whole);
    const events = whole.store.events;
    const kept = fold(events);
    const from = events.findIndex(event => 'key' in event && event.key === 'candidate-1/plan');
    for (let cut = from; cut < events.length; cut += 3) {
      const again = portsWith({ events: events.slice(0, cut), notebook: whole.notebook });
      const view = await run(again);
      expect(view.candidates).toEqual(kept.candidates);
      expect(view.plan).toEqual(kept.plan);
    }
  });

  it('keeps no score where the scoring was stopped', async () => {
    const ports = portsWith();
    const stop = new AbortController();
    const stopped = {
      ...ports,
      kernel: {
        ...ports.kernel,
        scoreInner: () =>
          new Promise<never>(() => setTimeout(() => stop.abort(new StoppedError('analyst'))))
      }
    };
    await expect(runPipeline(stopped, request, { signal: stop.signal })).rejects.toThrow(
      StoppedError
    );
    const view = fold(ports.store.events);
    expect(view.candidates[0].inner).toBeNull();
    expect(view.phase).toBe('stopped');
  });
});

describe('a coder in a refined run', () => {
  it('writes each candidate once: what ran on inner folds is what is inserted', async () => {
    const asked: string[] = [];
    const mind = callingMind(asked, {
      free: { slot: 'composition', choice: 'free:a gate of targets' }
    });
    const view = await run(portsWith({}, { mind }), { ...request, experts: 'llm' });
    const written = view.attempts.length;
    expect(written).toBe(view.candidates.length);
    const chosen = view.candidates.find(({ n }) => n === view.refinement?.chosen);
    expect(view.cells.find(cell => cell.name === 'model')?.source).toBe(
      view.attempts.find(({ n }) => n === chosen?.attempt)?.source
    );
  });

  it('does not run on inner folds under an approval that the log alone tells', async () => {
    const mind = callingMind([], { free: { slot: 'loss', choice: 'free:ranks of genes' } });
    const asked = { ...request, experts: 'llm' };
    const whole = portsWith({}, { mind });
    await run(whole, asked);
    const { events } = whole.store;
    const cut = events.findIndex(event => 'key' in event && event.key === 'candidate-1/inner');
    const again = portsWith({ events: events.slice(0, cut) }, { mind });
    const scoreInner = jest.fn();
    const analyst = {
      ...again.analyst,
      hasApproved: () => false,
      approveCode: async () => ({ decision: 'refuse', by: 'analyst' }) as const
    };
    const ports = { ...again, analyst, kernel: { ...again.kernel, scoreInner } };
    await expect(run(ports, asked)).rejects.toThrow(StoppedError);
    expect(scoreInner).not.toHaveBeenCalled();
  });

  it('is told of a failing full run and numbers its next attempt after all others', async () => {
    const failing = exampleCode(null, 1);
    expect(failing).toContain('class Model');
    const mind = callingMind([], { free: { slot: 'loss', choice: 'free:ranks of genes' } });
    const view = await run(portsWith({}, { mind, script: better('never', 1) }), {
      ...request,
      experts: 'llm'
    });
    const numbers = view.attempts.map(({ n }) => n);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });
});
