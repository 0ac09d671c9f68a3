import { expect, test } from '@playwright/test';

const own =
  'import cellforge_runtime as cf; adata = cf.datasets.simulate(kind="null", n_cells=3600, n_genes=200)';

test('Notebook 7 shows the panel and reads the kernel', async ({ page, request, baseURL }) => {
  test.setTimeout(180_000);
  const notebook = {
    cells: [
      {
        cell_type: 'code',
        id: 'own',
        metadata: {},
        source: own,
        outputs: [],
        execution_count: null
      }
    ],
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
    nbformat: 4,
    nbformat_minor: 5
  };
  await request.put(`${baseURL}/api/contents/seven.ipynb`, {
    data: { type: 'notebook', format: 'json', content: notebook }
  });

  await page.goto(`${baseURL}/notebooks/seven.ipynb?cellforge=open`);
  // the panel takes the focus when it opens: the cell is run after that
  const panel = page.locator('#jupyterlab-cellforge-panel');
  await expect(panel).toBeVisible({ timeout: 60_000 });
  const cell = page.locator('.jp-Notebook .jp-CodeCell').first();
  await expect(async () => {
    await cell.click();
    await page.keyboard.press('Control+Enter');
    await expect(cell.locator('.jp-InputPrompt')).not.toHaveText('[ ]:', { timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  await expect(panel.getByText('Ready to design')).toBeVisible({ timeout: 90_000 });
});
