import { interruptedBy } from './stop-kernel';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Work that ends when it is told to, and a kernel that counts its interrupts. */
function scene() {
  const controller = new AbortController();
  const interrupt = jest.fn();
  let end = (): void => undefined;
  const ended = new Promise<void>(resolve => (end = resolve));
  const work = interruptedBy(controller.signal, interrupt, () => ended);
  return { controller, interrupt, work, end };
}

test('a stop interrupts the kernel at once', () => {
  const { controller, interrupt } = scene();
  controller.abort();
  expect(interrupt).toHaveBeenCalledTimes(1);
});

test('a kernel that works on, having met the stop before its cell, is interrupted again until it ends', async () => {
  const { controller, interrupt, work, end } = scene();
  controller.abort();
  jest.advanceTimersByTime(6500);
  expect(interrupt).toHaveBeenCalledTimes(3);
  end();
  await work;
  jest.advanceTimersByTime(60_000);
  expect(interrupt).toHaveBeenCalledTimes(3);
});

test('work that has ended is interrupted by no later stop', async () => {
  const { controller, interrupt, work, end } = scene();
  end();
  await work;
  controller.abort();
  expect(interrupt).not.toHaveBeenCalled();
});

test('a failure of the work is the failure told', async () => {
  const { signal } = new AbortController();
  await expect(
    interruptedBy(
      signal,
      () => undefined,
      () => Promise.reject(new Error('cell failed'))
    )
  ).rejects.toThrow('cell failed');
});
