import { Poll, Throttler } from '@lumino/polling';

import { CellForgeError, TakenOver, eventLines, readLines, signEveryMs, wholeLines } from '../core';
import type { RunEvent, Store, Writer, WriterLock } from '../core';
import type { RunFolder } from './run-folder';

const FILE = 'events.jsonl';

export interface LabStoreOptions {
  readonly folder: RunFolder;
  readonly hash: (text: string) => string;
  /** Who writes the run. */
  readonly lock: WriterLock;
  readonly onEvent: (event: RunEvent) => void;
  /** The log on disk was another than was known, which it took the place of. */
  readonly onOther: (events: readonly RunEvent[]) => void;
  /** Another took the run over: called once for each time that it was held. */
  readonly onLost: (error: TakenOver) => void;
}

/**
 * One run's log in its run folder, written between `hold` and `release`.
 *
 * The contents service can only write whole files, so events are gathered for at most a second; a crash loses that second,
 * which resuming does again. What is on disk is never written over by less or by other: before each write it must be as it was left.
 */
export class LabStore implements Store {
  private known: RunEvent[] | null = null;
  /** The log on disk as it was read or written last. */
  private onDisk = '';
  private nOnDisk = 0;
  private isDirty = false;
  private isHeld = false;
  private signs: Poll | null = null;
  private lostTo: TakenOver | null = null;
  private writing: Promise<void> = Promise.resolve();
  private readonly soon = new Throttler(() => this.write(), { limit: 1000, edge: 'trailing' });

  constructor(private readonly options: LabStoreOptions) {}

  /** What is known of the log without asking the server. */
  get events(): readonly RunEvent[] {
    return this.known ?? [];
  }

  /** That another took the run over; null: nobody did since it was held. */
  get lost(): TakenOver | null {
    return this.lostTo;
  }

  /** Begins with events read elsewhere, such as from the notebook's record. */
  begin(events: readonly RunEvent[]): void {
    this.known = [...events];
    this.isDirty = true;
  }

  /** Who else writes the run now. */
  other(): Promise<Writer | null> {
    return this.options.lock.other();
  }

  /**
   * Becomes the writer of the log, as it stands on disk now.
   *
   * @throws BeingWritten; CellForgeError "run/went-on" where the log is another than what is known: it is known now, and
   * what was decided from the one before is to be decided again. With `takeOver` neither.
   */
  async hold({ takeOver = false }: { readonly takeOver?: boolean } = {}): Promise<void> {
    const { lock } = this.options;
    await lock.claim({ takeOver });
    this.lostTo = null;
    try {
      const seen = this.known?.length ?? 0;
      if ((await this.readAgain()) && !takeOver) {
        throw wentOn(seen, this.events.length);
      }
    } catch (error) {
      await lock.release();
      throw error;
    }
    this.isHeld = true;
    this.signs = new Poll({
      name: 'jupyterlab-cellforge:writer',
      frequency: { interval: signEveryMs, backoff: false },
      // also of a page that is hidden: its run goes on
      standby: 'never',
      factory: () => this.losing(lock.renew())
    });
  }

  /** Settles when all that is known is on disk. @throws TakenOver where it was refused */
  async flush(): Promise<void> {
    await this.write();
    if (this.lostTo !== null) {
      throw this.lostTo;
    }
  }

  /** Writes what is known, and is the writer no more. What another may write by now is left alone. */
  async release(): Promise<void> {
    if (!this.isHeld) {
      return;
    }
    try {
      await this.write();
    } finally {
      this.isHeld = false;
      this.endSigns();
      await this.options.lock.release();
    }
  }

  /** Reads the log on disk again: whether it is another than was known. */
  async readAgain(): Promise<boolean> {
    const text = (await this.options.folder.read(FILE)) ?? '';
    const there = readLines(wholeLines(text), this.options.hash);
    const known = this.known ?? [];
    this.onDisk = text;
    this.nOnDisk = there.length;
    if (there.length <= known.length && there.at(-1)?.chain === known[there.length - 1]?.chain) {
      // what is known goes on from it
      this.known = known;
      this.isDirty = there.length < known.length;
      return false;
    }
    const isOther = this.known !== null;
    this.known = [...there];
    this.isDirty = false;
    if (isOther) {
      this.options.onOther(this.known);
    }
    return isOther;
  }

  async read(): Promise<readonly RunEvent[]> {
    if (this.known === null) {
      await this.readAgain();
    }
    return this.events;
  }

  async append(event: RunEvent): Promise<void> {
    if (this.lostTo !== null) {
      throw this.lostTo;
    }
    await this.read();
    this.known?.push(event);
    this.isDirty = true;
    this.options.onEvent(event);
    if (!this.soon.isDisposed) {
      // a write that fails is tried again by the next event, and at the latest by `release`
      void this.soon.invoke().catch(() => undefined);
    }
  }

  /** Writes no more by itself: what comes afterwards waits for `release`. */
  dispose(): void {
    this.soon.dispose();
  }

  /** Leaves the run to whoever takes it up, with what is written of it. */
  async leave(): Promise<void> {
    await this.release();
    this.lostTo ??= new TakenOver(null);
  }

  /** One write at a time, in order: of two under way the server may finish the older one last. */
  private write(): Promise<void> {
    this.writing = this.writing.catch(() => undefined).then(() => this.writeNow());
    return this.writing;
  }

  private async writeNow(): Promise<void> {
    if (!this.isDirty || !this.isHeld || this.lostTo !== null) {
      return;
    }
    this.isDirty = false;
    try {
      await this.losing(this.writeOver());
    } catch (error) {
      this.isDirty = this.lostTo === null;
      throw error;
    }
  }

  private async writeOver(): Promise<void> {
    const { folder, lock } = this.options;
    const events = [...this.events];
    await lock.check();
    if (((await folder.read(FILE)) ?? '') !== this.onDisk) {
      throw new TakenOver(null);
    }
    const text = eventLines(events);
    await folder.write(FILE, text);
    this.onDisk = text;
    this.nOnDisk = events.length;
  }

  /** Does what needs the run to be ours; the first time that it is not any more, that is told. */
  private async losing(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (error instanceof TakenOver && this.lostTo === null) {
        this.lostTo = new TakenOver(error.by, this.events.length - this.nOnDisk);
        this.known = this.events.slice(0, this.nOnDisk);
        this.endSigns();
        this.options.onLost(this.lostTo);
      }
      throw error;
    }
  }

  private endSigns(): void {
    this.signs?.dispose();
    this.signs = null;
  }
}

function wentOn(seen: number, now: number): CellForgeError {
  return new CellForgeError({
    code: 'run/went-on',
    message: 'This run went on elsewhere since it was shown here',
    expected: `a log of ${seen} events`,
    found: `${now} events, shown now`,
    remedy: 'Look at it as it stands now, and do this again.'
  });
}
