import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jupyterlab/galata';
import { atOnce, openPanel } from './desk';
import type { Page } from './desk';

/** A notebook with one user cell and the given metadata of ours; opened without a kernel. */
async function openWith(page: Page, name: string, cellforge: unknown): Promise<void> {
  const content = {
    cells: [
      {
        cell_type: 'code',
        id: 'own',
        metadata: {},
        source: 'x = 1',
        outputs: [],
        execution_count: null
      }
    ],
    metadata: { cellforge },
    nbformat: 4,
    nbformat_minor: 5
  };
  await page.evaluate(
    async ([path, notebook]) => {
      await window.jupyterapp.serviceManager.contents.save(path as string, {
        type: 'notebook',
        format: 'json',
        content: notebook
      });
      await window.jupyterapp.commands.execute('docmanager:open', {
        path,
        kernelPreference: { shouldStart: false, canStart: false }
      });
    },
    [name, content] as unknown as [string, never]
  );
}

const hostile = {
  'a newer record': [{ version: 99, runs: {} }, /newer CellForge/],
  'a damaged record': [
    {
      version: 1,
      runs: {
        'r-1': {
          pipeline: '0.1.0',
          experts: 'x',
          started_at: null,
          plan: null,
          events: 3,
          log: 'AAAA'
        }
      }
    },
    /damaged|cannot be read/i
  ],
  'a record that is a list': [[1, 2, 3], /record/i]
} as const;

for (const [what, [record, told]] of Object.entries(hostile)) {
  test(`names ${what} and leaves the notebook as it is`, async ({ page }) => {
    await openWith(page, 'hostile.ipynb', record);

    const panel = await openPanel(page);

    await expect(panel.getByText(told).first()).toBeVisible();
    const kept = await page.evaluate(async () => {
      const model = await window.jupyterapp.serviceManager.contents.get('hostile.ipynb');
      return (model.content as { metadata: { cellforge: unknown } }).metadata.cellforge;
    });
    expect(kept).toEqual(record);
  });
}

test('there is one plugin a capability, and its settings say what it is for', async ({ page }) => {
  const folder = join(__dirname, '..', 'schema', 'settings');
  const names = ['cells', 'design', 'inspect', 'panel', 'record', 'run'];

  const ids = await page.evaluate(() => window.jupyterapp.listPlugins());

  for (const name of names) {
    expect(ids).toContain(`jupyterlab-cellforge:${name}`);
    const schema = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    expect(schema.description.length).toBeGreaterThan(10);
  }
});

test('a plugin switched off takes its capability away and says so', async ({ page }) => {
  await page.route(/\/lab(\/|\?|$)/, async route => {
    if (route.request().resourceType() !== 'document') {
      return route.fallback();
    }
    const response = await route.fetch();
    const body = (await response.text()).replace(
      /"disabledExtensions":\s*\[/,
      '"disabledExtensions": ["jupyterlab-cellforge:inspect", '
    );
    return route.fulfill({ response, body: body.replace(', ]', ']') });
  });
  await page.reload(atOnce);
  await page.locator('.jp-Launcher, .jp-Notebook').first().waitFor({ timeout: 60_000 });
  await page.notebook.createNew('off.ipynb');

  const panel = await openPanel(page);

  await expect(panel.getByText('This part of CellForge is switched off here')).toBeVisible();
});

test('every command tells other extensions what it takes', async ({ page }) => {
  const described = await page.evaluate(async () => {
    const { commands } = window.jupyterapp;
    const ours = commands.listCommands().filter(id => id.startsWith('cellforge:'));
    return Promise.all(
      ours.map(async id => [id, (await commands.describedBy(id)).args !== null] as const)
    );
  });

  expect(described.length).toBeGreaterThan(10);
  expect(described.filter(([, isDescribed]) => !isDescribed)).toEqual([]);
});
