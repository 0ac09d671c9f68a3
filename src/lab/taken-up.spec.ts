import type { Library } from '../core';
import { examplePorts } from '../core/testing/example-run';
import { takenUp } from './taken-up';

const { signal } = new AbortController();

it('asks no service: what is found live was found before the cells', () => {
  const ports = examplePorts();
  const search = jest.fn();
  const live = { sources: { search }, rank: search } as unknown as NonNullable<Library['live']>;
  const { library } = takenUp({ ...ports, library: { ...ports.library, live } });
  expect(library.live).toBeUndefined();
});

it('puts the kernel to work once the cells of the run are reached, as mended code needs it', async () => {
  const ports = examplePorts();
  const { kernel, notebook } = takenUp(ports);
  await expect(kernel.hardware(signal)).rejects.toMatchObject({ code: 'run/not-whole' });
  await notebook.result('r-1');
  await expect(kernel.hardware(signal)).resolves.toBeDefined();
});

it('inserts no cells, before or after', async () => {
  const { notebook } = takenUp(examplePorts());
  await notebook.result('r-1');
  await expect(notebook.insert('r-1', [], null)).rejects.toMatchObject({ code: 'run/not-whole' });
});
