import { bundledLibrary, isWithinPolicy, scrubber, seededRandom, sha256Hex } from '../core';
import type { Kernel, Ports, Store } from '../core';
import type { DesignArguments } from './arguments';
import type { Experts } from './experts';
import type { NotebookFile } from './notebook-file';
import { knownPrivate } from './private';

export interface NodeGiven {
  readonly given: Pick<DesignArguments, 'seed'> &
    Partial<Pick<DesignArguments, 'budgetMinutes' | 'budgetTokens'>>;
  readonly experts: Experts;
  readonly notebook: NotebookFile;
  readonly kernel: Kernel;
  readonly store: Store;
}

/** Every port on Node: a kernel of ours, a notebook file, a log file, and an analyst who approves. */
export function nodePorts({ given, experts, notebook, kernel, store }: NodeGiven): Ports {
  const { budgetMinutes = null, budgetTokens = null } = given;
  const started = Date.now();
  return {
    mind: experts.mind,
    kernel: {
      ...kernel,
      async describe(object, settings, signal) {
        const described = await kernel.describe(object, settings, signal);
        experts.check(described);
        return described;
      }
    },
    notebook,
    library: bundledLibrary(),
    store,
    clock: { now: () => new Date().toISOString() },
    random: seededRandom(given.seed ?? 42),
    analyst: {
      approve: async () => ({ decision: 'insert-and-run', by: 'headless' }),
      comments: async () => [],
      // asked for in so many words: --annotate
      approveKnowledge: async () => true,
      // nobody is there to ask: what the policy let pass without an exception may be tried
      approveCode: async code => ({
        decision: isWithinPolicy(code) ? 'run' : 'refuse',
        by: 'headless'
      }),
      approveRun: async () => ({ decision: 'run', by: 'headless' })
    },
    budget: () => ({
      minutes: budgetMinutes === null ? null : budgetMinutes - (Date.now() - started) / 60_000,
      tokens: budgetTokens
    }),
    hash: sha256Hex,
    scrub: scrubber(knownPrivate())
  };
}
