import { bundledLibrary, scrubber, sha256Hex } from '../core';
import type { Kernel, Library, Ports, Store } from '../core';
import type { DesignArguments } from './arguments';
import { mayRun } from './code-rule';
import type { Experts } from './experts';
import type { NotebookFile } from './notebook-file';
import { knownPrivate } from './private';
import type { Say } from './say';

export interface NodeGiven {
  readonly given: Partial<Pick<DesignArguments, 'budgetMinutes' | 'budgetTokens' | 'approveCode'>>;
  readonly experts: Experts;
  readonly notebook: NotebookFile;
  readonly kernel: Kernel;
  readonly store: Store;
  /** Absent: the bundled evidence. */
  readonly library?: Library;
  /** Absent: nothing is told. */
  readonly say?: Say;
}

/** Every port on Node: a kernel of ours, a notebook file, a log file, and an analyst who approves. */
export function nodePorts(whole: NodeGiven): Ports {
  const { given, experts, notebook, kernel, store, say = () => undefined } = whole;
  const { budgetMinutes = null, budgetTokens = null, approveCode = 'usual' } = given;
  const started = Date.now();
  return {
    mind: experts.mind,
    kernel: {
      ...kernel,
      async describe(object, settings, signal) {
        const described = await kernel.describe(object, settings, signal);
        experts.check(described);
        return described;
      },
      async assess(object, task, signal) {
        const assessment = await kernel.assess(object, task, signal);
        experts.checkScored?.(assessment);
        return assessment;
      }
    },
    notebook,
    library: whole.library ?? bundledLibrary(),
    store,
    clock: { now: () => new Date().toISOString() },
    analyst: {
      approve: async () => ({ decision: 'insert-and-run', by: 'headless' }),
      comments: async () => [],
      // asked for in so many words: --annotate
      approveKnowledge: async () => true,
      // nobody is there to ask: the command line said what may run
      approveCode: async code => ({
        decision: mayRun(approveCode, code, say) ? 'run' : 'refuse',
        by: 'headless'
      }),
      approveRun: async () => ({ decision: 'run', by: 'headless' })
    },
    budget: () => ({
      minutes: budgetMinutes === null ? null : budgetMinutes - (Date.now() - started) / 60_000,
      tokens: budgetTokens
    }),
    ...(experts.recorded === undefined ? {} : { recorded: experts.recorded }),
    hash: sha256Hex,
    scrub: scrubber(knownPrivate())
  };
}
