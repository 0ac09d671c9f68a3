import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { expect, test } from '@jupyterlab/galata';
import { notebookWith, openPanel, runCode, saved, smallScreen } from './desk';

/** As in server_config.py: known to the server and the endpoint, and to nobody else. */
const key = 'sk-ui-test-never-to-be-seen';
const port = Number(process.env.CELLFORGE_LLM_PORT ?? '8900');

interface Asked {
  readonly authorization: string | undefined;
  readonly body: string;
}

/**
 * An endpoint on this machine. Analysts have nothing to claim, and experts say nothing of use, so that the built-in
 * rules take their turns: the way to a model is tested here, not a model.
 */
async function endpoint(asked: Asked[]): Promise<Server> {
  const server = createServer((request, response) => {
    void readAll(request).then(body => {
      response.setHeader('content-type', 'application/json');
      if (request.url?.endsWith('/models')) {
        response.end(JSON.stringify({ data: [{ id: 'scripted' }] }));
        return;
      }
      asked.push({ authorization: request.headers.authorization, body });
      response.setHeader('content-type', 'text/event-stream');
      response.end(streamed(body));
    });
  });
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  return server;
}

/** A stream of one piece, with usage, as every call here asks for. */
function streamed(body: string): string {
  const isAnalysis = body.includes('one of four analysts');
  const said = JSON.stringify(isAnalysis ? { claims: [], ask: [], search: [] } : {});
  const chunk = { id: 'c-1', object: 'chat.completion.chunk', created: 0, model: 'scripted' };
  const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
  const events = [
    { ...chunk, choices: [{ index: 0, delta: { content: said }, finish_reason: null }] },
    { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { ...chunk, choices: [], usage }
  ];
  return [...events.map(event => JSON.stringify(event)), '[DONE]']
    .map(data => `data: ${data}\n\n`)
    .join('');
}

async function readAll(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

test('a language model designs through the server, after consent, and its key stays there', async ({
  page
}) => {
  test.setTimeout(420_000);
  const asked: Asked[] = [];
  const server = await endpoint(asked);
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
      timeout: 180_000
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
    server.closeAllConnections();
    server.close();
  }
});
