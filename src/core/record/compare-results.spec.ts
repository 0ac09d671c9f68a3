import type { Result } from '../experiment/result';
import { exampleResult } from '../testing/example-run';
import { compareResults } from './compare-results';

type Part = Result['scenarios'][string]['parts'][string];

function changed(change: (part: Part) => Part, more: Partial<Result> = {}): Result {
  const part = exampleResult.scenarios['unseen-combination'].parts['seen-2'];
  return {
    ...exampleResult,
    ...more,
    scenarios: { 'unseen-combination': { parts: { 'seen-2': change(part) } } }
  };
}

const scored = (metric: string, model: number) => (part: Part) => ({
  ...part,
  metrics: { ...part.metrics, [metric]: { ...part.metrics[metric], model } }
});

const elsewhere = { versions: { torch: '3.0.0' } };

describe('compareResults', () => {
  it.each<[string, Result]>([
    ['the same result', exampleResult],
    ['a correlation off by .0019', changed(scored('pearson_delta_indep', 0.7219))],
    ['an error off by 0.9 %', changed(scored('mse', 0.0004036))],
    ['other versions, inside the interval', changed(scored('pearson_delta_indep', 0.65), elsewhere)]
  ])('lets %s pass', (_name, now) => {
    expect(compareResults(exampleResult, now).disagreements).toEqual([]);
  });

  it.each<[string, Result, RegExp]>([
    [
      'a correlation off by .003',
      changed(scored('pearson_delta_indep', 0.723)),
      /pearson_delta_indep was 0.7200/
    ],
    ['an error off by 2 %', changed(scored('mse', 0.000408)), /mse was/],
    [
      'other versions, outside the interval',
      changed(scored('pearson_delta_indep', 0.5), elsewhere),
      /is 0.5000/
    ],
    [
      'another verdict',
      changed(part => ({ ...part, verdict: 'no-signal' })),
      /verdict was too-few-conditions/
    ],
    [
      'other conditions',
      changed(part => ({ ...part, conditions: 4 })),
      /5 conditions were scored, now 4/
    ],
    ['a metric that is gone', changed(part => ({ ...part, metrics: {} })), /missing/],
    ['a part that is gone', { ...exampleResult, scenarios: {} }, /only in the record/]
  ])('names %s', (_name, now, told) => {
    expect(compareResults(exampleResult, now).disagreements.join('\n')).toMatch(told);
  });

  it('lists differences of device and versions, which are no disagreement', () => {
    const cost = { ...exampleResult.cost, device: 'cuda:0' };
    const { notes, isSameMachine } = compareResults(exampleResult, {
      ...exampleResult,
      ...elsewhere,
      cost
    });
    expect(isSameMachine).toBe(false);
    expect(notes).toEqual([
      'Device: recorded on cpu, now on cuda:0.',
      'torch: recorded 2.13.0, now 3.0.0.'
    ]);
  });
});
