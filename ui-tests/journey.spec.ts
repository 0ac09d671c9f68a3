import { expect, test } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';
import {
  cellSource,
  command,
  openPanel,
  outputTypes,
  planReady,
  realKernels,
  runCode,
  saved,
  settled,
  shutDownAll
} from './desk';
import type { Page, SavedNotebook } from './desk';

const resultType = 'application/vnd.cellforge.result.v1+json';

test.use(realKernels);
test.afterEach(({ page }) => shutDownAll(page));

const names = ['design-note', 'setup', 'data', 'model', 'training', 'evaluation', 'prediction'];

/** As the notebook's model holds them: a save under way must not be read. */
async function insertedNames(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    return panel.content.model!.sharedModel.cells.flatMap(
      cell => (cell.getMetadata('cellforge') as { step: string } | undefined)?.step ?? []
    );
  });
}

test('designs, inserts as one undo step, keeps an edited cell, runs, and stands in notebook and panel', async ({
  page
}) => {
  test.setTimeout(600_000);
  const panel = await planReady(page, 'journey.ipynb');
  await expect(panel.getByText(/Agreed in round/).first()).toBeVisible();

  await panel.getByRole('button', { name: 'Approve and insert cells' }).click();
  await expect(panel.locator('[role=status]').first()).toHaveText('Cells inserted');
  await expect.poll(() => insertedNames(page)).toEqual(names);
  await command(page, 'notebook:undo-cell-action');
  await expect.poll(() => insertedNames(page)).toEqual([]);
  await command(page, 'notebook:redo-cell-action');
  await expect.poll(() => insertedNames(page)).toEqual(names);

  await editCell(page, 'model', ['^programmes = \\d+', 'programmes = 8']);
  // shorter, for the test's sake; also an edit that must be kept
  await editCell(page, 'training', ['"max_epochs": \\d+', '"max_epochs": 60']);
  await expect(page.locator('.jp-CellForgeLine-note', { hasText: 'edited by you' })).toHaveCount(2);
  await panel.getByRole('button', { name: 'Run the cells' }).click();

  await settled(panel);
  const notebook = await saved(page);
  expect(outputTypes(notebook, 'evaluation')).toEqual(
    expect.arrayContaining([resultType, 'image/png', 'text/plain'])
  );
  expect(await cellSource(page, 'model')).toContain('programmes = 8');
  expect(await cellSource(page, 'training')).toContain('"max_epochs": 60');
  await expect(
    panel.getByText(/Better|better|no claim|baseline|predictable/i).first()
  ).toBeVisible();
  expect(await runCode(page, 'predicted.obs.columns.tolist()')).toContain('kind');
  expect(JSON.stringify(notebook.metadata.cellforge).length).toBeLessThan(300_000);

  await showsWithoutKernel(page, await saved(page));
});

/** A colleague opens the shared notebook: debate, plan, evidence and result stand there with nothing running. */
async function showsWithoutKernel(page: Page, shared: SavedNotebook): Promise<void> {
  await page.evaluate(
    async content => {
      const { contents, sessions } = window.jupyterapp.serviceManager;
      await contents.save('shared.ipynb', { type: 'notebook', format: 'json', content });
      await window.jupyterapp.commands.execute('application:close-all');
      await sessions.shutdownAll();
      await window.jupyterapp.commands.execute('docmanager:open', {
        path: 'shared.ipynb',
        kernelPreference: { shouldStart: false, autoStartDefault: false, canStart: false }
      });
    },
    shared as unknown as never
  );
  const panel = await openPanel(page);
  await expect(panel.getByText(/replayed here/i).first()).toBeVisible({ timeout: 30_000 });
  await expect(panel.getByText(/Agreed in round/).first()).toBeVisible();
  await expect(panel.getByRole('slider')).toBeVisible();
  const running = await page.evaluate(
    () => [...window.jupyterapp.serviceManager.sessions.running()].length
  );
  expect(running).toBe(0);
}

/** Replaces what a pattern finds in a cell of the run, as a person would in its editor. */
async function editCell(
  page: Page,
  step: string,
  [pattern, words]: readonly [string, string]
): Promise<void> {
  await page.evaluate(
    ([name, was, becomes]) => {
      const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
      const isIt = (mark: unknown) => (mark as { step: string } | undefined)?.step === name;
      const cells = panel.content.model!.sharedModel.cells;
      const cell = cells.find(each => isIt(each.getMetadata('cellforge')));
      cell?.setSource(cell.getSource().replace(new RegExp(was, 'm'), becomes));
    },
    [step, pattern, words] as const
  );
  expect(await cellSource(page, step)).toContain(words);
}
