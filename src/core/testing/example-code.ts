import { CellFailed } from '../experiment/code/cell-failed';
import type { ModelCheck } from '../experiment/model-check';
import { sha256Hex } from '../sha256';

/** Words in a scripted cell that say what becomes of it. */
export const scriptedFates = {
  policy: '# fate: policy',
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

/** What the fences would say of a scripted cell. */
export function exampleCheck(source: string): ModelCheck {
  const isRefused = source.includes(scriptedFates.policy);
  const isMachine = source.includes(scriptedFates.machine);
  const failed = { ok: false, parameters: null } as const;
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
    seconds: 1.5,
    parameters: 1200,
    is_infrastructure: false,
    source_hash: sha256Hex(source)
  };
  if (isMachine) {
    const message = 'The worker did not start.';
    return { ...passed, ...failed, class: 'infrastructure', message, is_infrastructure: true };
  }
  return isRefused
    ? {
        ...passed,
        ...failed,
        fence: 'policy',
        class: 'policy-import',
        message: 'Line 2: os is imported.',
        expected: 'numpy, scipy, torch, lightning or scikit-learn.',
        found: 'import os.',
        remedy: 'Write the few lines yourself.',
        line: 2,
        text: 'import os'
      }
    : passed;
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
