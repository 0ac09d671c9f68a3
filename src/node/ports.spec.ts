import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portContract } from '../core/testing/port-contract';
import type { PortsUnderTest } from '../core/testing/port-contract';
import { fileStore } from './file-store';
import { KernelProcess } from './kernel-process';
import { nodeKernel } from './node-kernel';
import { nodePorts } from './node-ports';
import { NotebookFile } from './notebook-file';
import { kernelPython } from './paths';
import { builtInMind, probeExpression, readProbeReply } from '../core';
import { exampleSituations, exampleTask } from '../core/design/testing/situations';
import { probeSource } from '../core/task/probe-source';

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
      ports: nodePorts({
        given: {},
        experts,
        notebook,
        kernel: nodeKernel(kernel),
        store: reopenStore()
      }),
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

describe('a kernel without our version of the runtime', () => {
  const source = { version: '9.9.9', modules: probeSource };
  let kernel: KernelProcess;

  beforeAll(async () => {
    const { signal } = new AbortController();
    const start = { python: kernelPython(), cwd: tmpdir(), env: process.env, signal };
    kernel = await KernelProcess.start(start);
    await kernel.execute(
      "import numpy, pandas, anndata\nobs = pandas.DataFrame({'gene': ['control'] * 40 + ['KLF1'] * 40}, index=[str(i) for i in range(80)])\n" +
        'adata = anndata.AnnData(numpy.ones((80, 3), dtype="float32"), obs=obs)'
    );
  });

  afterAll(() => kernel.shutdown());

  it('answers by the shipped source, and what was imported is as it was', async () => {
    await kernel.execute('import cellforge_runtime, sys\nbefore = dict(sys.modules)');
    const names = await userNames(kernel);
    const asked = { ask: 'describe', object: 'adata', settings: {} } as const;
    const reply = await kernel.ask(probeExpression(asked, source));
    expect(readProbeReply('describe', reply).profile?.findings.perturbation.value).toBe('gene');
    expect(await userNames(kernel)).toEqual(names);
    const ours =
      "ours = {name for name, module in sys.modules.items() if 'cellforge' in name and before.get(name) is not module}\n" +
      "assert all(name.startswith('_cellforge_probe') for name in ours), ours";
    expect(await kernel.execute(ours)).toMatchObject({ status: 'ok' });
  });

  it('says which version it needs to score baselines', async () => {
    const task = exampleTask(exampleSituations.norman);
    const reply = await kernel.ask(
      probeExpression({ ask: 'assess', object: 'adata', task }, source)
    );
    expect(() => readProbeReply('assess', reply)).toThrow(
      expect.objectContaining({
        code: 'runtime/other-version',
        expected: expect.stringContaining('9.9.9'),
        remedy: expect.stringContaining('pip install')
      })
    );
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
