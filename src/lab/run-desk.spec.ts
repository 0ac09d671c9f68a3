import { PageConfig } from '@jupyterlab/coreutils';
import { NotebookActions } from '@jupyterlab/notebook';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';

import { eventLines } from '../core';
import type { NewEvent, RunEvent } from '../core';
import { linkEvent } from '../core/record/chain';
import { exampleRequest, examplePorts, exampleResult } from '../core/testing/example-run';
import type { PanelState } from '../panel/model';
import { emptyState } from './empty-state';
import { RunDesk } from './run-desk';
import { RunFolder } from './run-folder';
import { noLimits } from './server-limits';
import type { ServerLimits } from './server-limits';
import { clock, hash } from './services';
import type { ExpertOffice, RunKeeper, SharedDesk } from './shared-desk';
import { MapContents } from './testing';

type Parts = SharedDesk & { readonly records: RunKeeper; readonly experts: ExpertOffice };

const disposers: (() => void)[] = [];
afterEach(() => {
  disposers.splice(0).forEach(dispose => dispose());
  jest.restoreAllMocks();
});

/** A desk over ports in memory, whose runs need neither a server nor a kernel. */
async function scene(given: { limits?: Partial<ServerLimits>; contents?: MapContents } = {}) {
  PageConfig.setOption('token', '');
  const ports = examplePorts();
  const contents = given.contents ?? new MapContents();
  const owner = {};
  const statusChanged = new Signal<object, void>(owner);
  const folder = (run: string) => new RunFolder(contents.manager, `example-cellforge/${run}`);
  const kept: (readonly RunEvent[])[] = [];
  const progress = jest.fn(async () => null);
  const notebook = Object.assign(ports.notebook, {
    folder,
    progress,
    useFolder: () => undefined,
    save: jest.fn(async () => undefined),
    isRunningElsewhere: async () => false,
    isKernelBusy: async () => false
  });
  let state: PanelState = {
    ...emptyState,
    object: 'adata',
    described: await ports.kernel.describe('adata', {}, new AbortController().signal)
  };
  const desk = {
    panel: {
      content: { modelContentChanged: new Signal(owner), widgets: [], model: null },
      context: { path: 'example.ipynb' },
      sessionContext: { session: null, statusChanged, ready: Promise.resolve() }
    } as unknown as NotebookPanel,
    services: {
      contents: contents.manager,
      clock,
      hash,
      user: () => 'Anna',
      settle: async () => undefined,
      capabilities: { inspect: null, design: null, run: null, record: null },
      limits: Promise.resolve({ ...noLimits, ...given.limits })
    },
    kernel: ports.kernel,
    notebook,
    records: { keep: (events: readonly RunEvent[]) => kept.push(events), phaseChanged: () => {} },
    experts: { known: () => null, secrets: [] },
    get state() {
      return state;
    },
    set: (parts: Partial<PanelState>) => {
      state = { ...state, ...parts };
    }
  };
  const runs = new RunDesk(desk as unknown as Parts);
  disposers.push(() => runs.dispose());
  return { desk, runs, notebook, contents, kept, progress, statusChanged };
}

/** Until something is so; the run works in promises alone. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 6000 && !isSo(); turn++) {
    await new Promise(resolve => setTimeout(resolve, 1));
  }
  expect(isSo()).toBe(true);
}

async function designed(given: Parameters<typeof scene>[0] = {}) {
  const made = await scene(given);
  const work = made.runs.design();
  await until(() => made.desk.state.view?.phase === 'plan-ready');
  // the plan asks in the same turn
  await new Promise(resolve => setTimeout(resolve, 1));
  return { ...made, work };
}

test('an answer given twice does not fall to the next plan, which nobody has seen', async () => {
  const { runs, notebook, desk } = await designed();
  runs.decide({ decision: 'send-back', comment: 'Smaller, please.' }, 'sending-back');
  runs.decide({ decision: 'insert-and-run' }, 'approving');
  await until(() => runs.events.some(event => 'key' in event && event.key === 'plan/2'));
  await new Promise(resolve => setTimeout(resolve, 50));
  expect(desk.state.view?.phase).toBe('plan-ready');
  expect(notebook.cells).toEqual([]);
});

test('what a replay shows answers no plan of the live run', async () => {
  const { runs, notebook, desk } = await designed();
  desk.set({ mode: 'replay' });
  runs.decide({ decision: 'insert' }, 'approving');
  await new Promise(resolve => setTimeout(resolve, 50));
  expect(notebook.cells).toEqual([]);
});

test('what a replay shows goes on with no run behind it, and runs none of its cells', async () => {
  const { runs, notebook, desk, work } = await designed();
  runs.stop();
  await work;
  const run = jest.spyOn(notebook, 'run');
  desk.set({ mode: 'replay' });
  await runs.goOn({ runCells: true });
  await runs.runCells();
  expect([run.mock.calls.length, runs.isWorking]).toEqual([0, false]);
});

test('another run is not put in the place of one that is at work', async () => {
  const { runs } = await designed();
  const other = runs.events.map(event => ({ ...event }));
  expect(() => runs.show(other)).toThrow(/at work/);
});

test('after a replay the run that waits is shown again', async () => {
  const { runs, desk } = await designed();
  const { view } = desk.state;
  desk.set({ mode: 'replay', view: null });
  desk.set({ mode: 'live' });
  runs.back();
  expect(desk.state.view?.run).toBe(view?.run);
});

test('after a replay without a run of its own, the panel begins anew', async () => {
  const { runs, desk } = await scene();
  const view = { run: exampleRequest.run } as PanelState['view'];
  desk.set({ mode: 'live', view });
  runs.back();
  expect(desk.state.view).toBeNull();
});

test('a notebook that is closed stops its run, and what it had is written', async () => {
  const { runs, work, contents } = await designed();
  runs.dispose();
  await work;
  expect(runs.isWorking).toBe(false);
  const log = [...contents.files].find(([path]) => path.endsWith('events.jsonl'))?.[1] ?? '';
  expect(log.trim().split('\n').at(-1)).toContain('run-stopped');
});

test('says since when a step is worked on, and of a run at rest nothing', async () => {
  const { runs, notebook, desk, work } = await designed();
  let end = (): void => undefined;
  jest.spyOn(notebook, 'run').mockImplementation(() => new Promise(done => (end = done)));
  runs.decide({ decision: 'insert-and-run' }, 'approving');
  await until(() => desk.state.view?.phase === 'running');
  expect(Date.now() - Date.parse(desk.state.since ?? '')).toBeLessThan(60_000);
  runs.stop();
  end();
  await work;
  expect(desk.state.since).toBeNull();
});

test('the greatest minutes are those of the cells, not of a plan that waits', async () => {
  const { runs, notebook, desk, work } = await designed({ limits: { greatestMinutes: 0.001 } });
  await new Promise(resolve => setTimeout(resolve, 200));
  expect(desk.state.view?.phase).toBe('plan-ready');

  jest
    .spyOn(notebook, 'run')
    .mockImplementation(
      (_ids, signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    );
  runs.decide({ decision: 'insert-and-run' }, 'approving');
  await work;
  expect(desk.state.view?.phase).toBe('stopped');
});

test('a log that cannot be written is told, and nothing is thrown past the panel', async () => {
  const { runs, contents, desk, work } = await designed();
  jest.spyOn(contents, 'save').mockRejectedValue(new Error('the disk is full'));
  runs.stop();
  await work;
  expect(desk.state.problem?.message).toBe('the disk is full');
  expect(desk.state.pending).toBeNull();
});

/** JupyterLab tells of the run's evaluation cell as of one that was executed. */
function tellEvaluated({ desk, runs }: Awaited<ReturnType<typeof scene>>, success: boolean): void {
  const mark = { run: runs.run, step: 'evaluation', title: 'Evaluation', hash: '0'.repeat(64) };
  const model = { id: 'e-1', getMetadata: () => mark };
  const executed = NotebookActions.executed as unknown as Signal<unknown, object>;
  executed.emit({ notebook: desk.panel.content, cell: { model }, success });
}

test.each([
  {
    what: 'that an earlier failure left out begins nothing, and the failure stays',
    success: false
  },
  { what: 'that ran by hand is taken up', success: true }
])('an evaluation cell $what', async ({ success }) => {
  const made = await designed();
  const { runs, notebook, desk, work } = made;
  jest.spyOn(notebook, 'run').mockRejectedValue(new Error('no torch in this kernel'));
  runs.decide({ decision: 'insert-and-run' }, 'approving');
  await work;
  expect(desk.state.view?.failure?.message).toContain('no torch');

  tellEvaluated(made, success);

  expect(runs.isWorking).toBe(success);
  runs.stop();
  await until(() => !runs.isWorking);
});

test('a training that was run by hand is followed no longer than its kernel lives', async () => {
  const { runs, desk, progress, statusChanged, work } = await designed();
  runs.stop();
  await work;
  const mark = { run: runs.run, step: 'training', title: 'Training', hash: '' };
  const model = { id: 'c-1', getMetadata: () => mark };
  const scheduled = NotebookActions.executionScheduled as Signal<unknown, unknown>;
  scheduled.emit({ notebook: desk.panel.content, cell: { model } });
  const before = progress.mock.calls.length;
  await until(() => progress.mock.calls.length > before + 1);

  // no session, no kernel; and no word from JupyterLab that the cell has ended
  statusChanged.emit();
  const followed = progress.mock.calls.length;
  await new Promise(resolve => setTimeout(resolve, 1200));
  expect(progress.mock.calls.length).toBe(followed);
});

test('a run that a reload cut off in its debate says that it rests, and can be resumed', async () => {
  const { runs, work } = await designed();
  const whole = [...runs.events];
  runs.stop();
  await work;
  const inDebate = whole.findIndex(event => 'key' in event && /^round-2\//.test(event.key));
  expect(inDebate).toBeGreaterThan(0);

  const reloaded = await scene();
  reloaded.runs.show(whole.slice(0, inDebate + 1));
  expect(reloaded.desk.state.view?.phase).toBe('stopped');
  const goingOn = reloaded.runs.goOn({ runCells: false });
  await until(() => reloaded.desk.state.view?.phase === 'plan-ready');
  reloaded.runs.stop();
  await goingOn;
});

/** What a reload finds of a run whose cells were started: its log up to there. */
async function startedCells(): Promise<readonly RunEvent[]> {
  const { runs, work, notebook } = await designed();
  jest.spyOn(notebook, 'run').mockRejectedValue(new Error('the page was closed'));
  jest.spyOn(notebook, 'result').mockResolvedValue(null);
  runs.decide({ decision: 'insert-and-run' }, 'approving');
  await work;
  const started = runs.events.findIndex(event => event.type === 'run-approval');
  expect(started).toBeGreaterThan(0);
  jest.restoreAllMocks();
  return runs.events.slice(0, started + 1);
}

describe('a run whose cells were started before a reload', () => {
  it('rests where the kernel works on nothing, and is asked about no more', async () => {
    const events = await startedCells();
    const { runs, desk, progress, notebook } = await scene();
    jest.spyOn(notebook, 'result').mockResolvedValue(null);
    runs.show(events);
    const rejoining = runs.rejoin();
    expect(desk.state.view?.phase).toBe('running');
    await rejoining;
    expect(desk.state.view?.phase).toBe('stopped');
    const asked = progress.mock.calls.length;
    await new Promise(resolve => setTimeout(resolve, 1200));
    expect(progress.mock.calls.length).toBe(asked);
  });

  it.each([
    { what: 'another run is shown', happens: (runs: RunDesk) => runs.clear() },
    { what: 'the notebook is closed', happens: (runs: RunDesk) => runs.dispose() }
  ])('is not taken up where $what by the time the kernel has answered', async ({ happens }) => {
    const events = await startedCells();
    const { runs, notebook } = await scene();
    const run = jest.spyOn(notebook, 'run');
    let answer: (isRunning: boolean) => void = () => undefined;
    notebook.isRunningElsewhere = () => new Promise(resolve => (answer = resolve));
    runs.show(events);
    const rejoining = runs.rejoin();
    await new Promise(resolve => setTimeout(resolve, 20));
    happens(runs);
    answer(true);
    await rejoining;
    expect([run.mock.calls.length, runs.isWorking]).toEqual([0, false]);
  });
});

describe('opening a notebook with the folder of a run from elsewhere', () => {
  /** The log of a run whose cells were started, without one step of it, as whoever made it would link it. */
  async function without(key: string): Promise<readonly RunEvent[]> {
    const left = (await startedCells()).filter(event => !('key' in event && event.key === key));
    const linked: RunEvent[] = [];
    for (const { chain: _chain, seq: _seq, ...event } of left) {
      linked.push(linkEvent(event as NewEvent, linked.at(-1) ?? null, hash));
    }
    return linked;
  }

  it.each(['analyse/profile', 'analyse/baselines'])(
    'does nothing that its log lacks before its cells: %s',
    async key => {
      const events = await without(key);
      expect(events.length).toBeGreaterThan(10);
      const { runs, desk, notebook } = await scene();
      const { kernel } = desk;
      const work = [
        ...(['describe', 'assess', 'hardware'] as const).map(name => jest.spyOn(kernel, name)),
        jest.spyOn(notebook, 'insert'),
        jest.spyOn(notebook, 'run')
      ];
      jest.spyOn(notebook, 'result').mockResolvedValue(exampleResult);
      Object.assign(notebook, { restoreOutputs: async () => undefined });
      runs.show(events);
      await runs.rejoin();
      expect(work.map(spy => spy.mock.calls.length)).toEqual(work.map(() => 0));
      expect(runs.events.at(-1)).toMatchObject({ type: 'step-failed', key, code: 'run/not-whole' });
    }
  );
});

describe('a run that goes on after a stop', () => {
  it('says at once at what it is, which no event of its log tells yet', async () => {
    const { runs, work, desk } = await designed();
    runs.stop();
    await work;
    expect(desk.state.view?.phase).toBe('stopped');
    const goingOn = runs.goOn({ runCells: false });
    expect(desk.state.view?.phase).toBe('plan-ready');
    runs.stop();
    await goingOn;
    expect(desk.state.view?.phase).toBe('stopped');
  });

  it('asks nothing of a plan that was approved before, while it is made into cells', async () => {
    const { runs, work, notebook } = await designed();
    jest.spyOn(notebook, 'insert').mockRejectedValue(new Error('the page was closed'));
    runs.decide({ decision: 'insert' }, 'approving');
    await work;
    const reloaded = await scene();
    jest.spyOn(reloaded.notebook, 'insert').mockImplementation(() => new Promise(() => undefined));
    reloaded.runs.show(runs.events.filter(({ type }) => type !== 'step-failed'));
    void reloaded.runs.goOn({ runCells: false });
    await new Promise(resolve => setTimeout(resolve, 50));
    const { view, pending } = reloaded.desk.state;
    expect([view?.phase, pending]).toEqual(['plan-ready', 'approving']);
  });

  it('shows the plan that waited when its notebook was closed, to be decided on', async () => {
    const { runs, work } = await designed();
    runs.dispose();
    await work;
    const reopened = await scene();
    reopened.runs.show(runs.events);
    expect(reopened.desk.state.view?.phase).toBe('stopped');
    const goingOn = reopened.runs.goOn({ runCells: false });
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(reopened.desk.state.view?.phase).toBe('plan-ready');
    reopened.runs.decide({ decision: 'insert' }, 'approving');
    await goingOn;
    expect(reopened.notebook.cells.length).toBeGreaterThan(0);
    expect(reopened.desk.state.view?.phase).toBe('inserted');
  });
});

test('an answer that a stop came before falls to no later question', async () => {
  const { runs, work } = await designed();
  const waiting = [...runs.events];
  runs.stop();
  await work;

  const reloaded = await scene();
  reloaded.runs.show(waiting);
  expect(reloaded.desk.state.view?.phase).toBe('plan-ready');
  // the plan waits no more: the run is taken up again with the answer, and stopped before it is asked
  reloaded.runs.decide({ decision: 'insert-and-run' }, 'approving');
  reloaded.runs.stop();
  await until(() => !reloaded.runs.isWorking);
  const goingOn = reloaded.runs.goOn({ runCells: false });
  await new Promise(resolve => setTimeout(resolve, 50));
  expect(reloaded.notebook.cells).toEqual([]);
  expect(reloaded.desk.state.view?.phase).toBe('plan-ready');
  reloaded.runs.stop();
  await goingOn;
});

describe('a run that two windows of a notebook show', () => {
  const log = (contents: MapContents): string =>
    [...contents.files].find(([path]) => path.endsWith('events.jsonl'))?.[1] ?? '';
  const isWriter = (contents: MapContents): boolean =>
    [...contents.files.keys()].some(path => path.endsWith('writer.json'));

  /** One window waits with its plan, another shows the run. */
  async function two() {
    const one = await designed();
    await until(() => log(one.contents) !== '');
    const other = await scene({ contents: one.contents });
    other.runs.show(one.runs.events);
    return { one, other };
  }

  it('is watched in the second, which is told who works on it and writes nothing', async () => {
    const { one, other } = await two();
    await other.runs.rejoin();
    const { writer, view, problem } = other.desk.state;
    expect(writer).toMatchObject({ name: 'Anna', isYou: true, at: 'jupyterlab' });
    expect([view?.phase, problem, other.runs.isWorking]).toEqual(['plan-ready', null, false]);

    other.runs.decide({ decision: 'insert' }, 'approving');
    await until(() => !other.runs.isWorking);
    expect(other.desk.state.writer).not.toBeNull();
    expect(other.notebook.cells).toEqual([]);
    one.runs.stop();
    await one.work;
    expect(log(one.contents)).toContain('run-stopped');
    await until(() => other.desk.state.writer === null);
    expect(other.desk.state.view?.phase).toBe('stopped');
    expect(isWriter(one.contents)).toBe(false);
  });

  it('goes on in the second that takes it over, and the first is told and writes no more', async () => {
    const { one, other } = await two();
    await other.runs.rejoin();
    const goingOn = other.runs.takeOver();
    await until(() => other.runs.analyst?.isAsked === true);
    expect(other.desk.state.writer).toBeNull();
    // its next event is refused, and what it waits for with it
    one.runs.decide({ decision: 'send-back', comment: 'Smaller, please.' }, 'sending-back');
    await one.work;
    expect(one.desk.state.problem?.code).toBe('run/taken-over');
    await until(() => one.desk.state.writer !== null);

    other.runs.decide({ decision: 'insert' }, 'approving');
    await goingOn;
    await until(() => one.desk.state.view?.phase === 'inserted');
    expect(one.notebook.cells).toEqual([]);
    expect(one.runs.events).toEqual(other.runs.events);
    expect(log(one.contents)).toBe(eventLines(other.runs.events));
  });

  it('is shown as it stands, and asks again, where it went on since the second showed it', async () => {
    const { one, other } = await two();
    one.runs.decide({ decision: 'insert' }, 'approving');
    await one.work;
    const after = log(one.contents);
    other.runs.decide({ decision: 'send-back', comment: 'Smaller, please.' }, 'sending-back');
    await until(() => !other.runs.isWorking && other.desk.state.problem !== null);
    expect(other.desk.state.problem?.code).toBe('run/went-on');
    expect(other.desk.state.view?.phase).toBe('inserted');
    expect(log(one.contents)).toBe(after);
  });
});
