import { expect, test } from '@jupyterlab/galata';
import { notebookWith, openPanel, smallScreen } from './desk';

/** Gene sets of the simulated screen's targets, written beside the notebook. */
const geneSets = [
  smallScreen,
  'from pathlib import Path',
  'targets = sorted({t for label in adata.obs["perturbation"].unique() if label != "control" for t in label.split("+")})',
  'sets = {"even": targets[::2], "odd": targets[1::2], "first": targets[:9], "none of ours": ["NOBODY1", "NOBODY2"]}',
  'lines = ["\\t".join([name, "simulated", *genes]) for name, genes in sets.items()]',
  'Path("sets.gmt").write_text("\\n".join(lines))'
].join('\n');

test('reads a file of prior knowledge that is named in the panel, and says how', async ({
  page
}) => {
  test.setTimeout(300_000);
  await notebookWith(page, 'knowledge.ipynb', geneSets);
  const panel = await openPanel(page);
  await expect(panel.getByText('Ready to design')).toBeVisible({ timeout: 60_000 });

  await page.evaluate(() =>
    window.jupyterapp.commands.execute('cellforge:set', { key: 'folds', value: '2' })
  );
  await expect(panel.getByText('2 folds').first()).toBeVisible({ timeout: 30_000 });
  await panel.getByRole('button', { name: 'Add a file' }).click();
  await panel.getByLabel(/relative to the notebook/).fill('sets.gmt');
  await panel.getByLabel(/relative to the notebook/).press('Enter');
  await expect(panel.getByText('it may know the answer', { exact: false })).toBeVisible();
  await panel.getByRole('button', { name: 'Design a method' }).click({ timeout: 60_000 });
  await expect(panel.getByRole('button', { name: 'Approve and insert cells' })).toBeVisible({
    timeout: 180_000
  });

  await panel.getByRole('heading', { name: 'Task Analysis' }).click();
  await expect(panel.getByText('sets.gmt', { exact: true })).toBeVisible();
  await panel.getByText('How it was read').click();
  await expect(panel.getByText(/GMT/).first()).toBeVisible();
  await expect(panel.getByText(/NOBODY1/)).toBeVisible();
});
