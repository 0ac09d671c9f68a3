import { gzipSync } from 'node:zlib';
import { expect, test } from '@jupyterlab/galata';
import { version } from '../package.json';

const ours = /\/lab\/extensions\/jupyterlab-cellforge\/static\//;

test('JupyterLab starts with every CellForge plugin active', async ({ page }) => {
  const plugins = await page.evaluate(() =>
    window.jupyterapp.listPlugins().filter(id => id.startsWith('jupyterlab-cellforge:'))
  );

  expect(plugins.length).toBeGreaterThanOrEqual(4);
  for (const id of plugins) {
    expect
      .soft(await page.evaluate(plugin => window.jupyterapp.isPluginActivated(plugin), id))
      .toBe(true);
  }
});

test('start-up loads less than 30 kB of CellForge, gzipped', async ({ page }) => {
  const loaded: Promise<number>[] = [];
  page.on('response', response => {
    if (ours.test(response.url())) {
      loaded.push(response.body().then(body => gzipSync(body).length));
    }
  });

  await page.reload();

  const bytes = (await Promise.all(loaded)).reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(30_000);
});

test('the server says its version and limits', async ({ request }) => {
  const answer = await request.get('cellforge/config');

  expect(await answer.json()).toMatchObject({ version, limits: { greatest_minutes: null } });
});
