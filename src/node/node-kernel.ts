import { probeExpression, readProbeReply, runtimeVersion } from '../core';
import type { Kernel, ProbeRequest, Settings, Task } from '../core';
import { probeSource } from '../core/task/probe-source';
import type { KernelProcess } from './kernel-process';

const source = { version: runtimeVersion, modules: probeSource };

/** The kernel port on a kernel process of ours. */
export function nodeKernel(process: KernelProcess): Kernel {
  const ask = async <Ask extends ProbeRequest>(request: Ask, signal: AbortSignal) => {
    signal.throwIfAborted();
    const interrupt = (): void => process.interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      const reply = await process.ask(probeExpression(request, source));
      return readProbeReply<Ask['ask']>(request.ask, reply);
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  };
  return {
    objects: signal => ask({ ask: 'objects' }, signal),
    describe: (object: string, settings: Settings, signal) =>
      ask({ ask: 'describe', object, settings }, signal),
    assess: (object: string, task: Task, signal) => ask({ ask: 'assess', object, task }, signal),
    checkPolicy: (source: string, signal) => ask({ ask: 'check-policy', source }, signal),
    tryModel: (object: string, task: Task, source: string, constraints, signal) =>
      ask({ ask: 'try-model', object, task, source, constraints }, signal),
    scoreInner: (object: string, task: Task, candidate, signal) =>
      ask({ ask: 'score-inner', object, task, candidate }, signal),
    furtherFacts: (object: string, task: Task, asked, signal) =>
      ask({ ask: 'further-facts', object, task, asked }, signal),
    privateNames: (object: string, columns, signal) =>
      ask({ ask: 'private-names', object, columns }, signal),
    assessKnowledge: (object: string, task: Task, given, signal) =>
      ask({ ask: 'assess-knowledge', object, task, ...given }, signal),
    hardware: signal => ask({ ask: 'hardware' }, signal),
    interrupt: async () => process.interrupt()
  };
}
