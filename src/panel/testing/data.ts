import { Assessment, Described, Profile, Task } from '../../core';

/** A made-up screen in the shape of a small pair screen, for tests and the state gallery only. */

const singles = [
  'KLF1',
  'TGFBR2',
  'CEBPE',
  'MAPK1',
  'ETS2',
  'FOSB',
  'DUSP9',
  'CNN1',
  'CBL',
  'UBASH3A',
  'ZBTB10',
  'SNAI1',
  'PTPN12',
  'RHOXF2B',
  'FOXA3',
  'LHX1',
  'IRF1',
  'SET'
];
const pairs = [
  'KLF1+TGFBR2',
  'CEBPE+ETS2',
  'MAPK1+DUSP9',
  'CNN1+CBL',
  'SNAI1+ETS2',
  'IRF1+SET',
  'FOSB+UBASH3A',
  'ZBTB10+PTPN12',
  'LHX1+FOXA3',
  'RHOXF2B+SET',
  'CBL+UBASH3A',
  'TGFBR2+IGDCC3',
  'MAP2K3+SLC38A2',
  'MAP2K6+ELMSAN1',
  'SGK1+TBX2'
];

const finding = (value: string | null, reason: string, ...others: string[]) => ({
  value,
  reason,
  confident: true,
  candidates: [value, ...others]
    .filter((each): each is string => each !== null)
    .map(each => ({ value: each, reason }))
});

export const profile = Profile.parse({
  version: 1,
  object: {
    name: 'adata',
    type: 'AnnData',
    n_cells: 3375,
    n_features: 500,
    backed: false,
    view: false,
    modalities: [{ id: 'rna', key: '', n_features: 500 }]
  },
  matrices: [
    {
      name: 'X',
      value_state: 'log',
      evidence: 'Not integers; maximum 6.61; no negative value; uns holds log1p.',
      storage: 'csr',
      dtype: 'float32',
      filled: 0.031,
      minimum: 0,
      maximum: 6.61
    }
  ],
  obs_columns: [
    {
      name: 'condition',
      dtype: 'category',
      n_unique: 34,
      n_missing: 0,
      examples: ['control', 'KLF1']
    },
    { name: 'cell_type', dtype: 'category', n_unique: 1, n_missing: 0, examples: ['k562'] },
    { name: 'n_counts', dtype: 'float32', n_unique: 3204, n_missing: 0, examples: ['10230'] }
  ],
  n_obs_columns: 3,
  findings: {
    where: finding(null, 'One data set; nothing to choose.'),
    perturbation: finding('condition', '34 values; one is “control”, 15 contain “+”'),
    control: finding('control', 'A known control label; 100 cells'),
    separator: finding('+', 'Both parts of 5 pairs also occur alone'),
    context: finding('cell_type', '1 level (k562): kept, not a scenario'),
    batch: finding(null, 'No column varies within conditions'),
    dose: finding(null, 'No dose column found'),
    time: finding(null, 'No time column found'),
    layer: finding('X', 'Log-normalised as it is'),
    perturbation_type: finding('activation', 'uns names CRISPRa')
  },
  conditions: [
    { label: 'control', targets: [], context: 'k562', dose: null, time: null, n_cells: 100 },
    ...singles.map((label, index) => ({
      label,
      targets: [label],
      context: 'k562',
      dose: null,
      time: null,
      n_cells: 100 - (index > 15 ? (index - 15) * 8 : 0)
    })),
    ...pairs.map((label, index) => ({
      label,
      targets: label.split('+'),
      context: 'k562',
      dose: null,
      time: null,
      n_cells: index > 12 ? 80 - (index - 12) * 8 : 100 - index
    }))
  ].sort(
    (a, b) =>
      Number(b.targets.length === 0) - Number(a.targets.length === 0) || b.n_cells - a.n_cells
  ),
  n_conditions: 33,
  n_single: 18,
  n_combination: 15,
  n_control_cells: 100,
  contexts: [{ level: 'k562', n_cells: 3375, n_control: 100 }],
  excluded: [
    {
      label: 'multiple',
      n_cells: 41,
      reason: 'Says that several perturbations were seen, not which.'
    }
  ],
  facts: [
    { id: 'pairs', value: 15, unit: 'conditions', text: '15 conditions combine targets.' },
    { id: 'effect-size', value: 0.31, unit: 'log1p', text: 'The median change has length 0.31.' },
    {
      id: 'top3-share',
      value: 0.76,
      unit: 'share',
      text: 'Three features carry 76 % of a single’s change.'
    }
  ],
  warnings: [
    {
      code: 'loud-features',
      title: 'Three genes carry 76 % of a single’s change',
      message: 'HBG2, HBZ, TMSB4X. Scores with all genes on one scale are shown too.'
    },
    {
      code: 'few-controls',
      title: '100 control cells',
      message:
        'Their noise is shared by all changes, so scores are taken against independent controls.'
    }
  ],
  fingerprint: 'f'.repeat(64),
  hardware: {
    device: 'cuda',
    name: 'NVIDIA A10',
    total_mb: 24000,
    free_mb: 22528,
    cores: 8,
    ram_mb: 64000
  },
  runtime: { version: '0.1.0' },
  versions: { anndata: '0.12.0' },
  seconds: 0.21
});

export const task = Task.parse({
  version: 1,
  where: null,
  perturbation: 'condition',
  control: 'control',
  separator: '+',
  context: 'cell_type',
  batch: null,
  dose: null,
  time: null,
  layer: 'X',
  value_state: 'log',
  modality: 'rna',
  perturbation_type: 'activation',
  scenarios_available: ['unseen-combination', 'unseen-perturbation'],
  scenarios: ['unseen-combination'],
  held_out: [
    {
      scenario: 'unseen-combination',
      available: true,
      chosen: true,
      reason: 'Each pair is held out once for every way it can be unseen.',
      folds: 5,
      parts: [
        { part: 'seen-2', conditions: 5, cells: 500 },
        { part: 'seen-1', conditions: 13, cells: 1300 },
        { part: 'seen-0', conditions: 15, cells: 1480 }
      ],
      unscored: [{ label: 'SGK1+TBX2', reason: '24 cells, under 30.' }]
    },
    {
      scenario: 'unseen-perturbation',
      available: true,
      chosen: false,
      reason: '18 targets, each held out once.',
      folds: 5,
      parts: [{ part: 'all', conditions: 18, cells: 1780 }],
      unscored: []
    },
    {
      scenario: 'unseen-context',
      available: false,
      chosen: false,
      reason: 'Needs 2 cell types or donors; found 1.',
      folds: 0,
      parts: [],
      unscored: []
    },
    {
      scenario: 'unseen-dose',
      available: false,
      chosen: false,
      reason: 'No dose column found.',
      folds: 0,
      parts: [],
      unscored: []
    },
    {
      scenario: 'time',
      available: false,
      chosen: false,
      reason: 'No time column found.',
      folds: 0,
      parts: [],
      unscored: []
    }
  ],
  excluded_labels: ['multiple'],
  folds: 5,
  inner_folds: 3,
  seeds: [42],
  primary: 'pearson_delta_indep',
  min_cells: 30,
  fingerprint: 'f'.repeat(64)
});

export const described = Described.parse({ profile, task, questions: [], problem: null });

/** The same object with nothing decided about its control. */
export const asked = Described.parse({
  profile: {
    ...profile,
    findings: {
      ...profile.findings,
      control: { ...finding(null, 'Neither “ctrl” nor “wt” stands out'), confident: false }
    }
  },
  task: null,
  questions: [
    {
      key: 'control',
      message: '“ctrl” (120 cells) and “wt” (98 cells) both read like controls.',
      options: ['ctrl', 'wt']
    }
  ],
  problem: null
});

const scored = (value: number) => ({ value, ci: [value - 0.07, value + 0.07] });
const innerPart = (part: string, conditions: number, values: readonly number[]) => ({
  scenario: 'unseen-combination',
  part,
  conditions,
  baselines: {
    pearson_delta_indep: {
      'no-change': scored(0),
      'training-mean': scored(values[0]),
      additive: scored(values[1]),
      'multi-hot-ridge': scored(values[2])
    }
  },
  ceiling: { pearson_delta_indep: [values[3], values[4]] },
  best_baseline: 'multi-hot-ridge',
  decision: 'go',
  reason: 'The ceiling leaves room above the best baseline.'
});

export const assessment = Assessment.parse({
  version: 1,
  task_hash: 'a'.repeat(64),
  parts: [
    innerPart('seen-2', 5, [0.31, 0.68, 0.7, 0.93, 0.98]),
    innerPart('seen-1', 13, [0.29, 0.6, 0.62, 0.9, 0.97]),
    innerPart('seen-0', 15, [0.24, 0.24, 0.25, 0.88, 0.96])
  ],
  facts: [
    {
      id: 'half-agreement',
      value: 0.91,
      unit: 'correlation',
      text: 'Two halves of a condition agree at 0.91.'
    },
    {
      id: 'best-baseline-score',
      value: 0.7,
      unit: 'correlation',
      text: 'The best baseline scores 0.70 on inner folds.'
    }
  ],
  outer_folds: 15,
  seconds: 12.4
});

export const noSignal = Assessment.parse({
  version: 1,
  task_hash: 'b'.repeat(64),
  parts: [
    {
      scenario: 'unseen-context',
      part: 'all',
      conditions: 27,
      baselines: {
        pearson_delta_indep: { 'no-change': scored(0.24), 'training-mean': scored(0.05) }
      },
      ceiling: { pearson_delta_indep: [0.06, 0.32] },
      best_baseline: 'no-change',
      decision: 'no-signal',
      reason:
        'Two halves of the same cells agree no better (0.06 to 0.32) than “no change” does (0.24).'
    }
  ],
  facts: [],
  seconds: 14
});
