import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiteratureProcess } from './literature';
import { kernelPython } from './paths';

// a local server with Crossref's shape of answer, below an address that a configuration file names
const item = {
  DOI: '10.5555/example.1',
  title: ['Example of gene pairs'],
  author: [{ family: 'Example', given: 'Ann' }],
  issued: { 'date-parts': [[2024]] },
  'container-title': ['Journal of Examples'],
  abstract: '<jats:p>Pairs of genes, as an example.</jats:p>'
};

describe('the literature gateway as a process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cellforge-literature-'));
  const asked: string[] = [];
  let server: Server;
  let gateway: LiteratureProcess;

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ status: 'ok', message: { items: [item] } }));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const config = {
      CellForgeLiterature: {
        base_urls: { crossref: `http://127.0.0.1:${port}` },
        cache_folder: folder
      }
    };
    writeFileSync(join(folder, 'jupyter_server_config.json'), JSON.stringify(config));
    gateway = new LiteratureProcess(kernelPython(), { ...process.env, JUPYTER_CONFIG_DIR: folder });
  });

  afterAll(async () => {
    gateway.close();
    await new Promise(resolve => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  const signal = new AbortController().signal;

  it('gives records as plain text, in the order of the questions', async () => {
    const [first, second] = await Promise.all([
      gateway.search('crossref', 'gene pairs', 5, signal),
      gateway.search('crossref', 'other words', 5, signal)
    ]);
    expect(first).toEqual([
      expect.objectContaining({
        title: 'Example of gene pairs',
        abstract: 'Pairs of genes, as an example.',
        doi: '10.5555/example.1',
        year: 2024
      })
    ]);
    expect(second).toHaveLength(1);
    expect(asked.some(url => url.includes('gene'))).toBe(true);
  });

  it('tells what a service refuses', async () => {
    await expect(
      gateway.related('crossref', '10.5555/example.1', 'cited-by', signal)
    ).rejects.toThrow('Crossref');
  });

  it('says so when the process is gone', async () => {
    const gone = new LiteratureProcess('/nonexistent/python');
    await expect(gone.search('crossref', 'x', 1, signal)).rejects.toMatchObject({
      code: 'literature/no-answer'
    });
  });
});
