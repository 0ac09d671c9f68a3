import { expect, galata, test } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Locator } from '@playwright/test';
import { notebookWith, openPanel, realKernels, shutDownAll, smallScreen } from './desk';
import type { Page } from './desk';
import { close, endpoint } from './endpoint';

test.use({
  ...realKernels,
  // no candidate is scored before the plan is approved: what is asked about is the design's own code
  mockSettings: { ...galata.DEFAULT_SETTINGS, 'jupyterlab-cellforge:design': { refine: 0 } }
});
test.afterEach(({ page }) => shutDownAll(page));

/** Experts who want an architecture of their own and mind nothing; a coder whose first cell fails when it is tried. */
function answer(prompt: string): unknown {
  if (prompt.includes('one of four analysts')) {
    return { claims: [], ask: [], search: [] };
  }
  if (prompt.includes('You are the coder')) {
    return codeFor(prompt);
  }
  return prompt.includes('in the form of a review')
    ? { withdraw: [], raise: [], remarks: [] }
    : proposalFor(prompt);
}

/** The built-in writer's cell, which the prompt shows: broken first, then mended with an import it did not have. */
function codeFor(prompt: string) {
  const example = /<data name="example">\n([\s\S]*?)\n<\/data>/.exec(prompt)?.[1] ?? '';
  const isFirst = prompt.includes('This is attempt 1 of');
  const source = isFirst
    ? example.replace(/( *def build\(self[^\n]*:\n)/, '$1        raise RuntimeError("first try")\n')
    : `import scipy\n${example}`;
  return { source, explanation: 'A network.', faults: 'none', reason: '' };
}

function proposalFor(prompt: string) {
  const own = /Take a stand on ([a-z, ]+), and on/.exec(prompt)?.[1].split(', ') ?? [];
  const stands = [...new Set([...own, 'decoder'])].map(slot => ({
    slot,
    choice:
      slot === 'decoder'
        ? 'free:gated by pathway'
        : (new RegExp(`^${slot}: (\\S+) =`, 'm').exec(prompt)?.[1] ?? ''),
    reason: 'Scripted for testing.',
    evidence: [],
    facts: [],
    turns: []
  }));
  return { text: 'Scripted for testing.', stands, hyperparameters: {}, answers: [] };
}

const status = (panel: Locator): Locator => panel.locator('[role=status]').first();
const button = (panel: Locator, name: string): Locator =>
  panel.getByRole('button', { name, exact: true });

async function stopInTraining(panel: Locator): Promise<void> {
  // what an earlier stop left on the screen is not taken for this one's
  await expect(status(panel)).not.toHaveText('Stopped', { timeout: 60_000 });
  await expect(panel.getByText(/Training, fold/).first()).toBeVisible({ timeout: 180_000 });
  await button(panel, 'Stop').click();
  await expect(status(panel)).toHaveText('Stopped', { timeout: 30_000 });
}

/** The notebook under another name beside its runs, as somebody else would be given them, in front. */
async function openCopy(page: Page, name: string): Promise<void> {
  await page.evaluate(async copy => {
    const { contents } = window.jupyterapp.serviceManager;
    const { context } = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const path = context.path.replace(/[^/]*$/, copy);
    // from memory: saving the original may meet the panel's own save, and JupyterLab then asks which to keep
    const content = context.model.toJSON();
    await contents.save(path, { type: 'notebook', format: 'json', content });
    await window.jupyterapp.commands.execute('docmanager:open', { path });
  }, name);
}

test('code is approved before it is tried, a new import asks again, and a rule made here lets only runs made here go', async ({
  page
}) => {
  test.setTimeout(600_000);
  const server = await endpoint([], answer);
  try {
    await notebookWith(page, 'approvals.ipynb', smallScreen);
    let panel = await openPanel(page);
    await expect(panel.getByText('Ready to design')).toBeVisible({ timeout: 60_000 });
    await page.evaluate(() =>
      window.jupyterapp.commands.execute('cellforge:set', { key: 'folds', value: '2' })
    );
    await expect(panel.getByText('2 folds').first()).toBeVisible({ timeout: 30_000 });
    await panel.getByText('Language model', { exact: true }).click();
    await button(panel, 'Design a method').click();
    await button(panel, 'Send and design').click({ timeout: 180_000 });
    await panel.getByRole('button', { name: 'Insert and run' }).click({ timeout: 180_000 });

    const code = panel.getByRole('region', { name: 'Model cell for approval' });
    await expect(code.getByText('Policy: kept, without exception.')).toBeVisible({
      timeout: 60_000
    });
    await expect(button(panel, 'Always for this notebook')).toBeVisible();
    await expect(code.getByLabel('Changed lines')).toContainText('first try');
    await expect(panel.getByText('waits for you')).toBeVisible();
    await button(panel, 'Run').click();

    // the trial failed, and what mends it imports something new
    await expect(panel.getByText(/It imports scipy, which is asked about each time/)).toBeVisible({
      timeout: 120_000
    });
    await expect(panel.getByText('exception', { exact: true })).toBeVisible();
    await expect(button(panel, 'Always for this notebook')).toHaveCount(0);
    await button(panel, 'Run').click();
    await stopInTraining(panel);

    await button(panel, 'Resume').click();
    await expect(status(panel)).toHaveText('Cells wait for approval', { timeout: 60_000 });
    await button(panel, 'Always for this notebook').click();
    await expect(panel.getByText(/Code runs in this notebook without asking/)).toBeVisible();
    await stopInTraining(panel);

    await button(panel, 'Resume').click();
    await stopInTraining(panel);
    await panel.getByText('3 decisions to run code').click();
    await expect(panel.getByText(/Approved by “always for this notebook”/).first()).toBeVisible();

    await openCopy(page, 'copy.ipynb');
    panel = await openPanel(page);
    await expect(panel.getByText('copy.ipynb')).toBeVisible();
    await expect(panel.getByText(/Code runs in this notebook without asking/)).toHaveCount(0);
    await button(panel, 'Resume').click({ timeout: 60_000 });
    await expect(status(panel)).toHaveText('Cells wait for approval', { timeout: 60_000 });
    await button(panel, 'Do not run').click();
    await expect(status(panel)).toHaveText('Stopped', { timeout: 30_000 });
  } finally {
    close(server);
  }
});
