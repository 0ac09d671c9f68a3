import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';

/** The folder beside a notebook that holds its runs: not hidden, so that nothing is lost unseen. */
export function runsFolder(notebookPath: string): string {
  const name = PathExt.basename(notebookPath, PathExt.extname(notebookPath));
  return PathExt.join(PathExt.dirname(notebookPath), `${name}-cellforge`);
}

/** Text files of one run, through the contents service only: works on every hub and drive. */
export class RunFolder {
  readonly path: string;

  constructor(
    private readonly contents: Contents.IManager,
    path: string
  ) {
    this.path = path;
  }

  /** The folder as the cells name it: relative to the notebook. */
  get relativePath(): string {
    return PathExt.join(PathExt.basename(PathExt.dirname(this.path)), PathExt.basename(this.path));
  }

  /** The file's text; null while there is none. */
  async read(name: string): Promise<string | null> {
    try {
      const model = await this.contents.get(PathExt.join(this.path, name), {
        content: true,
        format: 'text',
        type: 'file'
      });
      return typeof model.content === 'string' ? model.content : null;
    } catch (error) {
      if (isMissing(error)) {
        return null;
      }
      throw error;
    }
  }

  /** The file's JSON; null while there is none, or while it is half-written. */
  async readJson(name: string): Promise<unknown> {
    const text = await this.read(name);
    if (text === null) {
      return null;
    }
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }

  async write(name: string, text: string): Promise<void> {
    await this.ensure();
    await this.contents.save(PathExt.join(this.path, name), {
      type: 'file',
      format: 'text',
      content: text
    });
  }

  /** Makes the runs folder and this run's folder in it. */
  async ensure(): Promise<void> {
    await ensureFolder(this.contents, PathExt.dirname(this.path));
    await ensureFolder(this.contents, this.path);
  }

  /** Removes a file, where it exists. */
  async forget(name: string): Promise<void> {
    try {
      await this.contents.delete(PathExt.join(this.path, name));
    } catch (error) {
      if (!isMissing(error)) {
        throw error;
      }
    }
  }
}

async function ensureFolder(contents: Contents.IManager, path: string): Promise<void> {
  try {
    await contents.get(path, { content: false });
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
    await contents.save(path, { type: 'directory' });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof ServerConnection.ResponseError && error.response.status === 404;
}
