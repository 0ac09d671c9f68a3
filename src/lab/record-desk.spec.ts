import type { NotebookPanel } from '@jupyterlab/notebook';

import { runPipeline } from '../core';
import { examplePorts, exampleRequest, exampleResult } from '../core/testing/example-run';
import type { PanelState } from '../panel/model';
import { emptyState } from './empty-state';
import { RecordDesk } from './record-desk';
import type { ReplayDesk } from './replay-desk';
import { runAgain } from './rerun';
import type { RunDesk } from './run-desk';
import { clock, hash } from './services';
import type { SharedDesk } from './shared-desk';
import { askToVerify } from './verify-dialog';

jest.mock('./verify-dialog', () => ({ askToVerify: jest.fn(async () => 'full') }));
jest.mock('./rerun', () => ({ runAgain: jest.fn() }));

type Parts = SharedDesk & { readonly runs: RunDesk; readonly replay: ReplayDesk };

/** A recorded run, shown, whose cells run again until the test lets them end. */
async function scene() {
  const ports = examplePorts();
  await runPipeline(ports, exampleRequest, { signal: new AbortController().signal });
  const events = await ports.store.read();
  let end: () => void = () => undefined;
  const signals: AbortSignal[] = [];
  jest.mocked(runAgain).mockImplementation(async (_options, _cells, signal) => {
    signals.push(signal);
    await new Promise<void>(resolve => (end = resolve));
    return exampleResult;
  });
  let state: PanelState = {
    ...emptyState,
    mode: 'replay',
    view: { run: exampleRequest.run } as PanelState['view']
  };
  const desk = {
    panel: { content: { model: null } } as unknown as NotebookPanel,
    services: { hash, clock, capabilities: { run: null } },
    notebook: ports.notebook,
    replay: { shown: events },
    get state() {
      return state;
    },
    set: (parts: Partial<PanelState>) => {
      state = { ...state, ...parts };
    }
  };
  const records = new RecordDesk(desk as unknown as Parts);
  const verifying = records.verify();
  for (let turn = 0; turn < 2000 && signals.length === 0; turn++) {
    await new Promise(resolve => setTimeout(resolve, 1));
  }
  expect(state.verification?.state).toBe('running');
  return { records, verifying, signals, end: () => end(), desk };
}

afterEach(() => jest.clearAllMocks());

describe('a verification that runs cells', () => {
  it('is not offered where running cells is switched off', async () => {
    const { verifying, end } = await scene();
    expect(jest.mocked(askToVerify).mock.calls[0][1]).toBe(false);
    end();
    await verifying;
  });

  it('says what it found', async () => {
    const { verifying, end, desk } = await scene();
    end();
    await verifying;
    expect(desk.state.verification?.state).toBe('agrees');
  });

  it('ends with its kernel when it is stopped, and answers nothing afterwards', async () => {
    const { records, verifying, signals, end, desk } = await scene();
    records.stopVerifying();
    expect(signals[0].aborted).toBe(true);
    expect(desk.state.verification).toBeNull();
    end();
    await verifying;
    expect(desk.state.verification).toBeNull();
  });

  it('is the only one: a second neither begins nor takes its Stop away', async () => {
    const { records, verifying, signals, end } = await scene();
    await records.verify();
    expect(askToVerify).toHaveBeenCalledTimes(1);
    records.stopVerifying();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    end();
    await verifying;
  });
});
