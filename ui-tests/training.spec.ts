import { expect, test } from '@jupyterlab/galata';
import {
  atOnce,
  openPanel,
  outputTypes,
  planReady,
  realKernels,
  runCode,
  saved,
  settled,
  shutDownAll
} from './desk';

const resultType = 'application/vnd.cellforge.result.v1+json';

test.use(realKernels);
test.afterEach(({ page }) => shutDownAll(page));

test('stops within seconds with the kernel alive, resumes, and survives a reload in mid-training', async ({
  page
}) => {
  // switches fitted by evidence take a few minutes on two cores
  test.setTimeout(900_000);
  let panel = await planReady(page, 'training.ipynb');
  await panel.getByRole('button', { name: 'Insert and run' }).click();
  await expect(panel.getByText(/Training, fold/).first()).toBeVisible({ timeout: 120_000 });

  await panel.getByRole('button', { name: 'Stop', exact: true }).click();

  await expect(panel.locator('[role=status]').first()).toHaveText('Stopped', { timeout: 15_000 });
  expect(await runCode(page, 'adata.n_obs')).toContain('3600');

  const resume = panel.getByRole('button', { name: /Resume/ }).first();
  // every start of cells is asked for, also one that goes on
  const start = panel.getByRole('button', { name: 'Run', exact: true });
  await resume.click();
  await start.click({ timeout: 30_000 });
  // a stop before the kernel has begun is a stop all the same
  await panel.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(panel.locator('[role=status]').first()).toHaveText('Stopped', { timeout: 15_000 });
  // queued behind whatever the kernel had still taken up
  expect(await runCode(page, 'adata.n_obs')).toContain('3600');
  expect(outputTypes(await saved(page), 'evaluation')).not.toContain(resultType);

  await resume.click();
  await start.click({ timeout: 30_000 });
  const share = panel.locator('[role=progressbar]').first();
  await expect
    .poll(async () => Number(await share.getAttribute('aria-valuenow')), { timeout: 300_000 })
    .toBeGreaterThanOrEqual(30);
  await page.reload(atOnce);

  // the workspace brings the notebook back in front
  await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor({ timeout: 60_000 });
  panel = await openPanel(page);
  await expect(panel.getByText(/Training, fold/).first()).toBeVisible({ timeout: 15_000 });
  await settled(panel);
  await expect
    .poll(async () => outputTypes(await saved(page), 'evaluation'), { timeout: 30_000 })
    .toContain(resultType);
  expect(outputTypes(await saved(page), 'evaluation')).toEqual(
    expect.arrayContaining(['image/png', 'text/plain'])
  );
});
