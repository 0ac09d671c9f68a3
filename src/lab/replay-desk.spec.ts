import { nullTranslator } from '@jupyterlab/translation';

import { linkEvent, runPipeline } from '../core';
import { examplePorts, exampleRequest } from '../core/testing/example-run';
import type { PanelState } from '../panel/model';
import { emptyState } from './empty-state';
import { ReplayDesk } from './replay-desk';
import { hash } from './services';
import type { SharedDesk } from './shared-desk';

function scene() {
  let state: PanelState = emptyState;
  const desk = {
    services: { hash, trans: nullTranslator.load('jupyterlab_cellforge') },
    get state() {
      return state;
    },
    set: (parts: Partial<PanelState>) => {
      state = { ...state, ...parts };
    }
  };
  return { desk, replay: new ReplayDesk(desk as unknown as SharedDesk) };
}

test('a step that failed is told as that, beside the same step that was done later', async () => {
  const ports = examplePorts();
  await runPipeline(ports, exampleRequest, { signal: new AbortController().signal });
  const events = await ports.store.read();
  const at = events.findIndex(event => event.type === 'step-done' && event.key === 'cells');
  const { input, asked } = events[at] as { input: string; asked: string };
  const failed = linkEvent(
    {
      type: 'step-failed',
      key: 'cells',
      input,
      asked,
      code: 'internal/fault',
      message: 'It fell.',
      detail: []
    },
    events[at - 1],
    hash
  );
  const { desk, replay } = scene();
  replay.open([...events.slice(0, at), failed, ...events.slice(at)], 'recorded-by-author');
  const labels = desk.state.replay?.labels ?? [];
  expect(labels.filter(label => label.startsWith('cells written'))).toEqual([
    'cells written: failed',
    'cells written'
  ]);
});
