import * as fc from 'fast-check';
import { CellForgeError } from '../../errors';
import type { RunEvent } from '../../events';
import { fold } from '../../fold';
import { builtInMind } from '../../minds/built-in/built-in-mind';
import { eventLines } from '../../record/chain';
import { replay } from '../../record/replay';
import { runPipeline } from '../../run';
import { sha256Hex } from '../../sha256';
import { callingMind, codeDraft } from '../../testing/calling-mind';
import type { CallingScript } from '../../testing/calling-mind';
import { exampleCheck, exampleCode } from '../../testing/example-code';
import { examplePorts, exampleRequest } from '../../testing/example-run';
import type { ExampleGiven, ExamplePorts } from '../../testing/example-run';
import { scriptedAnalyst } from '../../testing/memory-ports';

jest.setTimeout(600_000);

const signal = (): AbortSignal => new AbortController().signal;
const free = { slot: 'decoder', choice: 'free:gated by pathway' } as const;
const request = { ...exampleRequest, experts: 'llm', rounds: 1 };
const refused = codeDraft(exampleCode('policy'));
const failsInRun = codeDraft(exampleCode('run', 7));
const twiceRefused: CallingScript = { free, code: [refused, refused] };

async function design(
  script: CallingScript,
  given: ExampleGiven = {},
  change: (ports: ExamplePorts) => Partial<ExamplePorts> = () => ({})
) {
  const asked: string[] = [];
  const decisions = Array.from({ length: 4 }, () => ({ decision: 'insert-and-run' as const }));
  const before = examplePorts({ decisions, ...given });
  const ports = { ...before, mind: callingMind(asked, script), ...change(before) };
  const view = await runPipeline(ports, request, { signal: signal() });
  return { asked, ports, view, events: ports.store.events };
}

const tools = () => ({ hash: sha256Hex, mind: builtInMind(), signal: signal() });
const model = (view: { cells: readonly { name: string; source: string }[] }) =>
  view.cells.find(cell => cell.name === 'model')!.source;
const note = (view: { cells: readonly { name: string; source: string }[] }) =>
  view.cells.find(cell => cell.name === 'design-note')!.source;

describe('a plan with an architecture of its own', () => {
  let whole: Awaited<ReturnType<typeof design>>;
  beforeAll(async () => {
    whole = await design(twiceRefused);
  });

  it('is written by the coder, who is told what each fence found', () => {
    const { view, asked } = whole;
    expect(asked.filter(item => item.startsWith('code/'))).toEqual(['code/1', 'code/2', 'code/3']);
    const told = view.attempts.map(({ n, policy, approved, check }) => [
      n,
      policy?.fence,
      approved?.by,
      check?.ok
    ]);
    expect(told).toEqual([
      [1, 'policy', undefined, undefined],
      [2, 'policy', undefined, undefined],
      [3, null, 'analyst', true]
    ]);
    expect(model(view)).toBe(exampleCode(null, 3));
    expect(view.plan!.choices).toContainEqual(expect.objectContaining(free));
    expect(view.phase).toBe('done');
  });

  it('has standard cells around it, and a note of who wrote the model', () => {
    const training = whole.view.cells.find(cell => cell.name === 'training')!.source;
    expect(training).toContain('run.fit(Model, folds, **training)');
    expect(training).not.toContain("told['baseline']");
    expect(note(whole.view)).toContain('Written by a language model as coder, after 3 attempts');
    expect(note(whole.view)).toContain('the full run');
  });

  it('replays to the byte without a call', async () => {
    expect(await replay(whole.events, tools())).toEqual({
      kind: 'replayed',
      lines: eventLines(whole.events),
      disagreements: []
    });
  });

  it('cut after any event from the plan on and resumed equals the uncut one', async () => {
    const first = whole.events.findIndex(event => 'key' in event && event.key === 'plan/1');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: first, max: whole.events.length }), async cut => {
        const events = whole.events.slice(0, cut);
        const resumed = await design(twiceRefused, { events, notebook: await notebookAt(events) });
        expect(eventLines(resumed.events)).toBe(eventLines(whole.events));
        expect(resumed.view).toEqual(whole.view);
      }),
      { numRuns: 15 }
    );
  });

  it('asks the coder nothing that it answered before', async () => {
    const again = await design(twiceRefused, { events: whole.events });
    expect(again.asked).toEqual([]);
    expect(again.ports.kernel.asked).toEqual([]);
  });
});

/** The notebook as it stood when the log was cut. */
async function notebookAt(events: readonly RunEvent[]) {
  const { notebook } = examplePorts();
  const { run, cells, cellIds, result, attempts } = fold(events);
  if (cellIds.length > 0) {
    const ids = await notebook.insert(run, cells, null);
    if (result !== null || attempts.at(-1)?.ran?.failure === null) {
      await notebook.run(ids, signal());
    }
  }
  return notebook;
}

describe('code that fails in the full run', () => {
  it('goes back to the coder, whose next cell takes its place', async () => {
    const { view, ports, events } = await design({ free, code: [failsInRun] });
    expect(view.attempts.map(({ ran }) => ran?.failure?.class ?? null)).toEqual([
      'worker/model-failed',
      null
    ]);
    expect(model(view)).toBe(exampleCode(null, 2));
    const cells = await ports.notebook.read(view.run);
    expect(cells.map(({ source }) => source)).toEqual(view.cells.map(({ source }) => source));
    expect(await replay(events, tools())).toMatchObject({ disagreements: [] });
    const cuts = events.flatMap((event, index) =>
      'key' in event && /^code\//.test(event.key) ? [index + 1] : []
    );
    for (const cut of cuts) {
      const part = events.slice(0, cut);
      const given = { events: part, notebook: await notebookAt(part) };
      const resumed = await design({ free, code: [failsInRun] }, given);
      expect(eventLines(resumed.events)).toBe(eventLines(events));
    }
  });

  it('is left to the analyst where the analyst edited it', async () => {
    const run = design({ free, code: [failsInRun] }, {}, ({ notebook }) => {
      const insert = notebook.insert.bind(notebook);
      notebook.insert = async (...given) => {
        const ids = await insert(...given);
        const cell = notebook.cells.find(({ name }) => name === 'model')!;
        notebook.edit(cell.id, `${cell.source}\n# mine`);
        return ids;
      };
      return {};
    });
    await expect(run).rejects.toMatchObject({ code: 'experiment/cell-failed' });
  });

  it('gives way to the standard options after five attempts, which plan and cell say', async () => {
    const { view, events } = await design({ free, code: Array(5).fill(failsInRun) });
    expect(view.attempts).toHaveLength(5);
    expect(view.plan!.dissent).toContainEqual(expect.objectContaining(free));
    expect(model(view)).toContain('class Response(L.LightningModule)');
    expect(view.phase).toBe('done');
    expect(await replay(events, tools())).toMatchObject({ disagreements: [] });
  });
});

describe('what can not be built', () => {
  it.each([
    ['the coder says that the idea is at fault', ['idea'], 2],
    ['five attempts failed', Array(5).fill(refused), 10]
  ] as const)('goes back to the experts once, then is given up: %s', async (_name, code, calls) => {
    const { view, asked, events } = await design({ free, code });
    expect(asked.filter(item => item.startsWith('code/'))).toHaveLength(calls);
    const comments = view.turns.filter(turn => turn.kind === 'comment');
    expect(comments).toEqual([
      expect.objectContaining({
        by: 'moderator',
        text: expect.stringContaining('decoder: free:gated by pathway could not be built because')
      })
    ]);
    const decoder = view.plan!.choices.find(({ slot }) => slot === 'decoder')!;
    expect(decoder.choice).toBe('low-rank');
    expect(decoder.reason).toContain('free:gated by pathway could not be built');
    expect(view.plan!.dissent).toContainEqual(expect.objectContaining(free));
    expect(view.phase).toBe('done');
    expect(await replay(events, tools())).toMatchObject({ disagreements: [] });
  });

  it('is not argued about again where the analyst refused the code', async () => {
    const decisions = [1, 2].map(() => ({ decision: 'insert-and-run' as const }));
    const { view, ports } = await design({ free }, {}, () => ({
      analyst: scriptedAnalyst(decisions, {}, 'refuse')
    }));
    expect(view.attempts.map(({ approved }) => approved?.decision)).toEqual(['refuse']);
    expect(ports.kernel.asked).not.toContain('try-model');
    expect(view.turns.filter(turn => turn.kind === 'comment')).toEqual([]);
    expect(view.plan!.choices).not.toContainEqual(expect.objectContaining(free));
  });
});

describe('a machine that fails', () => {
  const failing = (times: number) => (ports: ExamplePorts) => {
    let left = times;
    const tryModel: ExamplePorts['kernel']['tryModel'] = async (_object, _task, source) =>
      exampleCheck(left-- > 0 ? exampleCode('machine') : source);
    return { kernel: { ...ports.kernel, tryModel } };
  };

  it('uses up no attempt', async () => {
    const { view } = await design({ free }, {}, failing(3));
    expect(view.attempts).toHaveLength(1);
    expect(view.phase).toBe('done');
  });

  it('fails the step after three repeats, and resuming asks for the check alone', async () => {
    const ports = examplePorts();
    const asked: string[] = [];
    const all = { ...ports, mind: callingMind(asked, { free }), ...failing(4)(ports) };
    await expect(runPipeline(all, request, { signal: signal() })).rejects.toThrow(CellForgeError);
    expect(fold(ports.store.events).failure?.code).toBe('kernel/no-check');
    const resumed = await design({ free }, { events: ports.store.events });
    expect(resumed.asked).toEqual([]);
    expect(resumed.view.attempts).toHaveLength(1);
  });
});

describe('code that was asked for', () => {
  it('is written for standard options too, and its failure leaves the plan as it is', async () => {
    const ports = { ...examplePorts(), mind: callingMind([], { code: ['idea'] }) };
    const view = await runPipeline(ports, { ...request, coder: true }, { signal: signal() });
    expect(view.attempts).toHaveLength(1);
    expect(model(view)).toContain('class Response(L.LightningModule)');
    expect(view.turns.filter(turn => turn.kind === 'comment')).toEqual([]);
  });
});
