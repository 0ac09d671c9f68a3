import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import type { InteractionResult, Result } from '../../core/experiment/result';
import { Result as ResultSchema } from '../../core/experiment/result';
import { exampleResult } from '../testing/example-result';
import { ResultView } from './result-view';

afterEach(cleanup);

const scores = {
  c1: 1.3,
  c2: 1.2,
  magnitude: 1.77,
  dominance: 0.03,
  model_fit: 0.61,
  equality: 0.9,
  similarity: null
};

const pairs: InteractionResult['each'] = [
  {
    label: 'CEBPE+KLF1',
    fold: 2,
    share: 0.53,
    q: 0.004,
    observed: scores,
    predicted: { ...scores, magnitude: 1.41 }
  }
];

const interactions = (n: number): InteractionResult => ({
  pairs: 5,
  beyond_noise: n,
  non_additive: n,
  least_share: 0.25,
  scores: {
    pearson_delta_indep: { n, model: 0.41, baselines: { additive: 0.33, 'multi-hot-ridge': 0.44 } }
  },
  each: pairs.slice(0, n)
});
function withPairs(n: number): Result {
  const { parts } = exampleResult.scenarios['unseen-combination'];
  const changed = { ...parts, 'seen-2': { ...parts['seen-2'], interactions: interactions(n) } };
  return ResultSchema.parse({
    ...exampleResult,
    scenarios: { 'unseen-combination': { parts: changed } }
  });
}

describe('pairs that are no sums', () => {
  it.each(['panel', 'notebook'] as const)(
    'are scored apart beside the best baseline and the sum, in the %s',
    where => {
      render(<ResultView result={withPairs(1)} where={where} />);
      screen.getByText(/1 of 5 pairs far from the sum, 1 further than noise/);
      screen.getByText(/on them: model 0\.41, ridge 0\.44, additive 0\.33 \(n = 1\)/);
      fireEvent.click(screen.getByText(/Genetic-interaction scores/));
      const row = screen.getByText('CEBPE+KLF1', { selector: 'th' }).parentElement;
      expect(row?.textContent).toBe(
        'CEBPE+KLF153 %1.77 (1.41)0.03 (0.03)0.61 (0.61)0.90 (0.90)– (–)'
      );
    }
  );

  it('have no scores where there are none', () => {
    render(<ResultView result={withPairs(0)} where="panel" />);
    screen.getByText(/0 of 5 pairs far from the sum/);
    expect(screen.queryByText(/on them/)).toBeNull();
  });

  it('are not spoken of where no pair was judged', () => {
    render(<ResultView result={exampleResult} where="panel" />);
    expect(screen.queryByText(/not the sum/)).toBeNull();
  });
});

it('shows columns of cell-eval with their warning, folded away', () => {
  const result = ResultSchema.parse({
    ...exampleResult,
    cell_eval: {
      version: '0.8.2',
      note: 'By the conventions of cell-eval.',
      parts: [
        {
          scenario: 'unseen-combination',
          part: 'seen-2',
          n: 5,
          columns: { mae: { model: 0.0271, 'training-mean': null } }
        }
      ]
    }
  });
  render(<ResultView result={result} where="panel" />);
  expect(screen.queryByText('mae')).toBeNull();
  fireEvent.click(screen.getByText('Columns of cell-eval 0.8.2'));
  screen.getByText('By the conventions of cell-eval.');
  const row = screen.getByText('mae', { selector: 'th' }).parentElement;
  expect(row?.textContent).toBe('mae0.027–');
});
