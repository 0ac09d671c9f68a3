import { Debouncer } from '@lumino/polling';

import { CellForgeError, StoppedError } from '../core';
import type { Described, FoundObject, Kernel, Problem, Settings } from '../core';
import { problemOf } from './problem-of';
import type { KernelWatch } from './kernel-watch';

/** What was last read from the kernel. */
export interface Reading {
  readonly objects: readonly FoundObject[];
  readonly object: string | null;
  readonly described: Described | null;
  readonly describedAt: string | null;
  readonly problem: Problem | null;
}

const nothingRead: Reading = {
  objects: [],
  object: null,
  described: null,
  describedAt: null,
  problem: null
};

export interface ObjectReaderOptions {
  readonly kernel: Kernel;
  readonly watch: KernelWatch;
  /** Whether anyone looks: what is not seen asks the kernel nothing. */
  readonly isSeen: () => boolean;
  readonly settings: () => Settings;
  readonly now: () => string;
  readonly onChange: () => void;
}

/** Reads objects and profile when someone looks, the kernel is idle and something ran since; else keeps the last answer. */
export class ObjectReader {
  reading: Reading = nothingRead;
  isReading = false;
  private chosen: string | null = null;
  private controller: AbortController | null = null;
  private readonly soon = new Debouncer(() => this.read(), 120);

  constructor(private readonly options: ObjectReaderOptions) {
    options.watch.changed.connect(this.readIfStale, this);
  }

  dispose(): void {
    this.options.watch.changed.disconnect(this.readIfStale, this);
    this.controller?.abort();
    this.soon.dispose();
  }

  /** Ends a reading that takes long; what was read before stays. */
  stop(): void {
    if (this.isReading) {
      this.controller?.abort(new StoppedError('analyst'));
      void this.options.kernel.interrupt();
      this.reading = { ...this.reading, problem: problemOf(readingStopped()) };
    }
  }

  choose(name: string): void {
    this.chosen = name;
    this.readAgain();
  }

  /** Reads as soon as the kernel is idle, whether or not anything ran. */
  readAgain(): void {
    this.options.watch.isStale = true;
    this.readIfStale();
  }

  /** Called by every change of the kernel and when the panel is shown. */
  readIfStale(): void {
    const { watch, isSeen } = this.options;
    if (watch.isStale && watch.state === 'idle' && isSeen()) {
      void this.soon.invoke();
    }
  }

  private async read(): Promise<void> {
    const { watch, isSeen, onChange } = this.options;
    if (watch.state !== 'idle' || !isSeen()) {
      return;
    }
    this.controller?.abort();
    const controller = new AbortController();
    this.controller = controller;
    watch.isStale = false;
    this.isReading = true;
    onChange();
    try {
      const reading = await this.ask(controller.signal);
      if (!controller.signal.aborted) {
        this.reading = reading;
      }
    } catch (error) {
      if (!controller.signal.aborted) {
        this.reading = { ...this.reading, problem: problemOf(error) };
      }
    } finally {
      if (this.controller === controller) {
        this.isReading = false;
        onChange();
      }
    }
  }

  private async ask(signal: AbortSignal): Promise<Reading> {
    const { kernel, settings, now } = this.options;
    const objects = await kernel.objects(signal);
    const object = objects.find(each => each.name === this.chosen) ?? objects[0];
    if (object === undefined) {
      return { ...nothingRead, objects };
    }
    const described = await kernel.describe(object.name, settings(), signal);
    return { objects, object: object.name, described, describedAt: now(), problem: null };
  }
}

function readingStopped(): CellForgeError {
  return new CellForgeError({
    code: 'kernel/reading-stopped',
    message: 'Reading was stopped',
    expected: 'the object, read to its end',
    found: 'a reading that you stopped',
    remedy: 'Read again, or choose another object.'
  });
}
