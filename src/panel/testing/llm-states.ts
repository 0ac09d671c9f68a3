import type { Attempt, ModelCheck, Phase, Report, RunView } from '../../core';
import { nothingSpent } from '../../core';
import type { PanelState } from '../model';
import { noLlm } from '../model-llm';
import type { LlmState } from '../model-llm';

/** What states of a run with language models are built on. */
export interface LlmBase {
  readonly ready: PanelState;
  readonly run: (phase: Phase, parts?: Partial<RunView>) => RunView;
  readonly decided: Partial<RunView>;
  readonly inserted: Partial<RunView>;
  readonly debating: Partial<RunView>;
}

export const offered: LlmState = {
  ...noLlm,
  experts: 'llm',
  to: 'our cluster',
  model: 'qwen3-32b',
  models: ['qwen3-32b', 'gpt-oss-120b'],
  blocked: null,
  prices: { 'qwen3-32b': { prompt: 0.1, cached: 0.02, completion: 0.4 } },
  currency: 'USD'
};

export const offer: NonNullable<LlmState['consent']> = {
  to: 'our cluster',
  model: 'qwen3-32b',
  text: 'You are one of four analysts.\n<data name="task">\nperturbation column: condition\n</data>',
  bytes: 14_200,
  estimate: { calls: 48, prompt_tokens: 120_000, completion_tokens: 30_000, money: null }
};

export const spent: RunView['spent'] = {
  ...nothingSpent,
  calls: 12,
  requests: 13,
  prompt_tokens: 30_000,
  cached_tokens: 27_000,
  completion_tokens: 4_100,
  models: ['qwen3-32b'],
  fallbacks: 2
};

export const report: Report = {
  claims: [
    {
      id: 'dataset-analyst/1',
      role: 'dataset-analyst',
      text: 'Adding single effects already scores 0.70, so a model has to explain what is left.',
      facts: ['best-baseline-score'],
      evidence: []
    },
    {
      id: 'refiner/1',
      role: 'refiner',
      text: 'Half the conditions carry fewer cells than the noise ceiling was measured on.',
      facts: ['half-agreement'],
      evidence: []
    }
  ],
  dropped: 3
};

const passed: ModelCheck = {
  version: 1,
  ok: true,
  fence: null,
  class: null,
  message: '',
  expected: '',
  found: '',
  remedy: '',
  line: null,
  text: '',
  traceback: [],
  violations: [],
  warnings: [],
  seconds: 4,
  parameters: 412_000,
  is_infrastructure: false,
  source_hash: 'a'.repeat(64)
};

const first = [
  'import torch',
  'import os',
  '',
  'class Network(torch.nn.Module):',
  '    def forward(self, x):',
  '        return os.path.join(x)'
].join('\n');
const second = first.replace('import os\n', '').replace('os.path.join(x)', 'self.layer(x)');
const third = second.replace(
  '    def forward',
  '    def __init__(self, genes):\n        super().__init__()\n        self.layer = torch.nn.Linear(genes, genes)\n\n    def forward'
);

const attempt = (n: number, source: string, parts: Partial<Attempt>): Attempt => ({
  n,
  by: 'llm',
  source,
  explanation: 'A linear layer over all genes.',
  faults: 'none',
  reason: '',
  check: passed,
  approved: null,
  ran: null,
  ...parts
});

export const attempts: readonly Attempt[] = [
  attempt(1, first, {
    check: {
      ...passed,
      ok: false,
      fence: 'policy',
      class: 'policy-import',
      message: 'the cell imports a module that model code may not use',
      expected: 'torch, numpy or the component library',
      found: 'os',
      line: 2,
      text: 'import os'
    }
  }),
  attempt(2, second, {
    check: {
      ...passed,
      ok: false,
      fence: 'slice',
      class: 'exception',
      message: 'training on a slice failed',
      found: "AttributeError: 'Network' object has no attribute 'layer'",
      line: 5,
      text: '        return self.layer(x)',
      traceback: ['Traceback (most recent call last):', "AttributeError: no attribute 'layer'"]
    }
  }),
  attempt(3, third, { approved: 'run' })
];

export const waiting: NonNullable<LlmState['code']> = {
  code: {
    run: 'r-7f3a',
    n: 3,
    source: third,
    base: second,
    explanation: 'A linear layer over all genes.',
    imports: ['einops', 'torch'],
    newImports: ['einops'],
    check: passed
  },
  mayAlways: false
};

/** States of the panel with language models; named as the gallery's files. */
export function llmStates(base: LlmBase): Readonly<Record<string, PanelState>> {
  const { ready, run, decided, inserted, debating } = base;
  const llm = (phase: Phase, parts: Partial<RunView>): RunView =>
    run(phase, { experts: 'llm', spent, ...parts });
  return {
    '2-llm': { ...ready, llm: offered },
    '2-llm-session': { ...ready, llm: { ...offered, session: { hasKey: true } } },
    '2-llm-none': { ...ready, llm: { ...noLlm, blocked: 'not-configured' } },
    '3-llm-consent': {
      ...ready,
      view: llm('debating', { assessment: decided.assessment, spent: nothingSpent }),
      llm: { ...offered, consent: offer }
    },
    '3-llm-debate': {
      ...ready,
      view: llm('debating', { ...debating, report, seconds: 130 }),
      llm: offered,
      answering: { role: 'training', since: '2026-11-12T16:42:00.000Z' }
    },
    '4-llm-code': {
      ...ready,
      view: llm('plan-ready', { ...decided, report, attempts: attempts.slice(0, 2) }),
      pending: 'approving',
      llm: { ...offered, code: waiting }
    },
    '5-llm-repaired': {
      ...ready,
      view: llm('inserted', { ...inserted, report, attempts }),
      llm: offered
    }
  };
}
