import { expect, test } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { cellSource, designed, notebookWith, openPanel, outputTypes, runCode, saved, smallScreen } from './desk';
import type { Page } from './desk';

const resultType = 'application/vnd.cellforge.result.v1+json';

/** Two folds instead of five: the path is the same and takes less than half the time. */
async function twoFolds(page: Page): Promise<void> {
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('cellforge:set', { key: 'folds', value: '2' })
  );
}

/** A notebook with a plan ready for approval. */
async function planReady(page: Page, name: string): Promise<Locator> {
  await notebookWith(page, name, smallScreen);
  const panel = await openPanel(page);
  await expect(panel.getByText('Ready to design')).toBeVisible({ timeout: 60_000 });
  await twoFolds(page);
  await expect(panel.getByText('2 folds').first()).toBeVisible({ timeout: 30_000 });
  return designed(page);
}

const names = ['design-note', 'setup', 'data', 'model', 'training', 'evaluation', 'prediction'];

async function insertedNames(page: Page): Promise<readonly string[]> {
  const { cells } = await saved(page);
  return cells.flatMap(cell => cell.metadata.cellforge?.step ?? []);
}

test('designs, inserts as one undo step, keeps an edited cell, runs, and stands in notebook and panel', async ({
  page
}) => {
  test.setTimeout(600_000);
  const panel = await planReady(page, 'journey.ipynb');
  await expect(panel.getByText(/Agreed in round/).first()).toBeVisible();

  await panel.getByRole('button', { name: 'Approve and insert cells' }).click();
  await expect.poll(() => insertedNames(page)).toEqual(names);
  await page.evaluate(() => window.jupyterapp.commands.execute('notebook:undo-cell-action'));
  await expect.poll(() => insertedNames(page)).toEqual([]);
  await page.evaluate(() => window.jupyterapp.commands.execute('notebook:redo-cell-action'));
  await expect.poll(() => insertedNames(page)).toEqual(names);

  await editCell(page, 'model', 'hidden = 32');
  await expect(page.getByText('edited by you: kept as it is')).toBeVisible();
  await panel.getByRole('button', { name: 'Run the cells' }).click();

  await expect(panel.locator('[role=status]')).not.toContainText(/Running|Training|Evaluating/, {
    timeout: 500_000
  });
  const notebook = await saved(page);
  expect(outputTypes(notebook, 'evaluation')).toEqual(
    expect.arrayContaining([resultType, 'image/png', 'text/plain'])
  );
  expect(await cellSource(page, 'model')).toContain('hidden = 32');
  await expect(panel.getByText(/Better|better|no claim|baseline|predictable/i).first()).toBeVisible();
  expect(await runCode(page, 'predicted.obs.columns.tolist()')).toContain('kind');
  expect(JSON.stringify(notebook.metadata.cellforge).length).toBeLessThan(300_000);
});

/** Appends a line to a cell of the run, as a person would in its editor. */
async function editCell(page: Page, step: string, line: string): Promise<void> {
  await page.evaluate(
    ([name, added]) => {
      const panel = window.jupyterapp.shell.currentWidget as unknown as {
        content: {
          model: {
            sharedModel: {
              cells: {
                getMetadata(key: string): { step: string } | undefined;
                getSource(): string;
                setSource(text: string): void;
              }[];
            };
          };
        };
      };
      const cell = panel.content.model.sharedModel.cells.find(
        each => each.getMetadata('cellforge')?.step === name
      );
      cell?.setSource(cell.getSource().replace(/^hidden = \d+/m, added));
    },
    [step, line]
  );
}
