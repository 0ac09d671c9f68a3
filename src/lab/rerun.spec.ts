import type { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';

import type { PlannedCell } from '../core';
import { exampleResult } from '../core/testing/example-run';
import { runAgain } from './rerun';
import type { LabServices } from './services';
import { MapContents } from './testing';

const cell: PlannedCell = {
  name: 'evaluation',
  kind: 'code',
  title: 'Evaluation',
  source: 'run = cf.Run("study-cellforge/r-1")'
};

/** A notebook beside which a first verification left its folder; `ran` holds what the second kernel is given. */
function scene(given: { leaves: boolean }) {
  const contents = new MapContents();
  contents.folders.add('study-cellforge').add('study-cellforge/r-1-verify');
  contents.files.set('study-cellforge/r-1-verify/result.json', JSON.stringify(exampleResult));
  const ran: string[] = [];
  const requestExecute = ({ code }: { code: string }): { done: Promise<unknown> } => {
    ran.push(code);
    const folder = /Run\("(.*)"\)/.exec(code)?.[1] ?? '';
    if (given.leaves) {
      contents.files.set(`${folder}/result.json`, JSON.stringify({ ...exampleResult, run: 'new' }));
    }
    return { done: Promise.resolve({ content: { status: 'ok' } }) };
  };
  const session = { kernel: { requestExecute }, shutdown: jest.fn(), dispose: jest.fn() };
  const panel = {
    content: { model: { sharedModel: { cells: [] } }, modelContentChanged: new Signal({}) },
    context: { path: 'study.ipynb' },
    sessionContext: { session: null, kernelPreference: { name: 'python3' } }
  } as unknown as NotebookPanel;
  const services = {
    contents: contents.manager,
    sessions: { startNew: async () => session }
  } as unknown as LabServices;
  const again = () =>
    runAgain(
      { panel, services, runFolder: 'study-cellforge/r-1' },
      [cell],
      new AbortController().signal
    );
  return { again, ran, session };
}

test('cells run again in a folder that nothing was in, and end their kernel', async () => {
  const { again, ran, session } = scene({ leaves: true });
  expect((await again()).run).toBe('new');
  await again();
  expect(ran[0]).toMatch(/Run\("study-cellforge\/r-1-verify-\w+"\)/);
  expect(ran[1]).not.toBe(ran[0]);
  expect(session.shutdown).toHaveBeenCalledTimes(2);
});

test('a result that an earlier verification left is not taken for this one', async () => {
  await expect(scene({ leaves: false }).again()).rejects.toThrow(/left no result/);
});

test('a second kernel that dies is told as that', async () => {
  const { again, session } = scene({ leaves: true });
  const canceled = new Error(
    'Canceled future for execute_request message before replies were done'
  );
  session.kernel.requestExecute = () => ({ done: Promise.reject(canceled) });
  await expect(again()).rejects.toMatchObject({ code: 'kernel/gone' });
  expect(session.dispose).toHaveBeenCalledTimes(1);
});
