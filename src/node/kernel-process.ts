import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CellForgeError } from '../core';
import { bridgeScript } from './paths';

/** A message of the kernel's IOPub channel. */
export interface KernelMessage {
  readonly type: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** What an execution came to. */
export interface ExecuteReply {
  readonly status: 'ok' | 'error' | 'aborted';
  readonly execution_count?: number;
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: readonly string[];
  readonly user_expressions?: Readonly<Record<string, UserExpression>>;
}

interface UserExpression {
  readonly status: 'ok' | 'error';
  readonly data?: Readonly<Record<string, unknown>>;
  readonly ename?: string;
  readonly evalue?: string;
}

interface Execution {
  readonly onMessage: (message: KernelMessage) => void;
  readonly resolve: (reply: ExecuteReply) => void;
  readonly reject: (error: Error) => void;
  reply: ExecuteReply | null;
  isIdle: boolean;
}

export interface KernelStart {
  readonly python: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/**
 * One IPython kernel of this process's own, through `kernel_bridge.py`: no server, no port, no token. It ends with
 * `shutdown`, and also when this process is killed, since its bridge then reads the end of its standard input.
 */
export class KernelProcess {
  private readonly executions = new Map<string, Execution>();
  private readonly unsent = new Map<number, Execution>();
  private readonly ended: Promise<void>;
  private errors = '';
  private nextId = 0;
  private isEnded = false;

  private constructor(private readonly bridge: ChildProcess) {
    this.ended = new Promise(resolve => bridge.once('close', () => resolve()));
    bridge.stderr?.on('data', (chunk: Buffer) => {
      this.errors = (this.errors + chunk.toString()).slice(-4000);
    });
    bridge.stdin?.on('error', () => undefined);
  }

  /** @throws CellForgeError "kernel/no-start" with what Python said. */
  static async start({ python, cwd, env, signal }: KernelStart): Promise<KernelProcess> {
    signal.throwIfAborted();
    // of its own session: Ctrl-C in the terminal reaches this process alone, which then stops in order
    const bridge = spawn(python, [bridgeScript()], { cwd, env: { ...env }, detached: true });
    const kernel = new KernelProcess(bridge);
    await new Promise<void>((resolve, reject) => {
      const fail = (): void => reject(signal.aborted ? signal.reason : kernel.noStart(python));
      bridge.once('error', fail);
      bridge.once('close', fail);
      const stop = (): void => void bridge.kill('SIGTERM');
      signal.addEventListener('abort', stop, { once: true });
      createInterface({ input: bridge.stdout! }).on('line', line => {
        const message = JSON.parse(line) as BridgeMessage;
        if (message.kind === 'ready') {
          signal.removeEventListener('abort', stop);
          bridge.off('close', fail);
          resolve();
        }
        kernel.receive(message);
      });
    });
    bridge.once('close', () => kernel.fail());
    return kernel;
  }

  /** Runs `code` as a cell does; settles when the kernel is idle again. */
  execute(
    code: string,
    onMessage: (message: KernelMessage) => void = () => undefined
  ): Promise<ExecuteReply> {
    return this.request(
      { code, silent: false, store_history: true, user_expressions: {} },
      onMessage
    );
  }

  /** The `application/json` form of an expression's value; no history, no output, no name left behind. */
  async ask(expression: string): Promise<unknown> {
    const user_expressions = { cellforge: expression };
    const asked = { code: '', silent: true, store_history: false, user_expressions };
    const reply = await this.request(asked, () => undefined);
    const answer = reply.user_expressions?.cellforge;
    if (answer?.status !== 'ok') {
      const what = `${answer?.ename ?? reply.ename ?? reply.status}: ${answer?.evalue ?? reply.evalue ?? ''}`;
      throw new CellForgeError({
        code: 'kernel/fault',
        message: `The kernel could not answer: ${what}`,
        expected: '',
        found: '',
        remedy: 'Run the same command again; if it stays, report this line.'
      });
    }
    return answer.data?.['application/json'];
  }

  interrupt(): void {
    this.send({ do: 'interrupt' });
  }

  /** Ends kernel and bridge; settles when both are gone. */
  async shutdown(): Promise<void> {
    this.bridge.stdin?.end();
    const late = setTimeout(() => this.bridge.kill('SIGKILL'), 15_000);
    await this.ended;
    clearTimeout(late);
  }

  private request(
    asked: Readonly<Record<string, unknown>>,
    onMessage: (message: KernelMessage) => void
  ): Promise<ExecuteReply> {
    return new Promise((resolve, reject) => {
      if (this.isEnded) {
        reject(this.gone());
        return;
      }
      const id = this.nextId++;
      this.unsent.set(id, { onMessage, resolve, reject, reply: null, isIdle: false });
      this.send({ do: 'execute', id, ...asked });
    });
  }

  private send(message: Readonly<Record<string, unknown>>): void {
    this.bridge.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  private receive(message: BridgeMessage): void {
    switch (message.kind) {
      case 'ready':
        break;
      case 'dead':
        this.fail();
        break;
      case 'sent': {
        const execution = this.unsent.get(message.id);
        this.unsent.delete(message.id);
        if (execution !== undefined) {
          this.executions.set(message.message, execution);
        }
        break;
      }
      case 'iopub':
      case 'reply':
        this.receiveFor(message);
        break;
    }
  }

  private receiveFor(message: ChannelMessage): void {
    const execution = this.executions.get(message.parent);
    if (execution === undefined) {
      return;
    }
    if (message.kind === 'reply') {
      execution.reply = message.content as unknown as ExecuteReply;
    } else if (message.type === 'status') {
      execution.isIdle = execution.isIdle || message.content.execution_state === 'idle';
    } else {
      execution.onMessage(message);
    }
    // outputs may come after the reply, but not after idle
    if (execution.reply !== null && execution.isIdle) {
      this.executions.delete(message.parent);
      execution.resolve(execution.reply);
    }
  }

  private fail(): void {
    this.isEnded = true;
    for (const execution of [...this.executions.values(), ...this.unsent.values()]) {
      execution.reject(this.gone());
    }
    this.executions.clear();
    this.unsent.clear();
  }

  private gone(): CellForgeError {
    return new CellForgeError({
      code: 'kernel/gone',
      message: 'The kernel died while it worked',
      expected: 'a kernel that answers',
      found: 'a kernel that ended; too little memory is the usual cause',
      remedy:
        'Free memory, or choose a part of the data with --set where=COLUMN:VALUE, and run again.',
      detail: this.errors.split('\n').slice(-20)
    });
  }

  private noStart(python: string): CellForgeError {
    return new CellForgeError({
      code: 'kernel/no-start',
      message: 'No kernel could be started',
      expected: 'a Python with ipykernel and jupyter_client',
      found: this.errors.trim().split('\n').at(-1) || `nothing that starts at ${python}`,
      remedy: 'Run npm run setup, or let CELLFORGE_PYTHON name a Python that has them.',
      detail: this.errors.split('\n').slice(-20)
    });
  }
}

interface ChannelMessage extends KernelMessage {
  readonly kind: 'iopub' | 'reply';
  readonly parent: string;
}

type BridgeMessage =
  | { readonly kind: 'ready'; readonly pid: number }
  | { readonly kind: 'dead' }
  | { readonly kind: 'sent'; readonly id: number; readonly message: string }
  | ChannelMessage;
