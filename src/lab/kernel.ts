import type { Kernel as Jupyter } from '@jupyterlab/services';

import { CellForgeError, probeExpression, readProbeReply, runtimeVersion } from '../core';
import type {
  Asked,
  CellToScore,
  Constraint,
  Kernel,
  KnowledgeGiven,
  ProbeRequest,
  ProbeSource,
  Settings,
  Task
} from '../core';
import { probeSource } from '../core/task/probe-source';
import { AskFailed, askKernel } from './ask-kernel';

const source: ProbeSource = { version: runtimeVersion, modules: probeSource };

/** The notebook's kernel, asked without leaving a name, a history entry or an output. */
export class LabKernel implements Kernel {
  constructor(private readonly connection: () => Jupyter.IKernelConnection | null) {}

  async objects(signal: AbortSignal) {
    return this.ask({ ask: 'objects' }, signal);
  }

  async describe(object: string, settings: Settings, signal: AbortSignal) {
    return this.ask({ ask: 'describe', object, settings }, signal);
  }

  async assess(object: string, task: Task, signal: AbortSignal) {
    return this.askAtLength({ ask: 'assess', object, task }, signal);
  }

  async checkPolicy(source: string, signal: AbortSignal) {
    return this.ask({ ask: 'check-policy', source }, signal);
  }

  async tryModel(
    object: string,
    task: Task,
    source: string,
    constraints: readonly Constraint[],
    signal: AbortSignal
  ) {
    return this.askAtLength({ ask: 'try-model', object, task, source, constraints }, signal);
  }

  async scoreInner(object: string, task: Task, candidate: CellToScore, signal: AbortSignal) {
    return this.askAtLength({ ask: 'score-inner', object, task, candidate }, signal);
  }

  async furtherFacts(object: string, task: Task, asked: readonly Asked[], signal: AbortSignal) {
    return this.askAtLength({ ask: 'further-facts', object, task, asked }, signal);
  }

  async privateNames(object: string, columns: readonly string[], signal: AbortSignal) {
    return this.ask({ ask: 'private-names', object, columns }, signal);
  }

  async assessKnowledge(object: string, task: Task, given: KnowledgeGiven, signal: AbortSignal) {
    return this.askAtLength({ ask: 'assess-knowledge', object, task, ...given }, signal);
  }

  async hardware(signal: AbortSignal) {
    return this.ask({ ask: 'hardware' }, signal);
  }

  async interrupt(): Promise<void> {
    await this.connection()?.interrupt();
  }

  /** Of work that takes long: a stop interrupts the kernel. */
  private async askAtLength<Request extends ProbeRequest>(request: Request, signal: AbortSignal) {
    const stop = () => void this.interrupt();
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await this.ask(request, signal);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  private async ask<Request extends ProbeRequest>(request: Request, signal: AbortSignal) {
    const connection = this.connection();
    if (connection === null) {
      throw noKernel();
    }
    await checkLanguage(connection);
    try {
      const json = await askKernel(connection, probeExpression(request, source), signal);
      return readProbeReply<Request['ask']>(request.ask, json);
    } catch (error) {
      throw error instanceof AskFailed ? toldClearly(error) : error;
    }
  }
}

async function checkLanguage(connection: Jupyter.IKernelConnection): Promise<void> {
  const language = (await connection.info).language_info.name;
  if (language !== 'python') {
    throw new CellForgeError({
      code: 'kernel/not-python',
      message: 'This notebook has no Python kernel',
      expected: 'a Python kernel, with the AnnData in one of its variables',
      found: `a kernel for ${language}`,
      remedy: 'Choose a Python kernel for this notebook, or open a notebook that has one.'
    });
  }
}

function noKernel(): CellForgeError {
  return new CellForgeError({
    code: 'kernel/none',
    message: 'This notebook has no kernel',
    expected: 'a running Python kernel',
    found: 'none',
    remedy: 'Start a kernel and run the cell that loads your data.'
  });
}

function toldClearly(error: AskFailed): CellForgeError {
  const isGone = error.ename === 'KernelGone';
  return new CellForgeError({
    code: isGone ? 'kernel/gone' : 'kernel/no-answer',
    message: isGone ? 'The kernel restarted or died' : 'The kernel could not answer',
    expected: 'a running kernel with your data in it',
    found: isGone ? 'the kernel went away while it was asked' : `${error.ename}: ${error.evalue}`,
    remedy: 'What was recorded is kept. Run the cell that loads your data, then resume.'
  });
}
