import { Progress, Result } from '../../core';

/** Made-up scores, for tests and the state gallery only. */

const info = (id: string, label: string, shown: 'headline' | 'table' | 'last', error = false) => ({
  id,
  label,
  higher_is_better: !error,
  range: error ? [0, null] : [-1, 1],
  chance: id === 'discrimination' ? 0.5 : null,
  shown,
  definition: shown === 'headline' ? `${label}: mean over held-out conditions.` : ''
});

const metrics = [
  info('pearson_delta_indep', 'Pearson of change', 'headline'),
  info('mse', 'Mean squared error', 'headline', true),
  info('pearson_delta_mean_ref', 'Pearson of change, mean reference', 'headline'),
  info('discrimination', 'Discrimination', 'headline'),
  info('de_overlap', 'DE overlap', 'table'),
  info('direction_match', 'Direction match', 'table'),
  info('pearson', 'Pearson of profiles', 'last')
];

interface Scores {
  readonly model: number;
  readonly noChange: number;
  readonly mean: number;
  readonly additive: number;
  readonly ridge: number;
  readonly ceiling: readonly [number, number];
}

const around = (value: number, half: number): [number, number] => [value - half, value + half];
const scored = (value: number) => ({ value, ci: around(value, 0.05) });

function metric(s: Scores, n: number, half: number) {
  const values = {
    'no-change': s.noChange,
    'training-mean': s.mean,
    additive: s.additive,
    'multi-hot-ridge': s.ridge
  };
  return {
    model: s.model,
    ci: around(s.model, half),
    component: s.model - 0.03,
    n,
    baselines: Object.fromEntries(Object.entries(values).map(([id, v]) => [id, scored(v)])),
    paired: Object.fromEntries(
      Object.entries(values).map(([id, v]) => [
        id,
        { difference: s.model - v, ci: around(s.model - v, 0.05) }
      ])
    ),
    ceiling: s.ceiling
  };
}

function part(options: {
  readonly n: number;
  readonly verdict: string;
  readonly sentence: string;
  readonly best: string;
  readonly half: number;
  readonly scores: Scores;
}) {
  const { n, verdict, sentence, best, half, scores } = options;
  const shifted = (by: number): Scores => ({
    model: scores.model + by,
    noChange: scores.noChange,
    mean: scores.mean + by,
    additive: scores.additive + by,
    ridge: scores.ridge + by,
    ceiling: [Math.min(1, scores.ceiling[0]), Math.min(1, scores.ceiling[1])]
  });
  const errors: Scores = {
    model: 0.031,
    noChange: 0.094,
    mean: 0.081,
    additive: 0.037,
    ridge: 0.036,
    ceiling: [0.002, 0.002]
  };
  return {
    folds: 5,
    conditions: n,
    verdict,
    sentence,
    best_baseline: best,
    metrics: {
      pearson_delta_indep: metric(scores, n, half),
      mse: metric(errors, n, 0.008),
      pearson_delta_mean_ref: metric(shifted(-0.1), n, half),
      discrimination: metric(shifted(0.02), n, half),
      de_overlap: metric(shifted(-0.2), Math.min(n, 9), half),
      direction_match: metric(shifted(-0.05), Math.min(n, 9), half),
      pearson: metric(
        {
          ...scores,
          model: 0.99,
          noChange: 0.98,
          mean: 0.985,
          additive: 0.989,
          ridge: 0.989,
          ceiling: [0.99, 1]
        },
        n,
        0.002
      )
    },
    held_out: [['KLF1+TGFBR2'], ['CEBPE+ETS2']],
    unscored: []
  };
}

const genes = Array.from({ length: 120 }, (_, index) => `GENE${index + 1}`);

function scatter(label: string, partId: string, model: number) {
  const observed = genes.map((_, index) =>
    index === 0 ? 1.8 : index === 1 ? 1.25 : 0.5 * Math.sin(index * 1.7) * Math.exp(-index / 40)
  );
  return {
    label,
    scenario: 'unseen-combination',
    part: partId,
    features: ['HBZ', 'HBG2', ...genes.slice(2)],
    observed,
    predicted: observed.map((value, index) => value * 0.92 + 0.06 * Math.cos(index * 2.3)),
    scores: { model, 'multi-hot-ridge': model - 0.02, 'no-change': 0, 'training-mean': 0.31 }
  };
}

const parts = {
  'seen-2': part({
    n: 5,
    verdict: 'too-few-conditions',
    sentence: '5 conditions are too few for a claim; ridge 0.96, difference 0.00 [−0.02, 0.02].',
    best: 'multi-hot-ridge',
    half: 0.025,
    scores: {
      model: 0.96,
      noChange: 0,
      mean: 0.18,
      additive: 0.93,
      ridge: 0.96,
      ceiling: [0.93, 0.98]
    }
  }),
  'seen-1': part({
    n: 13,
    verdict: 'better-than-baselines',
    sentence: 'Better than additive by 0.07 [0.02, 0.12].',
    best: 'additive',
    half: 0.085,
    scores: {
      model: 0.78,
      noChange: 0,
      mean: 0.12,
      additive: 0.71,
      ridge: 0.63,
      ceiling: [0.96, 0.99]
    }
  }),
  'seen-0': part({
    n: 15,
    verdict: 'no-better-than-baselines',
    sentence: 'Level with ridge: 0.02 [−0.06, 0.10].',
    best: 'multi-hot-ridge',
    half: 0.13,
    scores: {
      model: 0.31,
      noChange: 0,
      mean: -0.14,
      additive: 0.22,
      ridge: 0.29,
      ceiling: [0.94, 0.98]
    }
  })
};

export const exampleResult = Result.parse({
  version: 1,
  run: 'r-7f3a',
  plan_name: 'Low-rank change over control, additive, shrunk to the best baseline',
  primary: 'pearson_delta_indep',
  simulated: false,
  metric_info: metrics,
  scenarios: { 'unseen-combination': { parts } },
  scatter: [
    scatter('KLF1+TGFBR2', 'seen-2', 0.98),
    scatter('CEBPE+ETS2', 'seen-1', 0.81),
    scatter('MAP2K3+SLC38A2', 'seen-0', 0.22)
  ],
  candidates: [
    {
      id: 'baseline',
      name: 'Additive, best baseline',
      parent: null,
      inner: 0.7,
      chosen: false,
      status: 'scored'
    },
    {
      id: 'a',
      name: 'Low rank, shrunk',
      parent: null,
      inner: 0.74,
      chosen: false,
      status: 'scored'
    },
    { id: 'a1', name: 'half as wide', parent: 'a', inner: 0.76, chosen: true, status: 'scored' },
    {
      id: 'a2',
      name: 'without shrinkage',
      parent: 'a',
      inner: null,
      chosen: false,
      status: 'failed'
    }
  ],
  looks: 1,
  notes: [],
  cost: { wall_s: 192, peak_rss_mb: 1130, device: 'CUDA' },
  versions: { 'cellforge-runtime': '0.1.0', torch: '2.13.0' }
});

/** RNA as above, and proteins that the best baseline predicts as well. */
export const exampleWithProtein = Result.parse({
  ...exampleResult,
  modalities: {
    protein: {
      metric_info: exampleResult.metric_info.map(each => ({
        ...each,
        definition: each.definition.replace('held-out', 'held-out, over proteins,')
      })),
      scatter: exampleResult.scatter.map(each => ({
        ...each,
        features: each.features.map((_, index) => `CD${index + 1}`)
      })),
      candidates: exampleResult.candidates
    }
  },
  scenarios: {
    'unseen-combination': {
      parts: Object.fromEntries(
        Object.entries(exampleResult.scenarios['unseen-combination'].parts).map(([id, own]) => {
          const { verdict, sentence, best_baseline, metrics: scores } = own;
          const protein = {
            verdict: 'no-better-than-baselines',
            sentence: 'Level with additive: 0.01 [−0.03, 0.05].',
            best_baseline: 'additive',
            metrics: scores
          };
          const rna = { verdict, sentence, best_baseline, metrics: scores };
          return [id, { ...own, modalities: { rna, protein } }];
        })
      )
    }
  }
});

/** The model did not beat the best baseline: an answer. */
export const exampleBaselineWins = Result.parse({
  ...exampleResult,
  scenarios: {
    'unseen-perturbation': {
      parts: {
        all: part({
          n: 18,
          verdict: 'no-better-than-baselines',
          sentence: 'Level with training mean: −0.02 [−0.09, 0.05].',
          best: 'training-mean',
          half: 0.14,
          scores: {
            model: 0.22,
            noChange: 0,
            mean: 0.24,
            additive: 0.11,
            ridge: 0.2,
            ceiling: [0.83, 0.94]
          }
        })
      }
    }
  },
  scatter: [{ ...scatter('KLF1', 'all', 0.41), scenario: 'unseen-perturbation' }]
});

export const exampleProgress = Progress.parse({
  version: 1,
  run: 'r-7f3a',
  state: 'running',
  phase: 'training',
  scenario: 'unseen-combination',
  fold: 2,
  folds: 5,
  seed: 42,
  epoch: 38,
  epochs: 80,
  loss: 0.0017,
  validation_loss: 0.0023,
  curve: Array.from({ length: 39 }, (_, epoch) => [
    epoch,
    0.0078 * Math.exp(-epoch / 9) + 0.0015 + 0.0002 * Math.sin(epoch),
    0.0074 * Math.exp(-epoch / 8) + 0.0021 + 0.0001 * Math.cos(epoch * 1.3) + epoch * 4e-6
  ]),
  share: 0.29,
  seconds: 41,
  seconds_left: 100,
  device: 'CUDA',
  message: '',
  traceback: [],
  updated: '2026-11-12T16:40:00.000Z'
});
