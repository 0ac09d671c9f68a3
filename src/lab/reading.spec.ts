import { Signal } from '@lumino/signaling';

import { examplePorts } from '../core/testing/example-run';
import type { KernelWatch } from './kernel-watch';
import { ObjectReader } from './reading';

test('a reading that takes long ends when it is stopped, and interrupts the kernel', async () => {
  const { kernel } = examplePorts();
  const interrupt = jest.spyOn(kernel, 'interrupt').mockResolvedValue();
  jest
    .spyOn(kernel, 'describe')
    .mockImplementation(
      (_object, _settings, signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    );
  const watch = { changed: new Signal({}), isStale: true, state: 'idle' };
  const reader = new ObjectReader({
    kernel,
    watch: watch as unknown as KernelWatch,
    isSeen: () => true,
    settings: () => ({}),
    now: () => '',
    onChange: () => undefined
  });
  reader.readIfStale();
  await new Promise(resolve => setTimeout(resolve, 200));
  expect(reader.isReading).toBe(true);
  reader.stop();
  await new Promise(resolve => setTimeout(resolve, 1));
  expect(reader.isReading).toBe(false);
  expect(interrupt).toHaveBeenCalledTimes(1);
  expect(reader.reading.problem?.code).toBe('kernel/reading-stopped');
  reader.dispose();
});
