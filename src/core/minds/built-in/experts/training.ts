import { valuesByEvidence } from '../by-evidence';
import type { Role } from '../rules';

/** Argues from the fit itself: how it stops, what it costs, what it must not fall below. */
export const training: Role = {
  id: 'training',
  rules: [
    {
      slot: 'composition',
      choice: 'additive',
      when: [{ fact: 'additive-agreement', atLeast: 0.8 }],
      says: 'The sum already agrees {additive-agreement}: a fit that starts there has little left to lose.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      slot: 'decoder',
      choice: 'low-rank',
      when: [],
      says: 'Fewer outputs to fit: the low-rank decoder trains in fewer steps.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      slot: 'loss',
      choice: 'de-weighted',
      when: [
        { notModality: 'atac' },
        { fact: 'silent-share', atLeast: 0.5 },
        { fact: 'cells-per-condition', atLeast: 200 }
      ],
      says: 'With a share of {silent-share} silent the plain loss is low from the first epoch: nothing left to stop on.',
      evidence: ['mejia-2025']
    },
    {
      slot: 'loss',
      choice: 'mse',
      when: [],
      says: 'One loss without weights to tune, smooth to stop on.',
      evidence: ['perturbench-2024']
    },
    {
      slot: 'regularisation',
      choice: 'shrink-to-baseline',
      when: [{ fact: 'best-baseline-score', atLeast: -1 }],
      says: 'The best baseline stands at {best-baseline-score}: shrink toward it and inner folds decide how far.',
      evidence: ['efron-morris-1975', 'ahlmann-eltze-2025']
    },
    {
      slot: 'regularisation',
      choice: 'shrink-to-baseline',
      when: [],
      says: 'Shrink toward the best simple baseline; inner folds decide how far.',
      evidence: ['efron-morris-1975', 'ahlmann-eltze-2025']
    },
    {
      slot: 'training',
      choice: 'fixed-epochs',
      when: [{ fact: 'conditions', below: 20 }],
      says: '{conditions:condition}: none to spare for stopping, so fix the epochs.',
      evidence: ['prechelt-1998']
    },
    {
      slot: 'training',
      choice: 'early-stopping',
      when: [{ fact: 'conditions', atLeast: 20 }],
      says: '{conditions:condition}: hold a few out and stop when they stop improving.',
      evidence: ['prechelt-1998']
    },
    {
      slot: 'training',
      choice: 'early-stopping',
      when: [],
      says: 'Hold a few conditions out and stop when they stop improving.',
      evidence: ['prechelt-1998']
    },
    {
      slot: 'evaluation',
      choice: 'without-targets',
      when: [{ scenario: 'unseen-perturbation' }, { notModality: 'atac' }],
      says: 'For unseen targets the on-target rule is a free win: watch the score without it.',
      evidence: ['measured-target-rule']
    },
    {
      slot: 'evaluation',
      choice: 'mean-reference',
      when: [],
      says: 'The training mean is the cheapest model there is: the score against it shows what training adds.',
      evidence: ['systema-2025']
    }
  ],
  concerns: [
    {
      id: 'below-baseline',
      slot: 'regularisation',
      hard: false,
      wants: ['shrink-to-baseline'],
      when: [{ fact: 'best-baseline-score', atLeast: -1 }],
      says: 'The best baseline scores {best-baseline-score} on inner folds: a fit that can end below it needs a way back.',
      evidence: ['csendes-2025', 'efron-morris-1975']
    },
    {
      id: 'nothing-to-stop-on',
      slot: 'training',
      hard: false,
      wants: ['fixed-epochs', 'ensemble'],
      when: [{ fact: 'conditions', below: 20 }],
      says: '{conditions:condition}: one held out for stopping is one less to learn from.',
      evidence: ['prechelt-1998']
    },
    {
      id: 'many-members',
      slot: 'training',
      hard: false,
      wants: ['early-stopping', 'fixed-epochs'],
      when: [{ fact: 'conditions', atLeast: 500 }],
      says: '{conditions:condition}: several members multiply the hours.',
      evidence: []
    },
    {
      id: 'one-seed',
      slot: 'training',
      hard: false,
      wants: ['ensemble'],
      when: [
        { fact: 'conditions', below: 200 },
        { fact: 'half-agreement', below: 0.5 }
      ],
      says: 'Halves agree {half-agreement} and {conditions:condition} train fast: one seed is a matter of luck.',
      evidence: ['deep-ensembles-2017']
    }
  ],
  values: [
    ...valuesByEvidence,
    // one cycle of the learning rate over a few hundred steps on all condition means at once: measured on simulated
    // screens, where .001 leaves the switches untrained and small batches only add noise
    { key: 'learning_rate', value: 0.02, when: [] },
    { key: 'weight_decay', value: 0.001, when: [{ fact: 'conditions', below: 50 }] },
    { key: 'weight_decay', value: 0.0001, when: [] },
    { key: 'max_epochs', value: 300, when: [] },
    { key: 'patience', value: 100, when: [] },
    { key: 'batch_size', value: 256, when: [] },
    { key: 'members', value: 3, when: [] }
  ]
};
