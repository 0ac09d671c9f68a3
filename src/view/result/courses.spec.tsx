import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import React from 'react';
import { exampleResult } from '../testing/example-result';
import { withCourses } from '../testing/with-courses';
import { ResultView } from './result-view';

afterEach(cleanup);

const keyOf = (chart: HTMLElement): HTMLElement =>
  within(chart.closest('section') as HTMLElement).getByRole('list', { name: 'Key' });

describe('courses', () => {
  it.each(['panel', 'notebook'] as const)(
    'show measured and predicted change of the largest one first, in the %s',
    where => {
      render(<ResultView result={withCourses} where={where} />);
      screen.getByRole('heading', { name: 'Along doses' });
      const [first, ...others] = screen.getAllByRole('img', { name: /under lovastatin by dose/ });
      expect(others).toHaveLength(2);
      expect(first.getAttribute('aria-label')).toMatch(
        /^HMGCR under lovastatin by dose\. 0\.1: measured 0\.14; 0\.3: measured 0\.37, predicted 0\.31, best baseline 0\.22; /
      );
    }
  );

  it('mark each held-out point with its prediction, and no other', () => {
    render(<ResultView result={withCourses} where="panel" />);
    const [chart] = screen.getAllByRole('img', { name: /under lovastatin/ });
    expect(chart.querySelectorAll('circle.cf-dot-best')).toHaveLength(4);
    expect(chart.querySelectorAll('rect.cf-dot-known')).toHaveLength(4);
    expect(chart.querySelectorAll('circle.cf-dot-known')).toHaveLength(1);
  });

  it('draw what the best baseline of the part predicted beside it, and say so in the key', () => {
    render(<ResultView result={withCourses} where="panel" />);
    const [chart] = screen.getAllByRole('img', { name: /under lovastatin/ });
    expect(chart.querySelectorAll('line.cf-tick-best')).toHaveLength(4);
    within(keyOf(chart)).getByText('best baseline');
  });

  it('of results that tell no baseline are drawn without one', () => {
    const courses = withCourses.courses?.map(course => ({
      ...course,
      points: course.points.map(({ baseline: _, ...point }) => point)
    }));
    render(<ResultView result={{ ...withCourses, courses }} where="panel" />);
    const [chart] = screen.getAllByRole('img', { name: /under lovastatin/ });
    expect(chart.getAttribute('aria-label')).toContain('0.3: measured 0.37, predicted 0.31; 1:');
    expect(chart.querySelectorAll('line.cf-tick-best')).toHaveLength(0);
    expect(within(keyOf(chart)).queryByText('best baseline')).toBeNull();
  });

  it('show the perturbation that is chosen', () => {
    render(<ResultView result={withCourses} where="panel" />);
    fireEvent.change(screen.getByRole('combobox', { name: 'Perturbation' }), {
      target: { value: '1' }
    });
    expect(screen.getAllByRole('img', { name: /under simvastatin/ })).toHaveLength(3);
    screen.getByText('2 of 2 by size of change');
  });

  it('put doses that span a decade at even steps of their logarithm', () => {
    render(<ResultView result={withCourses} where="panel" />);
    const [chart] = screen.getAllByRole('img', { name: /under lovastatin/ });
    const at = [...chart.querySelectorAll('circle.cf-dot-best')].map(ring =>
      Number(ring.getAttribute('cx'))
    );
    expect(at[1] - at[0]).toBeGreaterThan(0.9 * (at[2] - at[1]));
    expect(at[3] - at[2]).toBeLessThan(1.2 * (at[1] - at[0]));
  });

  it('are not spoken of where neither doses nor times were held out', () => {
    render(<ResultView result={exampleResult} where="panel" />);
    expect(screen.queryByText(/^Along/)).toBeNull();
  });
});
