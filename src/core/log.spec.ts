import { z } from 'zod';
import { StoppedError } from './errors';
import { openLog } from './log';
import { examplePorts } from './testing/example-run';

const header = { run: 'r-1', pipeline: '0', experts: 'built-in', notebook: '' } as const;

it('a step that stops its own run and then fails leaves no rejection behind', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): number => unhandled.push(reason);
  process.on('unhandledRejection', note);
  try {
    const controller = new AbortController();
    const log = await openLog(examplePorts(), header, controller.signal);
    const work = (): Promise<never> => {
      controller.abort();
      return Promise.reject(new Error('the endpoint is gone'));
    };
    await expect(log.step('key', z.string(), work, {})).rejects.toThrow(StoppedError);
    await new Promise(setImmediate);
    expect(unhandled).toEqual([]);
  } finally {
    process.off('unhandledRejection', note);
  }
});
