import { nullTranslator } from '@jupyterlab/translation';
import type { MetricInfo, PartResult } from '../../core/experiment/result';
import { partSentence } from './part-sentence';

const trans = nullTranslator.load('jupyterlab_cellforge');
const info: MetricInfo = {
  id: 'pearson_delta_indep',
  label: 'Pearson of change',
  higher_is_better: true,
  range: [-1, 1],
  chance: 0,
  shown: 'headline',
  definition: ''
};

function part(
  verdict: PartResult['verdict'],
  difference: number,
  ci: [number, number]
): PartResult {
  return {
    folds: 5,
    conditions: 30,
    verdict,
    sentence: 'As recorded, by -0.10.',
    best_baseline: 'multi-hot-ridge',
    metrics: {
      pearson_delta_indep: {
        model: 0.5,
        ci: [0.4, 0.6],
        component: null,
        n: 30,
        baselines: { 'multi-hot-ridge': { value: 0.5 - difference, ci: null } },
        paired: { 'multi-hot-ridge': { difference, ci } },
        ceiling: [0.8, 0.9]
      }
    },
    held_out: [],
    unscored: []
  };
}

describe('partSentence', () => {
  it.each([
    {
      name: 'better: the interval is above 0',
      of: part('better-than-baselines', 0.0076, [0.0036, 0.115]),
      says: 'Better than ridge by 0.008 [0.004, 0.115].'
    },
    {
      name: 'better: an end near 0 is not told as 0, and all three numbers have its digits',
      of: part('better-than-baselines', 0.021, [0.00056, 0.043]),
      says: 'Better than ridge by 0.021 [0.001, 0.043].'
    },
    {
      name: 'better: two decimals where they are enough',
      of: part('better-than-baselines', 0.11, [0.079, 0.14]),
      says: 'Better than ridge by 0.11 [0.08, 0.14].'
    },
    {
      name: 'level: the interval holds 0',
      of: part('no-better-than-baselines', -0.02, [-0.1, 0.05]),
      says: 'Level with ridge: −0.02 [−0.10, 0.05].'
    },
    {
      name: 'level: digits below the second say nothing',
      of: part('no-better-than-baselines', -0.000062, [-0.0071, 0.0073]),
      says: 'Level with ridge: 0.00 [−0.01, 0.01].'
    },
    {
      name: 'behind: the interval is below 0',
      of: part('no-better-than-baselines', -0.3, [-0.4, -0.2]),
      says: 'Behind ridge by 0.30; difference [−0.40, −0.20].'
    },
    {
      name: 'no win for another reason, which the record names',
      of: part('no-better-than-baselines', 0.2, [0.1, 0.3]),
      says: 'As recorded, by −0.10.'
    },
    {
      name: 'no claim',
      of: part('too-few-conditions', 0.2, [0.1, 0.3]),
      says: 'As recorded, by −0.10.'
    }
  ])('says $name', ({ of, says }) => {
    // an interval stays on one line
    expect(partSentence(of, info, trans)).toBe(says.replace(/(\[\S+) /, '$1\u00a0'));
  });

  it('leaves an error metric to the record, whose sign it can not know', () => {
    const says = partSentence(
      part('better-than-baselines', 0.2, [0.1, 0.3]),
      { ...info, higher_is_better: false },
      trans
    );

    expect(says).toBe('As recorded, by −0.10.');
  });
});
