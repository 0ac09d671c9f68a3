import type { Kernel } from '@jupyterlab/services';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

import { askKernel } from './ask-kernel';

/** A kernel that is asked and does not answer; going away, it cancels what it was asked, as JupyterLab's does. */
function scene() {
  const owner = {};
  const done = new PromiseDelegate<never>();
  // as JupyterLab's future does: nobody need be waiting for it
  done.promise.catch(() => undefined);
  const cancel = () => done.reject(new Error('Canceled future for execute_request message'));
  const kernel = {
    isDisposed: false,
    statusChanged: new Signal<object, string>(owner),
    disposed: new Signal<object, void>(owner),
    requestExecute: () => {
      if (kernel.isDisposed) {
        throw new Error('Kernel connection is disposed');
      }
      return { done: done.promise, dispose: () => undefined };
    }
  };
  const ask = () =>
    askKernel(kernel as unknown as Kernel.IKernelConnection, '1', new AbortController().signal);
  const shutDown = () => {
    kernel.isDisposed = true;
    kernel.disposed.emit();
    cancel();
  };
  const restart = () => {
    kernel.statusChanged.emit('restarting');
    cancel();
  };
  return { ask, restart, shutDown };
}

describe('a kernel that goes away while it is asked', () => {
  it('is told as gone where it restarts', async () => {
    const { ask, restart } = scene();
    const asked = ask();
    restart();
    await expect(asked).rejects.toMatchObject({ ename: 'KernelGone' });
  });

  it('is told as gone where it is shut down or exchanged', async () => {
    const { ask, shutDown } = scene();
    const asked = ask();
    shutDown();
    await expect(asked).rejects.toMatchObject({ ename: 'KernelGone' });
  });

  it('is told as gone where it went before', async () => {
    const { ask, shutDown } = scene();
    shutDown();
    await expect(ask()).rejects.toMatchObject({ ename: 'KernelGone' });
  });
});
