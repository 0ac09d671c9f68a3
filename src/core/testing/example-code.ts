import { CellFailed } from '../experiment/code/cell-failed';
import type { ModelCheck } from '../experiment/model-check';
import { sha256Hex } from '../sha256';

/** Words in a scripted cell that say what becomes of it. */
const scriptedFates = {
  policy: '# fate: policy',
  slice: '# fate: slice',
  machine: '# fate: machine',
  run: '# fate: run'
} as const;

/** A model cell as a scripted coder writes it: small, and of the fate that its last line names. */
export function exampleCode(fate: keyof typeof scriptedFates | null = null, version = 1): string {
  return [
    '# Model: written by the coder.',
    'import torch',
    'from cellforge_runtime.training import ShrunkToBaseline',
    '',
    '',
    'class Model(ShrunkToBaseline):',
    `    version = ${version}`,
    '',
    '    def build(self, described):',
    '        return torch.nn.Linear(described.n_target_codes, described.n_features)',
    ...(fate === null ? [] : [scriptedFates[fate]])
  ].join('\n');
}

const passed = (source: string): ModelCheck => ({
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
  source_hash: sha256Hex(source)
});

/** What the policy would say of a scripted cell. */
export function examplePolicy(source: string): ModelCheck {
  return source.includes(scriptedFates.policy)
    ? {
        ...passed(source),
        ok: false,
        fence: 'policy',
        class: 'policy-import',
        message: 'Line 2: os is imported.',
        expected: 'numpy, scipy, torch, lightning or scikit-learn.',
        found: 'import os.',
        remedy: 'Write the few lines yourself.',
        line: 2,
        text: 'import os'
      }
    : passed(source);
}

/** What a trial on a slice would say of a scripted cell. */
export function exampleCheck(source: string): ModelCheck {
  const tried = { ...passed(source), seconds: 1.5, parameters: 1200 };
  const failed = { ...tried, ok: false, parameters: null } as const;
  if (source.includes(scriptedFates.machine)) {
    const message = 'The worker did not start.';
    return { ...failed, class: 'infrastructure', message, is_infrastructure: true };
  }
  return source.includes(scriptedFates.slice)
    ? {
        ...failed,
        fence: 'slice',
        class: 'exception',
        message: 'Line 9: training on a slice failed.',
        found: 'AttributeError',
        line: 9,
        text: 'return torch.nn.Linear(1, 1)',
        traceback: ['AttributeError: no such name']
      }
    : tried;
}

/** How the training cell fails on a scripted cell; null where it does not. */
export function exampleRunFailure(id: string, modelSource: string): CellFailed | null {
  return modelSource.includes(scriptedFates.run)
    ? new CellFailed(id, {
        code: 'experiment/cell-failed',
        message:
          'The cell "training" failed: WorkerFailed: The model cell failed in fold 1, seed 42.',
        expected: '',
        found: '',
        remedy: '',
        detail: ['  line 10, in build', 'worker/model-failed: The model cell failed in fold 1.']
      })
    : null;
}
