import { expect, test } from '@jupyterlab/galata';
import { close, endpoint } from './endpoint';
import type { Asked } from './endpoint';
import { notebookWith, openPanel, runCode, saved, smallScreen } from './desk';

/** As in server_config.py: known to the server and the endpoint, and to nobody else. */
const key = 'sk-ui-test-never-to-be-seen';

/**
 * Analysts have nothing to claim, and experts say nothing of use, so that the built-in rules take their turns: the way to
 * a model is tested here, not a model.
 */
const nothingOfUse = (prompt: string): unknown =>
  prompt.includes('one of four analysts') ? { claims: [], ask: [], search: [] } : {};

test('a language model designs through the server, after consent, and its key stays there', async ({
  page
}) => {
  test.setTimeout(480_000);
  const asked: Asked[] = [];
  const server = await endpoint(asked, nothingOfUse);
  const hosts = new Set<string>();
  page.on('request', request => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol)) {
      hosts.add(url.host);
    }
  });
  try {
    await notebookWith(page, 'llm.ipynb', smallScreen);
    const panel = await openPanel(page);
    await expect(panel.getByText('Ready to design')).toBeVisible({ timeout: 60_000 });
    await panel.getByText('Language model', { exact: true }).click();
    await expect(panel.getByText('at the scripted endpoint')).toBeVisible();
    await panel.getByRole('button', { name: 'Design a method' }).click();

    const send = panel.getByRole('button', { name: 'Send and design' });
    await expect(send).toBeVisible({ timeout: 180_000 });
    expect(asked).toHaveLength(0);
    await panel.getByText(/^The first prompt, word for word/).click();
    const shown = await panel.locator('pre', { hasText: 'one of four analysts' }).textContent();
    await send.click();
    await expect(panel.getByRole('button', { name: 'Approve and insert cells' })).toBeVisible({
      timeout: 300_000
    });

    const first = JSON.parse(asked[0].body) as { messages: readonly { content: string }[] };
    for (const { content } of first.messages) {
      expect(shown).toContain(content.slice(0, 500));
    }
    expect(new Set(asked.map(each => each.authorization))).toEqual(new Set([`Bearer ${key}`]));
    await expect(panel.getByText(/calls, .* tokens.*price unknown/)).toBeVisible();
    await expect(panel.getByText(/turns? taken by built-in rules/)).toBeVisible();

    const environment = await runCode(page, 'import os; print(dict(os.environ))');
    const notebook = JSON.stringify(await saved(page));
    const stored = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }])
    );
    for (const place of [await page.content(), environment, notebook, stored]) {
      expect(place).not.toContain(key);
    }
    expect([...hosts]).toEqual([new URL(page.url()).host]);
  } finally {
    close(server);
  }
});
