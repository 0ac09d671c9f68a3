/** @jest-environment node */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portContract } from '../core/testing/port-contract';
import type { PortsUnderTest } from '../core/testing/port-contract';
import { fileStore } from './file-store';
import { KernelProcess } from './kernel-process';
import { nodePorts } from './node-ports';
import { NotebookFile } from './notebook-file';
import { kernelPython } from './paths';
import { builtInMind } from '../core';

jest.setTimeout(120_000);

describe('the ports on Node', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cellforge-ports-'));
  let kernel: KernelProcess;
  let under: PortsUnderTest;

  beforeAll(async () => {
    kernel = await KernelProcess.start({
      python: kernelPython(),
      cwd: folder,
      env: process.env,
      signal: new AbortController().signal
    });
    const notebook = new NotebookFile(join(folder, 'contract.ipynb'), () => kernel);
    const reopenStore = () => fileStore(join(folder, 'run', 'events.jsonl'));
    const experts = {
      name: 'built-in',
      mind: builtInMind(),
      settings: {},
      check: () => undefined
    };
    under = {
      ports: nodePorts({ given: { seed: 1 }, experts, notebook, kernel, store: reopenStore() }),
      reopenStore,
      execute: async code => {
        const { status, evalue } = await kernel.execute(code);
        expect([status, evalue]).toEqual(['ok', undefined]);
      },
      userNames: () => userNames(kernel),
      edit: async (id, source) => {
        notebook.cells.find(cell => cell.id === id)!.source = source;
      }
    };
  });

  afterAll(async () => {
    await kernel.shutdown();
    rmSync(folder, { recursive: true });
  });

  it.each(portContract.map(rule => [rule.name, rule] as const))('%s', async (_name, rule) => {
    await rule.check(under);
  });
});

async function userNames(kernel: KernelProcess): Promise<readonly string[]> {
  const told: string[] = [];
  // history names grow with each execution and are IPython's own
  const code = "print(*sorted(name for name in globals() if not name.startswith('_')))";
  await kernel.execute(code, message => {
    if (message.type === 'stream') {
      told.push(String(message.content.text));
    }
  });
  return told.join('').trim().split(' ');
}
