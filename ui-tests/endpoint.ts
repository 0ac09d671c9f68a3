import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';

const port = Number(process.env.CELLFORGE_LLM_PORT ?? '8900');

export interface Asked {
  readonly authorization: string | undefined;
  readonly body: string;
}

/** What a call's messages say, one below the other. */
export function promptIn(body: string): string {
  const { messages } = JSON.parse(body) as { messages: readonly { content: string }[] };
  return messages.map(({ content }) => content).join('\n');
}

/** An endpoint on this machine that says what `answer` makes of a prompt, as a stream of one piece with usage. */
export async function endpoint(
  asked: Asked[],
  answer: (prompt: string) => unknown
): Promise<Server> {
  const server = createServer((request, response) => {
    void readAll(request).then(body => {
      response.setHeader('content-type', 'application/json');
      if (request.url?.endsWith('/models')) {
        response.end(JSON.stringify({ data: [{ id: 'scripted' }] }));
        return;
      }
      asked.push({ authorization: request.headers.authorization, body });
      response.setHeader('content-type', 'text/event-stream');
      response.end(streamed(JSON.stringify(answer(promptIn(body)))));
    });
  });
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  return server;
}

export function close(server: Server): void {
  server.closeAllConnections();
  server.close();
}

function streamed(said: string): string {
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
