import { Assessment } from '../../task/assessment';
import { type Fact, type PerturbationType, Profile } from '../../task/profile';
import { type ScenarioId, Task } from '../../task/task';
import type { FactId } from '../facts';

/** One data set as the debate sees it, for tests and recorded examples: numbers only, no cells. */
export interface ExampleSituation {
  readonly name: string;
  readonly scenario: ScenarioId;
  readonly type: PerturbationType;
  readonly facts: Partial<Readonly<Record<FactId, number>>>;
  /** part -> baseline id -> score of the primary metric on inner folds. */
  readonly baselines: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Three public data sets by the numbers that `describe` and `assess` measured on them. */
export const exampleSituations = {
  norman: {
    name: 'norman',
    scenario: 'unseen-combination',
    type: 'activation',
    facts: {
      'cells-per-condition': 100,
      pairs: 15,
      'pairs-both-seen': 5,
      conditions: 33,
      perturbations: 31,
      contexts: 1,
      features: 500,
      'control-cells': 100,
      'effect-size': 0.21,
      'top3-share': 0.83,
      'silent-share': 0.09,
      'additive-agreement': 0.61,
      'half-agreement': 0.66,
      'best-baseline-score': 0.5,
      'ceiling-room': 0.43
    },
    baselines: {
      'seen-2': {
        'no-change': 0,
        'training-mean': 0.04,
        additive: 0.56,
        'additive-shrunk': 0.56,
        'multi-hot-ridge': 0.67
      },
      'seen-1': {
        'no-change': 0,
        'training-mean': 0.1,
        additive: 0.5,
        'additive-shrunk': 0.5,
        'multi-hot-ridge': 0.47
      },
      'seen-0': {
        'no-change': 0,
        'training-mean': 0.12,
        additive: 0,
        'additive-shrunk': 0,
        'multi-hot-ridge': 0.13
      }
    }
  },
  papalexi: {
    name: 'papalexi',
    scenario: 'unseen-perturbation',
    type: 'knockout',
    facts: {
      'cells-per-condition': 662,
      pairs: 0,
      'pairs-both-seen': 0,
      conditions: 25,
      perturbations: 25,
      contexts: 1,
      features: 299,
      'control-cells': 2386,
      'effect-size': 0.03,
      'top3-share': 0.24,
      'silent-share': 0.48,
      'on-target-change': 0.51,
      'half-agreement': 0.34,
      'best-baseline-score': 0.13,
      'ceiling-room': 0.42
    },
    baselines: {
      all: {
        'no-change': 0,
        'training-mean': 0.08,
        'training-mean-shrunk': 0.08,
        'target-rule': 0.13,
        bilinear: 0.09
      }
    }
  },
  kang: {
    name: 'kang',
    scenario: 'unseen-context',
    type: 'cytokine',
    facts: {
      'cells-per-condition': 87,
      pairs: 0,
      'pairs-both-seen': 0,
      conditions: 7,
      perturbations: 1,
      contexts: 7,
      features: 6998,
      'control-cells': 936,
      'effect-size': 0.54,
      'top3-share': 0.28,
      'silent-share': 0,
      'context-similarity': 0.74,
      'half-agreement': 0.83,
      'best-baseline-score': 0.79,
      'ceiling-room': 0.16
    },
    baselines: {
      all: {
        'no-change': 0,
        'training-mean': 0.76,
        'context-delta': 0.76,
        'context-delta-weighted': 0.79
      }
    }
  }
} as const satisfies Record<string, ExampleSituation>;

/** Facts as the kernel would tell them. */
function exampleFacts(values: ExampleSituation['facts']): Fact[] {
  return Object.entries(values).map(([id, value]) => ({
    id,
    value,
    unit: '',
    text: `${id.replaceAll('-', ' ')}: ${value}.`
  }));
}

const nothingFound = { value: null, reason: '', confident: true, candidates: [] };

/** A profile that says what the situation's numbers say. */
export function exampleProfile({ name, facts }: ExampleSituation): Profile {
  const finding = (value: string | null) => ({ ...nothingFound, value });
  return Profile.parse({
    version: 1,
    object: {
      name,
      type: 'AnnData',
      n_cells: 5000,
      n_features: facts.features ?? 1000,
      backed: false,
      view: false,
      modalities: []
    },
    matrices: [],
    obs_columns: [],
    n_obs_columns: 0,
    findings: {
      where: finding(null),
      perturbation: finding('perturbation'),
      control: finding('control'),
      separator: finding('+'),
      context: finding(null),
      batch: finding(null),
      dose: finding(null),
      time: finding(null),
      layer: finding('X'),
      perturbation_type: finding(null)
    },
    conditions: [],
    n_conditions: facts.conditions ?? 0,
    n_single: (facts.conditions ?? 0) - (facts.pairs ?? 0),
    n_combination: facts.pairs ?? 0,
    n_control_cells: facts['control-cells'] ?? 0,
    contexts: Array.from({ length: facts.contexts ?? 1 }, (_, index) => ({
      level: `context ${index + 1}`,
      n_cells: 500,
      n_control: 250
    })),
    excluded: [],
    facts: exampleFacts(facts),
    warnings: [],
    fingerprint: 'example',
    hardware: { device: 'cpu', name: 'cpu', total_mb: null, free_mb: null, cores: 2, ram_mb: null },
    runtime: { version: null },
    versions: {},
    seconds: 0
  });
}

/** The task of a situation with the default scoring. */
export function exampleTask({ scenario, type }: ExampleSituation): Task {
  return Task.parse({
    version: 1,
    where: null,
    perturbation: 'perturbation',
    control: 'control',
    separator: '+',
    context: scenario === 'unseen-context' ? 'cell_type' : null,
    batch: null,
    dose: null,
    time: null,
    layer: 'X',
    value_state: 'log',
    modality: 'rna',
    perturbation_type: type,
    scenarios_available: [scenario],
    scenarios: [scenario],
    held_out: [],
    excluded_labels: [],
    folds: 5,
    inner_folds: 3,
    seeds: [42],
    primary: 'pearson_delta_indep',
    min_cells: 30,
    fingerprint: 'example'
  });
}

/** Baseline scores of a situation on inner folds. */
export function exampleAssessment({ scenario, baselines }: ExampleSituation): Assessment {
  return Assessment.parse({
    version: 1,
    task_hash: 'example',
    parts: Object.entries(baselines).map(([part, scores]) => ({
      scenario,
      part,
      conditions: 12,
      baselines: {
        pearson_delta_indep: Object.fromEntries(
          Object.entries(scores).map(([id, value]) => [id, { value, ci: null }])
        )
      },
      ceiling: { pearson_delta_indep: [0.78, 0.88] },
      best_baseline: Object.entries(scores).sort((a, b) => b[1] - a[1])[0][0],
      decision: 'go',
      reason: 'An example.'
    })),
    facts: [],
    seconds: 0
  });
}
