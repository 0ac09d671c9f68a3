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
  readonly cells: PanelState['cells'];
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
  isMasked: false,
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

const report: Report = {
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
  seconds: 0.01,
  parameters: null,
  is_infrastructure: false,
  source_hash: 'a'.repeat(64)
};

const yes = (by: NonNullable<Attempt['approved']>['by']): NonNullable<Attempt['approved']> => ({
  decision: 'run',
  by,
  source_hash: 'b1946ac92492d2347c6235b4d2611184'
});

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
  policy: passed,
  check: null,
  approved: null,
  ran: null,
  ...parts
});

export const attempts: readonly Attempt[] = [
  attempt(1, first, {
    policy: {
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
    approved: yes('analyst'),
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
  attempt(3, third, { approved: yes('always'), check: { ...passed, parameters: 412_000 } })
];

export const waiting: NonNullable<LlmState['code']> = {
  code: {
    run: 'r-7f3a',
    n: 3,
    source: third,
    source_hash: 'b'.repeat(64),
    base: second,
    explanation: 'A linear layer over all genes.',
    imports: ['einops', 'torch'],
    newImports: ['einops'],
    policy: passed,
    isMend: false
  },
  mayAlways: false
};

const waitingRun: NonNullable<PanelState['approvals']['run']> = {
  asked: {
    run: 'r-7f3a',
    reason: 'run-again',
    cells: [
      { name: 'setup', isChanged: false },
      { name: 'data', isChanged: false },
      { name: 'model', isChanged: false },
      { name: 'training', isChanged: false }
    ],
    source_hash: 'c'.repeat(64),
    model_hash: 'd'.repeat(64),
    isByAgent: false
  },
  mayAlways: true
};

/** States of the panel with language models; named as the gallery's files. */
export function llmStates(base: LlmBase): Readonly<Record<string, PanelState>> {
  const { ready, run, decided, inserted, debating, cells } = base;
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
    '5-llm-mend': {
      ...ready,
      cells,
      view: llm('running', { ...inserted, attempts: attempts.slice(0, 2) }),
      llm: {
        ...offered,
        code: { code: { ...waiting.code, newImports: [], isMend: true }, mayAlways: true }
      }
    },
    '5-run-again': {
      ...ready,
      cells,
      view: run('running', inserted),
      approvals: { run: waitingRun, always: false }
    },
    '5-run-edited': {
      ...ready,
      cells,
      view: run('running', inserted),
      approvals: {
        run: {
          asked: {
            ...waitingRun.asked,
            isByAgent: true,
            cells: waitingRun.asked.cells.map((cell, index) => ({
              ...cell,
              isChanged: index === 2
            }))
          },
          mayAlways: false
        },
        always: true
      }
    },
    '5-llm-repaired': {
      ...ready,
      cells,
      view: llm('inserted', {
        ...inserted,
        report,
        attempts,
        planApproval: { by: 'analyst', hash: 'e'.repeat(64) },
        approvals: [
          { ...yes('analyst'), what: 'cells', reason: 'first-run' },
          { ...yes('always'), what: 'cells', reason: 'mended-code' }
        ]
      }),
      approvals: { run: null, always: true },
      llm: offered
    }
  };
}
