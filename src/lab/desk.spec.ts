import type { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';

import { Desk } from './desk';
import { noLimits } from './server-limits';
import { clock, hash } from './services';
import type { LabServices } from './services';
import { MapContents } from './testing';

/** A desk over an open notebook without a kernel. */
function scene() {
  const owner = {};
  const context = { path: 'study.ipynb', pathChanged: new Signal<object, string>(owner) };
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
    capabilities: { inspect: { id: 'inspect' }, design: null, run: null, record: null },
    limits: Promise.resolve(noLimits)
  } as unknown as LabServices;
  const desk = new Desk(panel, services, () => false);
  return { desk };
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
