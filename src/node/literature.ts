import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { CellForgeError, LiteratureRecord, Problem } from '../core';
import type { Sources } from '../core';
import { kernelPython } from './paths';

const Answer = z.union([
  z.object({ ok: z.object({ records: z.array(LiteratureRecord) }) }),
  z.object({ error: z.object(Problem.shape) })
]);

/** Every service the gateway knows; one that is switched off answers so, and the search goes on without it. */
export const literatureServices = [
  'pubmed',
  'europepmc',
  'openalex',
  'crossref',
  'semanticscholar',
  'biorxiv'
];

/**
 * The server's literature gateway as a process of this command: JSON lines in and out, answers in the order of the
 * questions. The same hosts, rates and cache as in JupyterLab. Ends with `close`.
 */
export class LiteratureProcess implements Sources {
  readonly names = literatureServices;
  private readonly waiting: ((line: string | null) => void)[] = [];
  private readonly gateway: ChildProcess;

  /** `contact`: whom the services may write to, before the configuration's; null: the configuration's. */
  constructor(
    python: string = kernelPython(),
    env: NodeJS.ProcessEnv = process.env,
    contact: string | null = null
  ) {
    const options = contact === null ? [] : [`--CellForgeLiterature.contact=${contact}`];
    const words = ['-m', 'jupyterlab_cellforge.literature', '--enable', ...options];
    this.gateway = spawn(python, words, {
      env,
      stdio: ['pipe', 'pipe', 'ignore']
    });
    this.gateway.stdin?.on('error', () => undefined);
    createInterface({ input: this.gateway.stdout! }).on('line', line =>
      this.waiting.shift()?.(line)
    );
    const end = (): void => this.waiting.splice(0).forEach(resolve => resolve(null));
    this.gateway.once('error', end);
    this.gateway.once('close', end);
  }

  async search(source: string, query: string, limit: number, signal: AbortSignal) {
    return this.ask({ op: 'search', source, query, limit }, signal);
  }

  async related(source: string, id: string, direction: string, signal: AbortSignal) {
    return this.ask({ op: 'related', source, id, direction, limit: 8 }, signal);
  }

  /** Lets the process end; safe to call twice. */
  close(): void {
    this.gateway.stdin?.end();
    this.gateway.kill('SIGTERM');
  }

  private async ask(question: unknown, signal: AbortSignal) {
    signal.throwIfAborted();
    const line = await new Promise<string | null>(resolve => {
      if (this.gateway.exitCode !== null || this.gateway.stdin?.destroyed) {
        resolve(null);
        return;
      }
      this.waiting.push(resolve);
      this.gateway.stdin?.write(`${JSON.stringify(question)}\n`);
    });
    const answer = line === null ? null : Answer.safeParse(parsed(line));
    if (!answer?.success) {
      throw new CellForgeError({
        code: 'literature/no-answer',
        message: 'The literature gateway gave no answer that can be read',
        expected:
          'jupyterlab_cellforge with its literature gateway in the environment of this command',
        found: line === null ? 'the process ended' : line.slice(0, 200),
        remedy: 'Run `npm run setup`, or leave --literature live out.'
      });
    }
    if ('error' in answer.data) {
      throw new CellForgeError(answer.data.error);
    }
    return answer.data.ok.records;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
