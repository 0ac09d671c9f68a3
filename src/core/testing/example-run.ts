import {
  exampleAssessment,
  exampleProfile,
  exampleSituations,
  exampleTask
} from '../design/testing/situations';
import type { ExampleSituation } from '../design/testing/situations';
import type { RunEvent } from '../events';
import type { Result } from '../experiment/result';
import { bundledLibrary } from '../literature/bundled';
import { builtInMind } from '../minds/built-in/built-in-mind';
import type { Approval, Ports } from '../ports';
import { scrubber } from '../record/scrub';
import type { RunRequest } from '../request';
import { sha256Hex } from '../sha256';
import type { Described } from '../task/described';
import { runtimeVersion } from '../version';
import {
  MemoryNotebook,
  logClock,
  memoryKernel,
  memoryStore,
  scriptedAnalyst
} from './memory-ports';
import type { MemoryKernel, MemoryStore } from './memory-ports';

export interface ExampleGiven {
  readonly situation?: ExampleSituation;
  /** The log to go on from. */
  readonly events?: readonly RunEvent[];
  readonly decisions?: readonly Approval[];
  readonly comments?: Readonly<Record<number, readonly string[]>>;
  /** The notebook of the run so far, when it goes on. */
  readonly notebook?: MemoryNotebook;
}

export interface ExamplePorts extends Ports {
  readonly store: MemoryStore;
  readonly kernel: MemoryKernel;
  readonly notebook: MemoryNotebook;
}

/** Every port in memory, with the built-in experts over one of the design's example situations. */
export function examplePorts(given: ExampleGiven = {}): ExamplePorts {
  const situation = given.situation ?? exampleSituations.norman;
  const store = memoryStore(given.events);
  const described: Described = {
    profile: exampleProfile(situation),
    task: exampleTask(situation),
    questions: [],
    problem: null
  };
  const assessment = exampleAssessment(situation);
  const folders = ['/home/ann', '/home/ann/study'];
  return {
    mind: builtInMind(),
    kernel: memoryKernel(described, assessment),
    notebook: given.notebook ?? new MemoryNotebook(sha256Hex, exampleResult),
    library: bundledLibrary(),
    store,
    clock: logClock(store),
    analyst: scriptedAnalyst(given.decisions ?? [{ decision: 'insert-and-run' }], given.comments),
    hash: sha256Hex,
    scrub: scrubber({ folders, user: 'ann', host: 'ann-laptop', secrets: [] })
  };
}

export const exampleRequest: RunRequest = {
  run: 'r-1a2b3c',
  notebook: 'example.ipynb',
  experts: 'built-in',
  object: 'adata',
  objective: 'Predict pairs nobody has measured',
  settings: { where: 'dataset:norman19' },
  constraints: [],
  rounds: 20,
  seed: 42,
  train_anyway: false,
  run_folder: 'example-cellforge/r-1a2b3c',
  data_path: 'example.h5ad',
  knowledge_path: null,
  runtime_version: runtimeVersion
};

/** What an evaluation cell would leave: small, and of no data. */
export const exampleResult: Result = {
  version: 1,
  run: 'r-1a2b3c',
  plan_name: 'Example',
  primary: 'pearson_delta_indep',
  simulated: true,
  metric_info: [
    {
      id: 'pearson_delta_indep',
      label: 'Change, independent controls',
      higher_is_better: true,
      range: [-1, 1],
      chance: 0,
      shown: 'headline',
      definition: 'corr(P-C_m, T-C_s)'
    },
    {
      id: 'mse',
      label: 'Squared error',
      higher_is_better: false,
      range: [0, null],
      chance: null,
      shown: 'headline',
      definition: 'mean of (P-T)^2'
    }
  ],
  scenarios: {
    'unseen-combination': {
      parts: {
        'seen-2': {
          folds: 5,
          conditions: 5,
          verdict: 'too-few-conditions',
          sentence: '5 pairs were scored; 6 are needed for a claim.',
          best_baseline: 'additive',
          metrics: {
            pearson_delta_indep: metric(0.72, [0.6, 0.8], 0.7),
            mse: metric(0.0004, [0.0003, 0.0005], 0.00045)
          },
          held_out: [['A+B']],
          unscored: []
        }
      }
    }
  },
  scatter: [],
  candidates: [],
  looks: 1,
  notes: [],
  cost: { wall_s: 12, peak_rss_mb: 900, device: 'cpu' },
  versions: { torch: '2.13.0' }
};

function metric(model: number, ci: [number, number], additive: number) {
  return {
    model,
    ci,
    component: null,
    n: 5,
    baselines: { additive: { value: additive, ci } },
    paired: { additive: { difference: model - additive, ci } },
    ceiling: null
  };
}
