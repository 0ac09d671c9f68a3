import { runPipeline } from '../run';
import { examplePorts, exampleRequest } from '../testing/example-run';

const signal = new AbortController().signal;

function limited(value: string) {
  const constraints = [{ key: 'parameters' as const, value, understood: true, note: '' }];
  return { ...exampleRequest, constraints };
}

describe('a limit on parameters', () => {
  it('is named where the agreed model breaks it, before any cell is inserted', async () => {
    const ports = examplePorts();
    await expect(runPipeline(ports, limited('500'), { signal })).rejects.toMatchObject({
      code: 'plan/too-many-parameters'
    });
    expect(ports.notebook.cells).toEqual([]);
  });

  it('lets a model within it be built', async () => {
    const ports = examplePorts();
    const view = await runPipeline(ports, limited('10000000'), { signal });
    expect(view.cellIds.length).toBeGreaterThan(0);
  });
});
