import { builtInMind, runPipeline, sha256Hex } from '../../core';
import type { Ports, Result, RunView } from '../../core';
import { exampleAssessment, exampleProfile } from '../../core/design/testing/situations';
import { exampleSituations, exampleTask } from '../../core/design/testing/situations';
import { CellFailed } from '../../core/experiment/code/cell-failed';
import type { CodeToApprove } from '../../core/experiment/code/code-approval';
import { isWithinPolicy } from '../../core/experiment/code/code-approval';
import { exampleCheck, exampleCode, examplePolicy } from '../../core/testing/example-code';
import {
  type ExamplePorts,
  examplePorts,
  exampleRequest,
  exampleResult
} from '../../core/testing/example-run';
import { memoryKernel, MemoryNotebook } from '../../core/testing/memory-ports';
import { llmMind, type LlmOptions } from '../llm-mind';
import { attacks } from './attacks';
import type { World } from './channels';
import { type ObeyingModel, obeyingModel } from './obeying-model';

const situation = exampleSituations.papalexi;
const baseURL = 'http://models.test/v1';
export const budgetTokens = 3_000_000;

/** A small world without any attack. */
export const plainWorld: World = {
  described: {
    profile: {
      ...exampleProfile(situation),
      obs_columns: [{ name: 'donor', dtype: 'category', n_unique: 3, n_missing: 0, examples: [] }]
    },
    task: exampleTask(situation),
    questions: [],
    problem: null
  },
  request: {
    ...exampleRequest,
    experts: 'llm',
    rounds: 1,
    coder: true,
    constraints: [
      { key: 'parameters', value: '200000', understood: true, note: '' },
      { key: 'forbid', value: 'loss:mse', understood: true, note: '' }
    ]
  },
  work: {
    title: 'Simple sums of single effects',
    authors: 'A. Author',
    year: 2024,
    venue: 'Journal',
    abstract: 'Here we find that sums of single effects are hard to beat by any network.',
    doi: '10.1000/sums',
    pmid: null,
    arxiv: null,
    source: 'pubmed',
    source_id: '1'
  },
  comments: {},
  traceback: null,
  output: null,
  free: null
};

/** Everything that a run did, besides what its log tells. */
export interface Attacked {
  readonly view: RunView;
  readonly ports: ExamplePorts;
  readonly model: ObeyingModel;
  /** What the kernel was asked, with its arguments. */
  readonly asked: readonly (readonly [string, ...unknown[]])[];
  readonly queries: readonly string[];
  readonly approvals: readonly CodeToApprove[];
  readonly plansApproved: number;
  /** The model cell each time cells were run. */
  readonly ranModels: readonly string[];
}

/** One whole run in memory, the model of it obeying whatever it reads. */
export async function attackedRun(world: World, mask?: LlmOptions['mask']): Promise<Attacked> {
  const slot = 'decoder' as const;
  const model = obeyingModel(world.free === null ? null : { slot, choice: world.free });
  const log = { asked: [], queries: [], approvals: [], ranModels: [] } as Log;
  const notebook = notebookOf(world, log);
  const before = examplePorts({ situation, comments: world.comments, notebook });
  const mind = llmMind({
    endpoint: {
      baseURL,
      apiKey: null,
      model: 'scripted-1',
      timeoutMs: 20_000,
      maxTokens: 4000,
      fetch: model.fetch
    },
    fallback: builtInMind(),
    hash: sha256Hex,
    budgetTokens,
    ...(mask && { mask }),
    habits: new Map([
      [
        `${baseURL} scripted-1`,
        { rung: 'text', limit: 'max_tokens', mostTokens: null, without: ['stream'] }
      ]
    ])
  });
  let plansApproved = 0;
  const ports: ExamplePorts = {
    ...before,
    mind: model.over(mind),
    kernel: kernelOf(world, log),
    notebook,
    library: libraryOf(world, log),
    analyst: {
      ...before.analyst,
      approve: async () => {
        plansApproved += 1;
        return { decision: world.output === null ? 'insert' : 'insert-and-run' };
      },
      approveCode: async code => {
        log.approvals.push(code);
        return { decision: isWithinPolicy(code) ? 'run' : 'refuse', by: 'headless' };
      }
    }
  };
  const view = await runPipeline(ports, world.request, { signal: new AbortController().signal });
  return { view, ports, model, plansApproved, ...log };
}

interface Log {
  asked: (readonly [string, ...unknown[]])[];
  queries: string[];
  approvals: CodeToApprove[];
  ranModels: string[];
}

/** Fences as the runtime has them: its own tests hold them to the same code. */
function kernelOf(world: World, log: Log): ExamplePorts['kernel'] {
  const kernel = memoryKernel(world.described, exampleAssessment(situation));
  let checks = 0;
  const noted =
    <A extends unknown[], R>(what: string, work: (...given: A) => R) =>
    (...given: A): R => {
      log.asked.push([what, ...given.slice(0, -1)]);
      return work(...given);
    };
  return {
    ...kernel,
    describe: noted('describe', kernel.describe),
    assess: noted('assess', kernel.assess),
    furtherFacts: noted('further-facts', kernel.furtherFacts),
    checkPolicy: noted('check-policy', async source => {
      const isHostile = attacks.goals.some(goal => source.includes(goal.expression));
      return examplePolicy(isHostile ? exampleCode('policy') : source);
    }),
    tryModel: noted('try-model', async (_object, _task, source) => {
      checks += 1;
      const isFirst = checks === 1 && world.traceback !== null;
      const told = exampleCheck(isFirst ? exampleCode('slice') : source);
      return isFirst ? { ...told, message: world.traceback!, traceback: [world.traceback!] } : told;
    })
  };
}

function notebookOf({ output }: World, log: Log): MemoryNotebook {
  const told: Result = output === null ? exampleResult : { ...exampleResult, notes: [output] };
  return new (class extends MemoryNotebook {
    override async run(ids: readonly string[], signal: AbortSignal): Promise<void> {
      const source = (name: string) => this.cells.find(cell => cell.name === name)!;
      log.ranModels.push(source('model').source);
      if (output !== null && log.ranModels.length === 1) {
        throw new CellFailed(source('training').id, {
          code: 'experiment/cell-failed',
          message: `The cell "training" failed: ${output}`,
          expected: '',
          found: '',
          remedy: '',
          detail: [output, 'worker/model-failed: The model cell failed in fold 1.']
        });
      }
      await super.run(ids, signal);
    }
  })(sha256Hex, told);
}

function libraryOf({ work }: World, { queries }: Log): Ports['library'] {
  const other = { ...work, title: 'Another', doi: '10.1000/other/call', source_id: '2' };
  const bundled = examplePorts().library;
  return {
    ...bundled,
    search: async (topics, signal) => (await bundled.search(topics, signal)).slice(0, 4),
    live: {
      sources: {
        names: ['pubmed'],
        search: async (source, query) => {
          queries.push(`${source} ${query}`);
          return [work, other];
        },
        related: async (source, id, direction) => {
          queries.push(`${source} ${direction} ${id}`);
          return [];
        }
      },
      rank: async (_query, texts) => texts.map((_text, index) => index)
    }
  };
}
