import type { Contents } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';

/** A contents service over a map, for specs: the real one's answers, 404 included. */
export class MapContents {
  readonly files = new Map<string, string>();
  readonly folders = new Set<string>(['']);
  saves = 0;

  async get(path: string): Promise<Partial<Contents.IModel>> {
    const content = this.files.get(path);
    if (content !== undefined) {
      return { path, type: 'file', format: 'text', content };
    }
    if (this.folders.has(path)) {
      return { path, type: 'directory', content: [] };
    }
    throw missing(path);
  }

  async save(path: string, model: Partial<Contents.IModel>): Promise<Partial<Contents.IModel>> {
    this.saves += 1;
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    if (!this.folders.has(folder)) {
      throw missing(folder);
    }
    if (model.type === 'directory') {
      this.folders.add(path);
    } else {
      this.files.set(path, String(model.content));
    }
    return { path };
  }

  async delete(path: string): Promise<void> {
    if (!this.files.delete(path)) {
      throw missing(path);
    }
  }

  /** As the type that lab's code asks for. */
  get manager(): Contents.IManager {
    return this as unknown as Contents.IManager;
  }
}

function missing(path: string): Error {
  const response = { status: 404, statusText: 'Not Found', url: path } as Response;
  return new ServerConnection.ResponseError(response, `No such file or directory: ${path}`);
}

/** Settings of a server whose every answer is `answer`. */
export function settingsWith(
  answer: (request: Request) => Promise<Response>
): ServerConnection.ISettings {
  return ServerConnection.makeSettings({
    baseUrl: 'http://localhost:8888/',
    token: 't-1',
    fetch: request => answer(request as Request)
  });
}

/** The sections of a server that offers language models and literature. */
export const literatureAndModels = {
  allowed_experts: ['built-in', 'llm'],
  llm: {
    available: true,
    models: ['small'],
    default_model: 'small',
    embedding_model: null,
    prices: {},
    currency: 'USD',
    caps: { run_tokens: null, request_seconds: 600, max_tokens: 16_000 },
    upstream: 'our cluster',
    browser_direct: false,
    session_key: false
  },
  literature: { available: false, sources: [] }
} as const;
