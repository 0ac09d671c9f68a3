import { NotebookActions } from '@jupyterlab/notebook';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';

import { LabNotebook } from './notebook';
import { hash } from './services';
import { MapContents } from './testing';
import * as untilIdle from './until-idle';

afterEach(() => jest.restoreAllMocks());

/** A notebook with one cell of a run, and a kernel that a test lets change. */
function scene() {
  const owner = {};
  const statusChanged = new Signal<object, string>(owner);
  const kernel = { id: 'k-1', status: 'busy', interrupt: async () => undefined };
  const sessionContext: { session: unknown; statusChanged: typeof statusChanged } = {
    session: { kernel },
    statusChanged
  };
  const cell = {
    getId: () => 'c-1',
    getMetadata: () => ({ run: 'r-1', step: 'training', title: 'Training', hash: '' })
  };
  const saveState = new Signal<object, 'started' | 'completed'>({});
  const save = jest.fn(async () => undefined);
  const panel = {
    isDisposed: false,
    content: { model: { readOnly: false, sharedModel: { cells: [cell] } }, widgets: [] },
    context: { path: 'study.ipynb', saveState, save },
    sessionContext
  };
  const contents = new MapContents();
  const notebook = new LabNotebook({
    panel: panel as unknown as NotebookPanel,
    contents: contents.manager,
    hash
  });
  const run = () => notebook.run(['c-1'], new AbortController().signal);
  const become = (status: string) => {
    kernel.status = status;
    statusChanged.emit(status);
  };
  return { run, become, panel, sessionContext, notebook, contents, saveState, save };
}

/** What JupyterLab does while cells run, and how it answers. */
function whileRunning(isDone: boolean, happens: () => void = () => undefined) {
  jest.spyOn(NotebookActions, 'runCells').mockImplementation(async () => {
    happens();
    return isDone;
  });
}

it('saves the notebook after a save under way, which JupyterLab would take for that of another', async () => {
  const { notebook, saveState, save } = scene();
  saveState.emit('started');
  const saved = notebook.save();
  await Promise.resolve();
  expect(save).not.toHaveBeenCalled();
  saveState.emit('completed');
  await saved;
  expect(save).toHaveBeenCalledTimes(1);
});

describe('running the cells of a run', () => {
  it('ends without a word where all of them ran', async () => {
    const { run, become } = scene();
    whileRunning(true, () => become('idle'));
    await expect(run()).resolves.toBeUndefined();
  });

  it.each(['restarting', 'autorestarting', 'dead'])(
    'tells of a kernel that became "%s" under them, not of cells without a result',
    async status => {
      const { run, become } = scene();
      // a kernel that restarts is idle again by the time anybody looks
      whileRunning(false, () => {
        become(status);
        become('idle');
      });
      await expect(run()).rejects.toMatchObject({ code: 'kernel/gone' });
    }
  );

  it('tells of a kernel that another took the place of', async () => {
    const { run, sessionContext } = scene();
    whileRunning(false, () => {
      sessionContext.session = { kernel: { status: 'idle' } };
    });
    await expect(run()).rejects.toMatchObject({ code: 'kernel/gone' });
  });

  it('tells of a notebook that was closed meanwhile', async () => {
    const { run, panel } = scene();
    whileRunning(false, () => {
      panel.isDisposed = true;
    });
    await expect(run()).rejects.toMatchObject({ code: 'notebook/closed' });
  });

  it('tells of a kernel that took none of them', async () => {
    const { run } = scene();
    whileRunning(false);
    await expect(run()).rejects.toMatchObject({ code: 'notebook/cells-not-taken' });
  });

  it('tells of a notebook for which no kernel was chosen', async () => {
    const { run, sessionContext } = scene();
    sessionContext.session = null;
    whileRunning(true);
    await expect(run()).rejects.toMatchObject({
      code: 'notebook/cells-not-taken',
      found: 'a notebook without a kernel'
    });
  });
});

it('starts no cells that it was only to wait for, should the kernel have come to rest', async () => {
  const { notebook } = scene();
  const runCells = jest.spyOn(NotebookActions, 'runCells').mockResolvedValue(true);
  jest.spyOn(notebook, 'isRunningElsewhere').mockResolvedValue(false);
  jest.spyOn(untilIdle, 'untilIdle').mockResolvedValue(undefined);
  jest.spyOn(notebook, 'save').mockResolvedValue(undefined);
  await notebook.run(['c-1'], new AbortController().signal, { joins: true });
  expect(runCells).not.toHaveBeenCalled();
});

describe('an output that lies in the folder of a run', () => {
  const own = {
    'application/vnd.cellforge.result.v1+json': { version: 1 },
    'text/plain': 'a result'
  };
  const hostile = {
    'text/html': '<img src=x onerror=alert(1)>',
    'application/javascript': 'alert(1)',
    'image/svg+xml': '<svg onload=alert(1)>',
    'application/vnd.jupyter.widget-view+json': { model_id: 'x' }
  };

  async function restored(bundle: unknown) {
    const { notebook, panel, contents } = scene();
    const outputs = { length: 0, clear: jest.fn(), add: jest.fn(), get: () => undefined };
    Object.assign(panel.content, { widgets: [{ model: { id: 'c-1', type: 'code', outputs } }] });
    contents.files.set('study-cellforge/r-1/outputs/c-1.json', JSON.stringify(bundle));
    const isRestored = await notebook.restoreOutput('r-1', 'c-1');
    return { isRestored, data: outputs.add.mock.calls.map(([output]) => output.data) };
  }

  it('is put back in the types that our cells put out, and in no other', async () => {
    expect(await restored({ ...hostile, ...own })).toEqual({ isRestored: true, data: [own] });
  });

  it('is left where it has none of them', async () => {
    expect(await restored(hostile)).toEqual({ isRestored: false, data: [] });
  });
});

describe('the folder of a run', () => {
  it('stays where the kernel writes when the notebook is renamed or moved', () => {
    const { notebook, panel } = scene();
    const before = notebook.folder('r-1');
    notebook.useFolder('r-1', before.relativePath);
    panel.context.path = 'done/pairs.ipynb';
    expect(notebook.folder('r-1').path).toBe('study-cellforge/r-1');
    expect(notebook.folder('r-2').path).toBe('pairs-cellforge/r-2');
  });

  it('is beside the notebook for a kernel that began there', () => {
    const { notebook, panel, sessionContext } = scene();
    notebook.folder('r-1');
    panel.context.path = 'done/pairs.ipynb';
    sessionContext.session = { kernel: { id: 'k-2', status: 'idle' } };
    expect(notebook.folder('r-2').path).toBe('done/pairs-cellforge/r-2');
  });
});

describe('inserting the cells of a run', () => {
  const planned = { name: 'setup', kind: 'code', title: 'Setup', source: 'x = 1' } as const;

  it.each([
    { what: 'is given up', scroll: () => Promise.reject('Scrolling to a new item is requested.') },
    { what: 'takes for ever', scroll: () => new Promise(() => undefined) }
  ])('is done where scrolling to them $what', async ({ scroll }) => {
    const { notebook, panel } = scene();
    const inserted = { getId: () => 'new' };
    const cells: unknown[] = [];
    Object.assign(panel.content, {
      scrollToItem: scroll,
      model: {
        readOnly: false,
        sharedModel: {
          cells,
          transact: (work: () => void) => work(),
          insertCells: () => [inserted]
        }
      }
    });
    await expect(notebook.insert('r-1', [planned], null)).resolves.toEqual(['new']);
  });
});
