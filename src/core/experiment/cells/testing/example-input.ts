import type { Choice, Hyperparameters, Plan } from '../../../design/plan';
import { exampleProfile, exampleSituations, exampleTask } from '../../../design/testing/situations';
import { runtimeVersion } from '../../../version';
import type { CellsInput } from '../index';
import type { Options } from '../options';

/** Small enough for a test to train. */
const small: Hyperparameters = {
  hidden: 8,
  rank: 4,
  learning_rate: 0.02,
  weight_decay: 0.001,
  dropout: 0,
  max_epochs: 20,
  patience: 10,
  batch_size: 64,
  members: 2
};

const usualOptions: Options = {
  response: 'delta',
  perturbation: 'multi-hot',
  composition: 'interaction-residual',
  context: 'none',
  decoder: 'low-rank',
  loss: 'mse',
  regularisation: 'shrink-to-baseline',
  training: 'early-stopping'
};

export function examplePlan(options: Partial<Options> = {}): Plan {
  const choices = Object.entries({ ...usualOptions, ...options }).map(([slot, choice]): Choice => ({
    slot: slot as Choice['slot'],
    choice,
    reason: `Argued for by the numbers of the ${slot}.`,
    evidence: [],
    facts: [],
    turns: ['r1/data'],
    support: 2.4,
    changed_by_analyst: false
  }));
  return {
    version: 1,
    name: 'Additive with interaction residual, low-rank',
    choices,
    dissent: [
      {
        slot: 'composition',
        choice: 'set-network',
        experts: ['learning'],
        reason: 'Pairs may do more than a residual can say.',
        turns: ['r1/learning'],
        support: 0.7
      }
    ],
    hyperparameters: small,
    parts: { architecture: '', data: '', training: '', evaluation: '', implementation: '' },
    agreed: true
  };
}

/** A simulated screen as its kernel would describe it, as far as the cells say it. */
export function exampleInput(
  scenario: CellsInput['task']['scenarios'][number],
  options: Partial<Options> = {},
  changes: Partial<CellsInput> = {}
): CellsInput {
  const profile = exampleProfile(exampleSituations.norman);
  const task = {
    ...exampleTask(exampleSituations.norman),
    perturbation: 'perturbation',
    control: 'control',
    separator: '+',
    where: null,
    context: scenario === 'unseen-context' ? 'cell_type' : null,
    batch: 'batch',
    layer: 'X',
    value_state: 'counts' as const,
    perturbation_type: 'interference' as const,
    scenarios: [scenario],
    folds: 2,
    inner_folds: 2,
    excluded_labels: [],
    fingerprint: ''
  };
  return {
    task,
    plan: examplePlan(options),
    profile,
    runFolder: 'example-cellforge/r-1a2b3c',
    object: 'adata',
    dataPath: null,
    knowledgePath: null,
    runtimeVersion,
    run: 'r-1a2b3c',
    pipeline: '0.1.0',
    experts: 'built-in',
    notebook: 'example.ipynb',
    objective: 'Predict what nobody measured.',
    constraints: [],
    assessment: null,
    evidence: [],
    consensus: { agreed: true, rounds: 3 },
    ...changes
  };
}
