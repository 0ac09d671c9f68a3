import { type ExampleSituation } from './situations';

const screen = {
  type: 'interference',
  baselines: { all: { 'no-change': 0, 'training-mean': 0.2, 'multi-hot-ridge': 0.6 } }
} as const;

/** Screens of `cf.datasets.simulate`, seed 0, by the numbers that `describe` and `assess` measured on them. */
export const simulatedSituations = {
  interaction: {
    ...screen,
    name: 'interaction',
    scenario: 'unseen-combination',
    facts: {
      'cells-per-condition': 50.5,
      pairs: 88,
      'pairs-both-seen': 88,
      conditions: 112,
      perturbations: 24,
      contexts: 1,
      features: 300,
      'control-cells': 362,
      'effect-size': 0.23,
      'top3-share': 0.05,
      'silent-share': 0.14,
      'additive-agreement': 0.53,
      'on-target-change': 0.74,
      'half-agreement': 0.52,
      'best-baseline-score': 0.6,
      'ceiling-room': 0.24
    }
  },
  dose: {
    ...screen,
    type: 'drug',
    name: 'dose',
    scenario: 'unseen-dose',
    facts: {
      'cells-per-condition': 70,
      pairs: 0,
      'pairs-both-seen': 0,
      conditions: 80,
      perturbations: 16,
      contexts: 1,
      doses: 5,
      features: 300,
      'control-cells': 443,
      'effect-size': 0.05,
      'top3-share': 0.06,
      'silent-share': 0.66,
      'half-agreement': 0.27,
      'best-baseline-score': 0.29,
      'ceiling-room': 0.13
    }
  },
  contexts: {
    ...screen,
    name: 'contexts',
    scenario: 'unseen-context',
    baselines: { all: { 'no-change': 0, 'context-delta': 0.25, mixture: 0.28 } },
    facts: {
      'cells-per-condition': 49,
      pairs: 0,
      'pairs-both-seen': 0,
      conditions: 104,
      perturbations: 14,
      contexts: 8,
      doses: 0,
      times: 0,
      features: 300,
      'control-cells': 929,
      'effect-size': 0.14,
      'top3-share': 0.05,
      'silent-share': 0.52,
      'context-similarity': 0.2,
      'on-target-change': 0.71,
      'half-agreement': 0.32,
      'best-baseline-score': 0.28,
      'ceiling-room': 0.22
    }
  },
  peaks: {
    ...screen,
    name: 'peaks',
    scenario: 'unseen-context',
    baselines: { all: { 'no-change': 0, 'context-delta': 0.38, mixture: 0.39 } },
    facts: {
      'cells-per-condition': 119.5,
      pairs: 0,
      'pairs-both-seen': 0,
      conditions: 40,
      perturbations: 10,
      contexts: 4,
      doses: 0,
      times: 0,
      features: 3000,
      'control-cells': 1296,
      'depth-ratio': 1.65,
      'effect-size': 0.17,
      'top3-share': 0.02,
      'silent-share': 0.34,
      'context-similarity': 0.37,
      'half-agreement': 0.4,
      'best-baseline-score': 0.39,
      'ceiling-room': 0.27
    }
  },
  time: {
    ...screen,
    type: 'cytokine',
    name: 'time',
    scenario: 'time',
    facts: {
      'cells-per-condition': 79.5,
      pairs: 0,
      'pairs-both-seen': 0,
      conditions: 70,
      perturbations: 14,
      contexts: 1,
      times: 5,
      'times-without-controls': 5,
      'transient-share': 0.39,
      features: 300,
      'control-cells': 524,
      'effect-size': 0.13,
      'top3-share': 0.06,
      'silent-share': 0.4,
      'half-agreement': 0.41,
      'best-baseline-score': 0.42,
      'ceiling-room': 0.16
    }
  }
} as const satisfies Record<string, ExampleSituation>;
