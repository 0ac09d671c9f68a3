import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal } from '@lumino/signaling';

import { Desk } from './desk';
import { browserMemory } from './memory';
import { run } from './plugins/capabilities';
import { noLimits } from './server-limits';
import { clock, hash } from './services';
import type { LabServices } from './services';
import { recallForm } from './task-form';
import { MapContents } from './testing';
import type { IRun } from './tokens';

/** A desk over an open notebook without a kernel. */
function scene({ run = null }: { run?: IRun | null } = {}) {
  const owner = {};
  const context = {
    path: 'study.ipynb',
    pathChanged: new Signal<object, string>(owner),
    saveState: new Signal<object, string>(owner)
  };
  const panel = {
    content: { modelContentChanged: new Signal(owner), widgets: [], model: null },
    context,
    revealed: new Promise<void>(() => undefined),
    sessionContext: {
      session: null,
      kernelChanged: new Signal(owner),
      statusChanged: new Signal(owner),
      connectionStatusChanged: new Signal(owner)
    }
  } as unknown as NotebookPanel;
  const services = {
    contents: new MapContents().manager,
    clock,
    hash,
    capabilities: { inspect: { id: 'inspect' }, design: null, run, record: null },
    limits: Promise.resolve(noLimits)
  } as unknown as LabServices;
  const desk = new Desk(panel, services, () => false);
  const rename = (path: string) => {
    context.path = path;
    context.pathChanged.emit(path);
  };
  return { desk, rename };
}

afterEach(() => window.sessionStorage.clear());

describe('a notebook that is renamed', () => {
  it('keeps what was remembered of it', () => {
    const { desk, rename } = scene();
    desk.set({ objective: 'Predict pairs.' });
    browserMemory('study.ipynb').write('draft/say', 'smaller');
    rename('pairs.ipynb');
    expect(browserMemory('pairs.ipynb').read('draft/say')).toBe('smaller');
    expect(recallForm(browserMemory('pairs.ipynb')).objective).toBe('Predict pairs.');
    expect(desk.state.notebook).toBe('pairs.ipynb');
    desk.dispose();
  });

  it('leaves its rule "always" neither to the next notebook of its old name nor behind when it is closed', () => {
    const { desk, rename } = scene();
    browserMemory('study.ipynb').write('always', '{"r-1":"c-1"}');
    rename('pairs.ipynb');
    expect(browserMemory('study.ipynb').read('always')).toBeNull();
    desk.dispose();
    expect(window.sessionStorage.length).toBe(0);
  });

  it('takes over nothing of another that had its name', () => {
    const { desk, rename } = scene();
    browserMemory('pairs.ipynb').write('always', '{"r-2":"c-2"}');
    rename('pairs.ipynb');
    expect(browserMemory('pairs.ipynb').read('always')).toBeNull();
    desk.dispose();
  });
});

test('the setting "Insert only" holds at once in notebooks that are open, and not in closed ones', async () => {
  const { settings, registry } = settingsWith({ insertOnly: true });
  const { desk } = scene({ run: runWith(registry) });
  await Promise.resolve();
  expect(desk.state.insertMode).toBe('insert');
  settings.change({ insertOnly: false });
  expect(desk.state.insertMode).toBe('insert-and-run');
  desk.dispose();
  settings.change({ insertOnly: true });
  expect(desk.state.insertMode).toBe('insert-and-run');
});

/** The capability as its plugin makes it, over a person's settings. */
function runWith(registry: ISettingRegistry): IRun {
  return run.activate({} as JupyterFrontEnd, registry) as IRun;
}

function settingsWith(values: Record<string, unknown>) {
  const changed = new Signal<object, void>({});
  const settings = {
    changed,
    get: (key: string) => ({ composite: values[key] }),
    change: (to: Record<string, unknown>) => {
      Object.assign(values, to);
      changed.emit();
    }
  };
  return { settings, registry: { load: async () => settings } as unknown as ISettingRegistry };
}

describe('a verification that runs', () => {
  it('ends when another run is shown', () => {
    const { desk } = scene();
    const stop = jest.spyOn(desk.records, 'stopVerifying');
    desk.set({ progress: null });
    expect(stop).not.toHaveBeenCalled();
    desk.replay.leave();
    expect(stop).toHaveBeenCalledTimes(1);
    desk.dispose();
  });

  it('ends with the notebook, and leaves no kernel at work that nobody sees', () => {
    const { desk } = scene();
    const stop = jest.spyOn(desk.records, 'stopVerifying');
    desk.dispose();
    expect(stop).toHaveBeenCalledTimes(1);
  });
});
