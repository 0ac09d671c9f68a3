import { expect, test } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';
import {
  atOnce,
  designed,
  notebookWith,
  openPanel,
  realKernels,
  shutDownAll,
  smallScreen
} from './desk';
import type { Page } from './desk';

test.use(realKernels);

/** The log of the notebook's one run, and whether somebody writes it, as they stand on disk. */
async function runFolder(page: Page): Promise<{ log: string; isWritten: boolean }> {
  return page.evaluate(async () => {
    const { contents } = window.jupyterapp.serviceManager;
    const { context } = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const [run] = (await contents.get(context.path.replace(/\.ipynb$/, '-cellforge'))).content;
    const files = (await contents.get(run.path)).content as { name: string }[];
    const log = await contents.get(`${run.path}/events.jsonl`, {
      content: true,
      format: 'text',
      type: 'file'
    });
    return {
      log: log.content as string,
      isWritten: files.some(({ name }) => name === 'writer.json')
    };
  });
}

test('of two windows one writes a run; the other watches, and may take over', async ({
  page,
  tmpPath
}) => {
  test.setTimeout(300_000);
  await notebookWith(page, 'shared.ipynb', smallScreen);
  const panel = await designed(page);
  await page.notebook.save();
  await expect.poll(async () => (await runFolder(page)).isWritten).toBe(true);

  const second = (await page.context().newPage()) as unknown as Page;
  await second.goto(`${new URL(page.url()).origin}/lab/tree/${tmpPath}/shared.ipynb`);
  // asked again where JupyterLab goes to another address while it starts
  await second.waitForFunction(() => window.jupyterapp?.restored.then(() => true));
  const watching = await openPanel(second);
  await expect(watching.getByText(/work(s)? on this run in another window/)).toBeVisible({
    timeout: 60_000
  });
  await expect(watching.getByRole('button', { name: 'Approve and insert cells' })).toHaveCount(0);

  await watching.getByRole('button', { name: 'Take over' }).click();
  await expect(watching.getByRole('button', { name: 'Approve and insert cells' })).toBeVisible({
    timeout: 60_000
  });
  // the first is told by its next sign of life
  await expect(panel.getByText('This run was taken over').first()).toBeVisible({ timeout: 60_000 });
  await expect(panel.getByText(/work(s)? on this run in another window/)).toBeVisible();

  await watching.getByRole('button', { name: 'Approve and insert cells' }).click();
  await expect(watching.getByRole('button', { name: 'Run the cells' })).toBeVisible({
    timeout: 60_000
  });
  await expect.poll(async () => (await runFolder(page)).isWritten).toBe(false);
  const { log } = await runFolder(page);
  expect(log).toContain('"key":"cells/inserted"');
  expect(
    new Set(
      log
        .trim()
        .split('\n')
        .map(line => JSON.parse(line).seq)
    ).size
  ).toBe(log.trim().split('\n').length);
  await expect(panel.getByRole('button', { name: 'Run the cells' })).toBeVisible({
    timeout: 30_000
  });
  await second.close();
  await shutDownAll(page);
});

test('a page that is reloaded goes on with its own run at once', async ({ page }) => {
  test.setTimeout(300_000);
  await notebookWith(page, 'reloaded.ipynb', smallScreen);
  await designed(page);
  await page.notebook.save();
  await expect.poll(async () => (await runFolder(page)).isWritten).toBe(true);

  await page.reload(atOnce);
  await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor({ timeout: 60_000 });
  const panel = await openPanel(page);
  await panel.getByRole('button', { name: 'Approve and insert cells' }).click({ timeout: 60_000 });
  await expect(panel.getByRole('button', { name: 'Run the cells' })).toBeVisible({
    timeout: 60_000
  });
  await expect.poll(async () => (await runFolder(page)).isWritten).toBe(false);
  await shutDownAll(page);
});
