import { expect } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Locator } from '@playwright/test';

export type Page = IJupyterLabPageFixture;

/** Galata's stand-in for these cannot carry an interrupt, whose answer is empty: tests that stop use the real ones. */
export const realKernels = { kernels: null, sessions: null } as const;

export async function shutDownAll(page: Page): Promise<void> {
  await page.evaluate(() => window.jupyterapp.serviceManager.sessions.shutdownAll());
}

/** For `page.reload`, which waits no longer than for the page: Playwright's type of it hides Galata's own option. */
export const atOnce = { waitForIsReady: false, waitUntil: 'load' } as const;

/** A screen small enough to train in seconds; simulated, so that it needs no file. */
export const smallScreen = [
  'import cellforge_runtime as cf',
  'adata = cf.datasets.simulate(kind="interaction", seed=0, n_cells=3600, n_genes=200)'
].join('\n');

/** The sidebar. */
export function panelOf(page: Page): Locator {
  return page.locator('#jupyterlab-cellforge-panel');
}

/** A new notebook under `name` with `source` run in its first cell. */
export async function notebookWith(page: Page, name: string, source: string): Promise<void> {
  await page.notebook.createNew(name);
  await runCode(page, source);
  await followRename(page);
}

/** Galata renames the notebook while its session starts: a session that missed it would be lost to a reloaded page. */
async function followRename(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { context, sessionContext } = window.jupyterapp.shell.currentWidget as NotebookPanel;
    await sessionContext.session?.setPath(context.path);
  });
}

/** Runs code in a new last cell of the notebook in front; gives the text of its outputs, once it has ended. */
export async function runCode(page: Page, source: string): Promise<string> {
  return page.evaluate(async code => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const { sharedModel } = panel.content.model!;
    await panel.sessionContext.ready;
    const at = sharedModel.cells.length;
    sharedModel.insertCell(at, { cell_type: 'code', source: code });
    panel.content.activeCellIndex = at;
    await window.jupyterapp.commands.execute('notebook:run-cell');
    return JSON.stringify(sharedModel.cells[at].toJSON().outputs);
  }, source);
}

export async function openPanel(page: Page): Promise<Locator> {
  await page.evaluate(() => window.jupyterapp.commands.execute('cellforge:open'));
  const panel = panelOf(page);
  await expect(panel).toBeVisible();
  return panel;
}

/** Designs over what the panel shows, up to the plan that waits for approval. */
export async function designed(page: Page): Promise<Locator> {
  const panel = await openPanel(page);
  await panel.getByRole('button', { name: 'Design a method' }).click({ timeout: 60_000 });
  await expect(panel.getByRole('button', { name: 'Approve and insert cells' })).toBeVisible({
    timeout: 120_000
  });
  return panel;
}

/** A cell of the run by its planned name, as JupyterLab's model holds it now. */
export async function cellSource(page: Page, step: string): Promise<string | null> {
  return page.evaluate(name => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    const isIt = (mark: unknown) => (mark as { step: string } | undefined)?.step === name;
    const cells = panel.content.model!.sharedModel.cells;
    return cells.find(cell => isIt(cell.getMetadata('cellforge')))?.getSource() ?? null;
  }, step);
}

/** The notebook as it stands on disk. */
export async function saved(page: Page): Promise<SavedNotebook> {
  // the extension saves when a run ends, and of two saves at once JupyterLab asks which to keep: a person would wait, too
  const isClean = () =>
    !(window.jupyterapp.shell.currentWidget as NotebookPanel).context.model.dirty;
  await page.waitForFunction(isClean, undefined, { timeout: 3000 }).catch(() => undefined);
  return page.evaluate(async () => {
    const { context } = window.jupyterapp.shell.currentWidget as NotebookPanel;
    await context.save();
    const model = await window.jupyterapp.serviceManager.contents.get(context.path);
    return model.content as SavedNotebook;
  });
}

export interface SavedNotebook {
  readonly metadata: Record<string, unknown>;
  readonly cells: readonly {
    readonly id: string;
    readonly cell_type: string;
    readonly source: string;
    readonly metadata: { readonly cellforge?: { readonly step: string } };
    readonly outputs?: readonly { readonly data?: Record<string, unknown> }[];
  }[];
}

/** The types of the outputs of the cell named `step`, in the saved notebook. */
export function outputTypes(notebook: SavedNotebook, step: string): readonly string[] {
  const cell = notebook.cells.find(each => each.metadata.cellforge?.step === step);
  return (cell?.outputs ?? []).flatMap(output => Object.keys(output.data ?? {}));
}

/** A notebook with a plan of two folds ready for approval: the path is that of five, in less than half the time. */
export async function planReady(page: Page, name: string): Promise<Locator> {
  await notebookWith(page, name, smallScreen);
  const panel = await openPanel(page);
  await expect(panel.getByText('Ready to design')).toBeVisible({ timeout: 60_000 });
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('cellforge:set', { key: 'folds', value: '2' })
  );
  await expect(panel.getByText('2 folds').first()).toBeVisible({ timeout: 30_000 });
  return designed(page);
}

/** Waits until the status says how the run ended: a status from before it began is not taken for its end. */
export async function settled(panel: Locator): Promise<void> {
  await expect(panel.locator('[role=status]').first()).toHaveText(
    /^(Better|Done|Not predictable|Nothing was scored|Failed)/,
    { timeout: 500_000 }
  );
}

/** Presses a command of JupyterLab's. */
export async function command(page: Page, id: string): Promise<void> {
  await page.evaluate(name => window.jupyterapp.commands.execute(name), id);
}
