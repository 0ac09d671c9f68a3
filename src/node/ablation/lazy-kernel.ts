import type { Kernel } from '../../core';
import { KernelProcess } from '../kernel-process';
import { nodeKernel } from '../node-kernel';

/** How a kernel is started, and the data read into it. */
export interface KernelSource {
  readonly start: () => Promise<KernelProcess>;
  readonly open: (kernel: KernelProcess) => Promise<void>;
}

/** One kernel at a time, started when it is first needed and ended before the next, so that no memory is kept. */
export class LazyKernel {
  private started: Promise<KernelProcess> | null = null;
  private opened: Promise<KernelProcess> | null = null;
  private live: KernelProcess | null = null;

  constructor(private readonly source: KernelSource) {}

  /** The kernel, started if there is none. */
  start(): Promise<KernelProcess> {
    this.started ??= this.source.start().then(kernel => (this.live = kernel));
    return this.started;
  }

  /** The kernel with the data in it. */
  open(): Promise<KernelProcess> {
    this.opened ??= this.start().then(async kernel => {
      await this.source.open(kernel);
      return kernel;
    });
    return this.opened;
  }

  /** The kernel that `start` gave. */
  get now(): KernelProcess {
    if (this.live === null) {
      throw new Error('a cell was run before the kernel was started');
    }
    return this.live;
  }

  async end(): Promise<void> {
    const started = this.started;
    this.started = null;
    this.opened = null;
    this.live = null;
    // one that could not start has said so to whoever asked for it
    const kernel = await started?.catch(() => null);
    await kernel?.shutdown();
  }
}

/** The kernel port over it. What depends on data and task alone is asked once, so that all runs argue from the same. */
export function lazyKernelPort(kernel: LazyKernel, known: Map<string, Promise<unknown>>): Kernel {
  const port = async (): Promise<Kernel> => nodeKernel(await kernel.open());
  const once = <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const asked = (known.get(key) as Promise<T> | undefined) ?? ask();
    known.set(key, asked);
    // what failed is asked again
    asked.catch(() => known.delete(key));
    return asked;
  };
  return {
    objects: async signal => (await port()).objects(signal),
    describe: (object, settings, signal) =>
      once(`describe ${JSON.stringify([object, settings])}`, async () =>
        (await port()).describe(object, settings, signal)
      ),
    assess: (object, task, signal) =>
      once(`assess ${JSON.stringify([object, task])}`, async () =>
        (await port()).assess(object, task, signal)
      ),
    furtherFacts: async (object, task, asked, signal) =>
      (await port()).furtherFacts(object, task, asked, signal),
    checkPolicy: async (source, signal) => (await port()).checkPolicy(source, signal),
    tryModel: async (object, task, source, constraints, signal) =>
      (await port()).tryModel(object, task, source, constraints, signal),
    scoreInner: async (object, task, candidate, signal) =>
      (await port()).scoreInner(object, task, candidate, signal),
    assessKnowledge: async (object, task, given, signal) =>
      (await port()).assessKnowledge(object, task, given, signal),
    privateNames: async (object, columns, signal) =>
      (await port()).privateNames(object, columns, signal),
    hardware: async signal => (await port()).hardware(signal),
    interrupt: async () => kernel.now.interrupt()
  };
}
