import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import type { Result, SharedTargetResult } from '../../core/experiment/result';
import { Result as ResultSchema } from '../../core/experiment/result';
import { exampleResult } from '../testing/example-result';
import { ResultView } from './result-view';

afterEach(cleanup);

const told = (shared: number): SharedTargetResult => ({
  column: 'target',
  conditions: 9,
  shared,
  scores: {
    pearson_delta_indep: {
      shared: { n: shared, model: 0.61, baselines: { 'training-mean': 0.33, additive: 0.4 } },
      new: { n: 9 - shared, model: 0.21, baselines: { 'training-mean': 0.2, additive: 0.1 } }
    }
  },
  each: [
    {
      compound: 'belinostat',
      fold: 1,
      conditions: 4,
      targets: ['hdac1'],
      also_hit_by: ['vorinostat']
    }
  ].slice(0, shared)
});

function withShared(shared: number): Result {
  const [scenario, { parts }] = Object.entries(exampleResult.scenarios)[0];
  const [name, part] = Object.entries(parts)[0];
  const changed = { ...parts, [name]: { ...part, shared_targets: told(shared) } };
  return ResultSchema.parse({ ...exampleResult, scenarios: { [scenario]: { parts: changed } } });
}

it.each(['panel', 'notebook'] as const)(
  'counts and scores compounds apart whose targets others hit, in the %s',
  where => {
    render(<ResultView result={withShared(4)} where={where} />);
    screen.getByText(/4 of 9 conditions, by obs\["target"\]/);
    screen.getByText(/Pearson of change on them: model 0\.61, .*training mean 0\.33 \(n = 4\)/);
    screen.getByText(/on compounds that hit something new: model 0\.21, .* \(n = 5\)/);
    fireEvent.click(screen.getByText(/who else hits them/));
    const row = screen.getByText('belinostat', { selector: 'th' }).parentElement;
    expect(row?.textContent).toBe('belinostathdac1vorinostat');
  }
);

it('tells no score where each held-out compound hits something new', () => {
  render(<ResultView result={withShared(0)} where="panel" />);
  screen.getByText(/0 of 9 conditions/);
  expect(screen.queryByText(/on them/)).toBeNull();
});

it('is silent where no targets are known', () => {
  render(<ResultView result={exampleResult} where="panel" />);
  expect(screen.queryByText(/all in training/)).toBeNull();
});
