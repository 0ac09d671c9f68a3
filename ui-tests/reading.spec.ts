import { expect, test } from '@jupyterlab/galata';
import { notebookWith, openPanel, panelOf, runCode, smallScreen } from './desk';
import type { Page } from './desk';

/** Messages that go to the kernel on its shell channel, by type, as the page sends them. */
function watchKernel(page: Page): string[] {
  const sent: string[] = [];
  page.on('websocket', socket => {
    socket.on('framesent', ({ payload }) => {
      const text = typeof payload === 'string' ? payload : payload.toString('latin1');
      for (const match of text.matchAll(/"msg_type":\s*"(\w+_request)"/g)) {
        sent.push(match[1]);
      }
    });
  });
  return sent;
}

/** Names in the user's namespace that were not there when IPython started. */
const userNames =
  'sorted(n for n in get_ipython().user_ns if n not in get_ipython().user_ns_hidden and not n.startswith("_"))';

test('reads the AnnData in the kernel and adds no name to it', async ({ page }) => {
  await notebookWith(page, 'reads.ipynb', smallScreen);

  const panel = await openPanel(page);

  await expect(panel.getByText('adata (AnnData, 3,600 × 200)')).toHaveCount(1);
  await expect(panel.getByText('raw counts', { exact: true })).toBeVisible();
  await expect(panel.getByText('24 single, 88 combined')).toBeVisible();
  // below the names of the parts, whose column it would otherwise squeeze
  const note = await panel.getByText(/^With one seen, a pair is scored once/).boundingBox();
  const part = await panel.getByText('both seen', { exact: true }).boundingBox();
  expect(note?.x).toBe(part?.x);
  expect(await runCode(page, userNames)).toContain("['adata', 'cf']");
});

test('says what is missing where there is no AnnData, and reads one as soon as there is', async ({
  page
}) => {
  await notebookWith(page, 'empty.ipynb', 'x = 1');
  const panel = await openPanel(page);
  await expect(panel.getByText('No AnnData or MuData found')).toBeVisible();

  await panel.getByRole('button', { name: 'Insert and run a simulated screen' }).click();

  await expect(panel.getByText('Ready to design')).toBeVisible({ timeout: 60_000 });
});

test('asks the kernel nothing while the panel is closed', async ({ page }) => {
  const sent = watchKernel(page);
  await notebookWith(page, 'closed.ipynb', 'y = 2');

  expect(await runCode(page, 'y + 1')).toContain('3');

  expect(sent.filter(type => type === 'execute_request')).toHaveLength(2);
  await expect(panelOf(page)).toBeHidden();
});

test('keeps the last profile while the kernel is busy, and says so', async ({ page }) => {
  await notebookWith(page, 'busy.ipynb', smallScreen);
  const panel = await openPanel(page);
  await expect(panel.getByText('Ready to design')).toBeVisible({ timeout: 60_000 });

  const running = runCode(page, 'input("go on? ")');

  await expect(panel.getByText('Kernel busy').first()).toBeVisible();
  await expect(panel.getByText('24 single, 88 combined')).toBeVisible();
  await page.locator('.jp-Stdin-input').press('Enter');
  await running;
});

test('names an object that is gone, without touching the notebook', async ({ page }) => {
  await notebookWith(page, 'gone.ipynb', smallScreen);
  const panel = await openPanel(page);
  await expect(panel.getByText('Ready to design')).toBeVisible({ timeout: 60_000 });

  await runCode(page, 'del adata');

  await expect(panel.getByText('No AnnData or MuData found')).toBeVisible();
});

test('sends nothing to any other host', async ({ page, baseURL }) => {
  const hosts = new Set<string>();
  page.on('request', request => hosts.add(new URL(request.url()).host));
  await notebookWith(page, 'hosts.ipynb', smallScreen);
  const panel = await openPanel(page);
  await expect(panel.getByText('Ready to design')).toBeVisible({ timeout: 60_000 });

  const others = [...hosts].filter(host => host !== '' && host !== new URL(baseURL ?? '').host);

  expect(others).toEqual([]);
});
