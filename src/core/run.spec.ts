import * as fc from 'fast-check';
import { CellForgeError, StoppedError } from './errors';
import { RunEvent } from './events';
import { fold } from './fold';
import { branchAt } from './record/branch';
import { eventLines } from './record/chain';
import { replay } from './record/replay';
import type { RunRequest } from './request';
import { runPipeline } from './run';
import { sha256Hex } from './sha256';
import { kindOfStep, steps } from './steps';
import { builtInMind } from './minds/built-in/built-in-mind';
import { exampleSituations } from './design/testing/situations';
import { examplePorts, exampleRequest } from './testing/example-run';
import type { ExampleGiven, ExamplePorts } from './testing/example-run';

jest.setTimeout(120_000);

const signal = (): AbortSignal => new AbortController().signal;

async function wholeRun(given: ExampleGiven = {}, request: RunRequest = exampleRequest) {
  const ports = examplePorts(given);
  const view = await runPipeline(ports, request, { signal: signal() });
  return { ports, view, events: ports.store.events };
}

const tools = () => ({ hash: sha256Hex, mind: builtInMind(), signal: signal() });

describe('a run', () => {
  let whole: Awaited<ReturnType<typeof wholeRun>>;
  beforeAll(async () => {
    whole = await wholeRun();
  });

  it('ends with plan, cells and result', () => {
    const { view } = whole;
    expect(view.phase).toBe('done');
    expect(view.plan!.choices.length).toBeGreaterThanOrEqual(6);
    expect(view.cells.map(cell => cell.name)).toEqual([
      'load',
      'design-note',
      'setup',
      'data',
      'model',
      'training',
      'evaluation',
      'prediction'
    ]);
    expect(view.result!.scenarios['unseen-combination'].parts['seen-2'].conditions).toBe(5);
    expect(view.cellIds).toHaveLength(8);
  });

  it('survives JSON, event by event', () => {
    for (const event of whole.events) {
      expect(RunEvent.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
    }
  });

  it('cut after any event and resumed equals the uncut one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.events.length }), async cut => {
        const events = whole.events.slice(0, cut);
        const resumed = await wholeRun({ events, notebook: await notebookAt(events) });
        expect(eventLines(resumed.events)).toBe(eventLines(whole.events));
        expect(resumed.view).toEqual(whole.view);
      }),
      // before and after the debate every cut there is, inside it any
      { examples: outsideTheDebate(whole.events), numRuns: 40 }
    );
  });

  it('resumed at its end asks nobody anything', async () => {
    const again = await wholeRun({ events: whole.events, decisions: [] });
    expect(again.ports.kernel.asked).toEqual([]);
    expect(again.ports.notebook.ran).toEqual([]);
    expect(again.events).toHaveLength(whole.events.length);
  });

  it('replayed equals the recording to the byte', async () => {
    expect(await replay(whole.events, tools())).toEqual({
      kind: 'replayed',
      lines: eventLines(whole.events),
      disagreements: []
    });
  });

  it.each(Object.keys(exampleSituations) as (keyof typeof exampleSituations)[])(
    'about %s replays to the byte, however far it came',
    async name => {
      const { events } = await wholeRun({ situation: exampleSituations[name] });
      const cuts = [...new Set([1, 2, 3, 5, Math.floor(events.length / 2), events.length])];
      for (const cut of cuts) {
        const part = events.slice(0, cut);
        const again = await replay(part, tools());
        expect(again).toEqual({ kind: 'replayed', lines: eventLines(part), disagreements: [] });
      }
    }
  );

  it('names the step of a record whose answer is not what follows from the turns', async () => {
    const changed = whole.events.map(event =>
      event.type === 'step-done' && event.key === 'plan/1'
        ? { ...event, answer: { ...(event.answer as object), name: 'Another plan' } }
        : event
    );
    const again = await replay(changed, tools());
    expect(again.kind === 'replayed' && again.disagreements.join(' ')).toContain('"plan/1"');
  });

  it('of another pipeline is shown as recorded, and says which version replays it', async () => {
    const other = [{ ...whole.events[0], pipeline: '0.0.9' }, ...whole.events.slice(1)];
    expect(await replay(other as RunEvent[], tools())).toEqual({
      kind: 'other-pipeline',
      recordedBy: '0.0.9'
    });
    expect(fold(other as RunEvent[]).plan).toEqual(whole.view.plan);
  });
});

function outsideTheDebate(events: readonly RunEvent[]): [number][] {
  const isTurn = (event: RunEvent): boolean =>
    event.type === 'step-done' && kindOfStep(event.key) === 'debate';
  return events.flatMap((event, index) => (isTurn(event) ? [] : [[index] as [number]]));
}

/** The notebook as it stood when the log was cut: with its cells when they had been inserted, run when they had run. */
async function notebookAt(events: readonly RunEvent[]) {
  const { notebook } = examplePorts();
  const { run, cells, result } = fold(events);
  if (fold(events).cellIds.length > 0) {
    const ids = await notebook.insert(run, cells, null);
    if (result !== null) {
      await notebook.run(ids, signal());
    }
  }
  return notebook;
}

describe('a changed input', () => {
  it('is an error that names the step, what was recorded and what is asked now', async () => {
    const { events } = await wholeRun();
    const request = { ...exampleRequest, objective: 'Something else' };
    const resumed = wholeRun({ events }, request);
    await expect(resumed).rejects.toMatchObject({
      code: 'log/changed-input',
      message: expect.stringContaining('"request"'),
      expected: expect.stringContaining('Predict pairs nobody has measured'),
      found: expect.stringContaining('Something else')
    });
  });

  it('is named for every kind of change of the request', async () => {
    const { events } = await wholeRun();
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string({ minLength: 1 }), async (objective, where) => {
        const request = { ...exampleRequest, objective: `x${objective}`, settings: { where } };
        await expect(wholeRun({ events }, request)).rejects.toMatchObject({
          code: 'log/changed-input',
          message: expect.stringContaining('"request"')
        });
      }),
      { numRuns: 20 }
    );
  });
});

describe('a step that fails', () => {
  const failing = (ports: ExamplePorts): ExamplePorts => ({
    ...ports,
    kernel: {
      ...ports.kernel,
      assess: () =>
        Promise.reject(
          new CellForgeError({
            code: 'kernel/gone',
            message: 'The kernel died in /home/ann/study',
            expected: '',
            found: '',
            remedy: 'Restart it.'
          })
        )
    }
  });

  it('records its failure, scrubbed, and runs again on resume', async () => {
    const ports = failing(examplePorts());
    await expect(runPipeline(ports, exampleRequest, { signal: signal() })).rejects.toThrow('died');
    const failed = fold(ports.store.events);
    expect(failed.phase).toBe('failed');
    expect(failed.failure).toMatchObject({
      step: steps.baselines,
      code: 'kernel/gone',
      message: 'The kernel died in ~. Restart it.'
    });
    const resumed = await wholeRun({ events: ports.store.events });
    expect(resumed.view.phase).toBe('done');
    expect(resumed.view.failure).toBeNull();
    const again = await replay(resumed.events, tools());
    expect(again).toMatchObject({ kind: 'replayed', disagreements: [] });
  });
});

describe('stopping', () => {
  it('settles at once even where the work does not listen, and resuming goes on', async () => {
    const stop = new AbortController();
    const ports = examplePorts();
    const deaf: ExamplePorts = {
      ...ports,
      kernel: {
        ...ports.kernel,
        assess: () => {
          stop.abort(new StoppedError('budget'));
          return new Promise(() => undefined);
        }
      }
    };
    const run = runPipeline(deaf, exampleRequest, { signal: stop.signal });
    await expect(run).rejects.toMatchObject({ by: 'budget' });
    expect(ports.store.events.at(-1)).toMatchObject({ type: 'run-stopped', by: 'budget' });
    expect(fold(ports.store.events).phase).toBe('stopped');
    const resumed = await wholeRun({ events: ports.store.events });
    expect(resumed.view.phase).toBe('done');
    expect(await replay(resumed.events, tools())).toMatchObject({ disagreements: [] });
  });
});

describe('the analyst', () => {
  it('inserts without running, and finds the result once the cells ran by hand', async () => {
    const inserted = await wholeRun({ decisions: [{ decision: 'insert' }] });
    expect(inserted.view.phase).toBe('inserted');
    expect(inserted.ports.notebook.ran).toEqual([]);
    await inserted.ports.notebook.run(inserted.view.cellIds, signal());
    const { ports, view } = await wholeRun({
      events: inserted.events,
      notebook: inserted.ports.notebook,
      decisions: []
    });
    expect(view.phase).toBe('done');
    expect(ports.notebook.ran).toEqual(inserted.view.cellIds);
    expect(await replay(ports.store.events, tools())).toMatchObject({ disagreements: [] });
  });

  it('changes a choice, which the plan says, and sends a plan back with words', async () => {
    const { view, events } = await wholeRun({
      decisions: [
        { decision: 'send-back', comment: 'Use fewer parameters' },
        { decision: 'change', slot: 'loss', choice: 'de-weighted' },
        { decision: 'change', slot: 'decoder', choice: 'full' },
        { decision: 'insert-and-run' }
      ]
    });
    const changed = view.plan!.choices.filter(choice => choice.changed_by_analyst);
    expect(changed.map(choice => choice.choice)).toEqual(
      expect.arrayContaining([expect.stringMatching(/de-weighted|full/)])
    );
    expect(view.turns).toContainEqual(
      expect.objectContaining({ kind: 'comment', text: 'Use fewer parameters' })
    );
    expect(view.plan!.choices.find(choice => choice.slot === 'decoder')!.choice).toBe('full');
    expect(await replay(events, tools())).toMatchObject({ disagreements: [] });
  });
});

describe('a branch', () => {
  it('shares the past before its step and goes another way', async () => {
    const first = await wholeRun();
    const newRun = { run: 'r-2', run_folder: 'example-cellforge/r-2' };
    const past = branchAt(first.events, steps.decision(1), newRun, sha256Hex);
    const { view } = await wholeRun(
      {
        events: past,
        decisions: [
          { decision: 'change', slot: 'decoder', choice: 'full' },
          { decision: 'insert-and-run' }
        ]
      },
      { ...exampleRequest, ...newRun }
    );
    expect(view.run).toBe('r-2');
    expect(view.turns).toEqual(first.view.turns);
    expect(view.phase).toBe('done');
    expect(view.plan!.choices.find(choice => choice.slot === 'decoder')!.choice).toBe('full');
  });
});

describe('data that cannot be predicted', () => {
  const noSignal = async (train_anyway: boolean, ceiling = 0.2) => {
    const ports = examplePorts();
    const kernel = {
      ...ports.kernel,
      assess: async (...asked: Parameters<typeof ports.kernel.assess>) => {
        const assessment = await ports.kernel.assess(...asked);
        const parts = assessment.parts.map(part => ({
          ...part,
          decision: 'no-signal' as const,
          ceiling: { pearson_delta_indep: [0, ceiling] as [number, number] }
        }));
        return { ...assessment, parts };
      }
    };
    const request = { ...exampleRequest, train_anyway };
    return runPipeline({ ...ports, kernel }, request, { signal: signal() });
  };
  const training = (view: Awaited<ReturnType<typeof noSignal>>) =>
    view.cells.find(cell => cell.name === 'training')!.source;

  it('spares the training, keeps the plan and still comes to its verdict', async () => {
    const view = await noSignal(false);
    expect(training(view)).toMatch(/"max_epochs": 1,/);
    expect(view.plan!.hyperparameters.max_epochs).toBeGreaterThan(1);
    expect(view.result).not.toBeNull();
  });

  it('is trained in full where only what goes beyond the average change is unsure', async () => {
    expect(training(await noSignal(false, 0.95))).not.toMatch(/"max_epochs": 1,/);
  });

  it('is trained in full where the analyst insists', async () => {
    const view = await noSignal(true);
    expect(training(view)).toContain(`"max_epochs": ${view.plan!.hyperparameters.max_epochs},`);
  });
});
