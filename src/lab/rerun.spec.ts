import type { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';

import { NotRunAgain } from '../core';
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
function scene(given: {
  leaves: boolean;
  cells?: readonly PlannedCell[];
  fails?: { source: string; ename: string };
}) {
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
    const content =
      code === given.fails?.source
        ? { status: 'error', ename: given.fails.ename, evalue: 'of the test', traceback: [] }
        : { status: 'ok' };
    return { done: Promise.resolve({ content }) };
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
      given.cells ?? [cell],
      new AbortController().signal
    );
  return { again, ran, session };
}

test('cells run again in a folder that nothing was in, and end their kernel', async () => {
  const { again, ran, session } = scene({ leaves: true });
  expect((await again()).run).toBe('new');
  await again();
  const [first, , second] = ran;
  expect(first).toMatch(/Run\("study-cellforge\/r-1-verify-\w+"\)/);
  expect(second).toMatch(/Run\("study-cellforge\/r-1-verify-\w+"\)/);
  expect(second).not.toBe(first);
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
  const told: unknown = await again().catch((error: unknown) => error);
  expect(told).toBeInstanceOf(NotRunAgain);
  expect(String(told)).toContain('restarted or died');
  expect(session.dispose).toHaveBeenCalledTimes(1);
});

test('the folder it made is taken away once its result is read', async () => {
  const { again, ran } = scene({ leaves: true });
  await again();
  const folder = /"(study-cellforge\/r-1-verify-\w+)"/.exec(ran[0])?.[1];
  expect(ran[1]).toContain(`shutil.rmtree("${folder}"`);
});

test.each([
  { name: 'load', ename: 'FileNotFoundError', isLack: true },
  { name: 'setup', ename: 'ModuleNotFoundError', isLack: true },
  { name: 'data', ename: 'NameError', isLack: true },
  { name: 'data', ename: 'CellForgeError', isLack: false },
  { name: 'training', ename: 'ValueError', isLack: false }
] as const)('$ename in the cell "$name": a lack of this machine is $isLack', async row => {
  const cells = [{ ...cell, name: row.name, source: 'failing' }];
  const { again } = scene({ leaves: true, cells, fails: { source: 'failing', ...row } });
  const failure: unknown = await again().catch((error: unknown) => error);
  expect(String(failure)).toContain(`${row.ename}: of the test`);
  expect(failure instanceof NotRunAgain).toBe(row.isLack);
});
