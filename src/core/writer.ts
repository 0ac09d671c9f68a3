import { z } from 'zod';
import { CellForgeError } from './errors';
import type { Clock, WriterFile } from './ports';

/** The file in a run's folder that says who writes its log. */
export const writerFileName = 'writer.json';

/** A writer gives a sign this often; a browser lets a hidden page do so once a minute. */
export const signEveryMs = 15_000;

/** A writer without a sign for this long is taken over without asking. */
export const staleAfterMs = 150_000;

/** Who writes a run's log. */
export const Writer = z.object({
  version: z.literal(1),
  /** One notebook of one page, or one process. */
  id: z.string().min(1).max(200),
  /** The page or process: a page that is reloaded knows its own. */
  session: z.string().min(1).max(200),
  /** The person, as JupyterLab or the machine calls them. */
  name: z.string().max(200),
  at: z.enum(['jupyterlab', 'command-line']),
  since: z.iso.datetime(),
  /** The last sign of life. */
  seen: z.iso.datetime()
});
export type Writer = z.infer<typeof Writer>;

export type WriterSelf = Pick<Writer, 'id' | 'session' | 'name' | 'at'> & {
  /** The session that this one took the place of, as by a reload; null: none. */
  readonly before: string | null;
};

/** Another writes the run: nothing was done here. */
export class BeingWritten extends CellForgeError {
  constructor(readonly writer: Writer) {
    super({
      code: 'run/being-written',
      message: 'Somebody else writes this run',
      expected: 'one writer of a run at a time',
      found: `${whoIs(writer)}, since ${writer.since}, last sign ${writer.seen}`,
      remedy: `Let it end there or stop it there, or take it over; without a sign for ${staleAfterMs / 1000} s it is taken over without asking.`
    });
  }
}

/** The run was taken over: what was not written is refused. */
export class TakenOver extends CellForgeError {
  /** @param by - who writes it now; null: the log is another than was left, and nobody is named */
  constructor(
    readonly by: Writer | null,
    readonly late = 0
  ) {
    const who =
      by === null ? 'a log that somebody else wrote to' : `${whoIs(by)}, since ${by.since}`;
    const events = late === 1 ? '1 event' : `${late} events`;
    super({
      code: 'run/taken-over',
      message: 'This run was taken over, so nothing more of it is written from here',
      expected: 'to be its only writer',
      found: late === 0 ? who : `${who}; ${events} from here came too late and were left out`,
      remedy: 'Go on there, or take it over again; steps that were left out are then done again.'
    });
  }
}

/** Holds a run's log for one writer at a time, by a file beside it. Times are those of the machines' clocks. */
export class WriterLock {
  private since = '';

  constructor(
    private readonly file: WriterFile,
    private readonly self: WriterSelf,
    private readonly clock: Clock
  ) {}

  /** Who else writes the run now; null: nobody, or nobody who gave a sign of late. */
  async other(): Promise<Writer | null> {
    return this.otherIn(await this.file.read());
  }

  /**
   * Becomes the writer: at once where there is none, or a stale one; with `takeOver` whoever there is.
   *
   * @throws BeingWritten; TakenOver where others claim it all the while
   */
  async claim({ takeOver = false }: { readonly takeOver?: boolean } = {}): Promise<void> {
    this.since = this.clock.now();
    for (let attempt = 0; attempt < 3; attempt++) {
      const text = await this.file.read();
      const other = takeOver ? null : this.otherIn(text);
      if (other !== null) {
        throw new BeingWritten(other);
      }
      if (await this.file.swap(text, this.sign())) {
        return;
      }
    }
    await this.check();
  }

  /** @throws TakenOver where another is the writer by now; a file that is gone is put back. */
  async check(): Promise<void> {
    await this.held();
  }

  /** Gives a sign of life. @throws TakenOver */
  async renew(): Promise<void> {
    await this.file.swap(await this.held(), this.sign());
  }

  /** Is the writer no more. */
  async release(): Promise<void> {
    if (writerIn(await this.file.read())?.id === this.self.id) {
      await this.file.remove();
    }
  }

  private async held(): Promise<string> {
    const text = await this.file.read();
    const writer = writerIn(text);
    if (text === null || writer === null) {
      const sign = this.sign();
      await this.file.swap(text, sign);
      return sign;
    }
    if (writer.id !== this.self.id) {
      throw new TakenOver(writer);
    }
    return text;
  }

  private sign(): string {
    const { id, session, name, at } = this.self;
    const writer: Writer = {
      version: 1,
      id,
      session,
      name,
      at,
      since: this.since,
      seen: this.clock.now()
    };
    return `${JSON.stringify(writer)}\n`;
  }

  private otherIn(text: string | null): Writer | null {
    const writer = writerIn(text);
    return writer === null || this.isSelf(writer) || this.isStale(writer) ? null : writer;
  }

  private isSelf({ id, session }: Writer): boolean {
    return id === this.self.id || session === this.self.before;
  }

  private isStale({ seen }: Writer): boolean {
    return Date.parse(this.clock.now()) - Date.parse(seen) > staleAfterMs;
  }
}

function whoIs({ name, at }: Writer): string {
  const where = at === 'jupyterlab' ? 'in a window of JupyterLab' : 'on the command line';
  return `${name === '' ? 'somebody' : name} ${where}`;
}

/** @throws CellForgeError "run/other-writer-version" for a file of a newer version; one that is no writer's counts as none. */
function writerIn(text: string | null): Writer | null {
  const value = jsonIn(text);
  const parsed = Writer.safeParse(value);
  if (parsed.success) {
    return parsed.data;
  }
  const version = z.object({ version: z.number() }).safeParse(value).data?.version ?? 1;
  if (version > 1) {
    throw new CellForgeError({
      code: 'run/other-writer-version',
      message: `A newer CellForge writes this run: ${writerFileName} in its folder is of version ${version}`,
      expected: 'version 1',
      found: `version ${version}`,
      remedy: `Update CellForge here. Where nobody writes the run, remove ${writerFileName} from its folder.`
    });
  }
  return null;
}

function jsonIn(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
