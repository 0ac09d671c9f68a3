import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import type { KernelMessage } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { KernelState } from '../panel/model';

/**
 * Watches one notebook's kernel: its state, and whether anything ran since it was last read.
 *
 * Our own questions are silent and leave no `execute_input`, so they never count as something that ran.
 */
export class KernelWatch {
  /** True until the objects are read, and again after any cell or console ran. */
  isStale = true;
  private readonly change = new Signal<this, void>(this);
  private kernel: Kernel.IKernelConnection | null = null;
  private wasLost = false;

  constructor(readonly context: ISessionContext) {
    context.kernelChanged.connect(this.onKernelChanged, this);
    context.statusChanged.connect(this.onStatus, this);
    context.connectionStatusChanged.connect(this.onStatus, this);
    this.attach(context.session?.kernel ?? null);
  }

  /** The state or `isStale` changed. */
  get changed(): ISignal<this, void> {
    return this.change;
  }

  get connection(): Kernel.IKernelConnection | null {
    return this.kernel;
  }

  get state(): KernelState {
    const status = this.context.session?.kernel?.status;
    if (status === undefined) {
      return this.wasLost ? 'gone' : 'none';
    }
    if (status === 'dead' || status === 'autorestarting' || status === 'terminating') {
      return 'gone';
    }
    if (status === 'idle') {
      return 'idle';
    }
    return status === 'busy' ? 'busy' : 'starting';
  }

  dispose(): void {
    this.attach(null);
    this.context.kernelChanged.disconnect(this.onKernelChanged, this);
    this.context.statusChanged.disconnect(this.onStatus, this);
    this.context.connectionStatusChanged.disconnect(this.onStatus, this);
  }

  private onKernelChanged(): void {
    this.attach(this.context.session?.kernel ?? null);
    this.isStale = true;
    this.change.emit();
  }

  private onStatus(): void {
    const status = this.context.session?.kernel?.status;
    if (status === 'dead' || status === 'autorestarting') {
      this.wasLost = true;
    }
    if (status === 'restarting' || status === 'autorestarting') {
      this.isStale = true;
    }
    this.change.emit();
  }

  private attach(kernel: Kernel.IKernelConnection | null): void {
    this.kernel?.iopubMessage.disconnect(this.onMessage, this);
    this.kernel = kernel;
    this.kernel?.iopubMessage.connect(this.onMessage, this);
  }

  private onMessage(_: unknown, message: KernelMessage.IIOPubMessage): void {
    if (message.header.msg_type === 'execute_input') {
      this.isStale = true;
    }
  }
}
