import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import { exampleResult } from '../testing/example-result';
import { withShared } from '../testing/with-shared-targets';
import { ResultView } from './result-view';

afterEach(cleanup);

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
