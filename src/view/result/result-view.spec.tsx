import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import React from 'react';
import type { Result, VerdictId } from '../../core/experiment/result';
import { exampleResult, exampleWithProtein } from '../testing/example-result';
import { ResultView } from './result-view';

afterEach(cleanup);

type Part = Result['scenarios'][string]['parts'][string];

function withVerdict(verdict: VerdictId): Result {
  const parts = exampleResult.scenarios['unseen-combination'].parts;
  const changed = Object.fromEntries(
    Object.entries(parts).map(([id, part]): [string, Part] => [id, { ...part, verdict }])
  );
  return { ...exampleResult, scenarios: { 'unseen-combination': { parts: changed } } };
}

const verdictOf = (container: HTMLElement): Element => {
  const verdict = container.querySelector('.cf-Verdict');
  if (verdict === null) {
    throw new Error('The result shows no verdict');
  }
  return verdict;
};

describe('verdict', () => {
  it.each([
    { verdict: 'better-than-baselines', tone: 'good' },
    { verdict: 'no-better-than-baselines', tone: 'neutral' },
    { verdict: 'baseline-at-ceiling', tone: 'neutral' },
    { verdict: 'no-signal', tone: 'neutral' },
    { verdict: 'too-few-conditions', tone: 'neutral' }
  ] as const)('shows $verdict in $tone, never in red', ({ verdict, tone }) => {
    const { container } = render(<ResultView result={withVerdict(verdict)} where="panel" />);
    expect(verdictOf(container).classList).toContain(`cf-mod-${tone}`);
    expect(container.querySelector('.cf-mod-error')).toBeNull();
  });

  it('counts the parts that are better instead of claiming them all', () => {
    render(<ResultView result={exampleResult} where="panel" />);
    screen.getByText('Better than every baseline in 1 of 3 parts: one target seen.');
  });

  it('names up to three parts that are better, and counts more', () => {
    const [[, part]] = Object.entries(exampleResult.scenarios['unseen-combination'].parts);
    const better: Part = { ...part, verdict: 'better-than-baselines' };
    const ids = ['seen-2', 'seen-2-design_blind', 'seen-1', 'seen-1-design_blind'];
    const withBetter = (n: number): Result => ({
      ...exampleResult,
      scenarios: {
        'unseen-combination': {
          parts: {
            ...Object.fromEntries(ids.slice(0, n).map(id => [id, better])),
            'seen-0': { ...part, verdict: 'no-better-than-baselines' }
          }
        }
      }
    });
    const { unmount } = render(<ResultView result={withBetter(2)} where="panel" />);
    screen.getByText(
      'Better than every baseline in 2 of 3 parts: both targets seen; both targets seen, kept from the design.'
    );
    unmount();
    render(<ResultView result={withBetter(4)} where="panel" />);
    screen.getByText('Better than every baseline in 4 of 5 parts.');
  });

  it('says how often the held-out conditions were looked at', () => {
    render(<ResultView result={{ ...exampleResult, looks: 2 }} where="panel" />);
    screen.getByText(/scored 2 times/);
  });

  it('counts the folds of all parts, and a blind fifth not again', () => {
    const [scenario] = Object.keys(exampleResult.scenarios);
    const [[name, part]] = Object.entries(exampleResult.scenarios[scenario].parts);
    const scored = (parts: string[]): Result => ({
      ...exampleResult,
      scenarios: {
        [scenario]: { parts: Object.fromEntries(parts.map(id => [id, { ...part, folds: 5 }])) }
      }
    });
    const { unmount } = render(
      <ResultView result={scored(['seen-2', 'seen-2-design_blind', 'seen-1'])} where="panel" />
    );
    screen.getByText(/^10 folds of 2 parts\./);
    unmount();
    render(<ResultView result={scored([name])} where="panel" />);
    screen.getByText(/^5 folds\./);
  });

  it('says what its intervals are, few conditions or many', () => {
    render(<ResultView result={exampleResult} where="panel" />);
    fireEvent.click(screen.getByText('Numbers in [ ]: 95 % intervals'));
    screen.getByText(/bootstrap from ten on, an exact sign-flip test from six to nine/);
    screen.getByText(/Combinations that share targets are not independent/);
  });

  it('labels a simulated data set as one', () => {
    render(<ResultView result={{ ...exampleResult, simulated: true }} where="panel" />);
    screen.getByText('simulated data');
  });
});

describe('a score is never alone', () => {
  it.each(['Both targets seen', 'One target seen', 'No target seen'])(
    'shows n, no change, training mean and ceiling beside the score of "%s"',
    name => {
      const { container } = render(<ResultView result={exampleResult} where="panel" />);
      const line = [...container.querySelectorAll('.cf-Bars > li')].find(item =>
        item.textContent?.includes(name)
      );
      expect(line?.textContent).toMatch(/n = \d+/);
      expect(line?.textContent).toMatch(/no change/);
      expect(line?.textContent).toMatch(/training mean/);
      expect(line?.textContent).toMatch(/ceiling \d/);
    }
  );

  it('says so where a score has no ceiling', () => {
    const part = exampleResult.scenarios['unseen-combination'].parts['seen-1'];
    const metrics = {
      pearson_delta_indep: { ...part.metrics['pearson_delta_indep'], ceiling: null }
    };
    const result = {
      ...exampleResult,
      scenarios: { 'unseen-combination': { parts: { 'seen-1': { ...part, metrics } } } }
    };
    render(<ResultView result={result} where="panel" />);
    screen.getByText('no ceiling for this score');
  });
});

describe('parts', () => {
  it('stand easiest first, what was kept from the design behind its part, whatever the record’s order', () => {
    const part = exampleResult.scenarios['unseen-combination'].parts['seen-1'];
    const ids = ['seen-0', 'seen-0-design_blind', 'seen-2-design_blind', 'seen-1', 'seen-2'];
    const parts = Object.fromEntries(ids.map(id => [id, part]));
    const result = { ...exampleResult, scenarios: { 'unseen-combination': { parts } } };
    const { container } = render(<ResultView result={result} where="panel" />);
    const names = [
      ...container.querySelectorAll('.cf-Bars > li > .cf-spread > span:first-child > b')
    ];
    expect(names.map(name => name.textContent)).toEqual([
      'Both targets seen',
      'Both targets seen, kept from the design',
      'One target seen',
      'No target seen',
      'No target seen, kept from the design'
    ]);
  });
});

describe('all metrics', () => {
  function rows(): HTMLElement[] {
    return within(screen.getByRole('group', { name: 'All metrics' }))
      .getAllByRole('row')
      .slice(1);
  }

  it('puts the correlation of whole profiles last, with its baselines', () => {
    render(<ResultView result={exampleResult} where="notebook" />);
    const last = rows().at(-1);
    expect(last?.textContent).toContain('Pearson of profiles');
    expect(within(last as HTMLElement).getAllByRole('cell').length).toBeGreaterThanOrEqual(5);
  });

  it('shows every baseline when asked', () => {
    render(<ResultView result={exampleResult} where="notebook" />);
    expect(screen.queryByRole('columnheader', { name: 'Additive' })).toBeNull();
    fireEvent.click(screen.getByLabelText('Every baseline'));
    screen.getByRole('columnheader', { name: 'Additive' });
  });

  it('says of how many conditions a ceiling is, where fewer have one than are scored', () => {
    const [[id, part]] = Object.entries(exampleResult.scenarios['unseen-combination'].parts);
    const metrics = Object.fromEntries(
      Object.entries(part.metrics).map(([name, scored]): [string, Part['metrics'][string]] => [
        name,
        { ...scored, ceiling_n: 3 }
      ])
    );
    const parts = { [id]: { ...part, metrics } };
    const result = { ...exampleResult, scenarios: { 'unseen-combination': { parts } } };
    render(<ResultView result={result} where="panel" />);
    expect(screen.getAllByText(/^[^[]*\(n = 3\)$/).length).toBeGreaterThan(0);
    expect(screen.getAllByText(/ceiling .*\(n = 3\)$/)).toHaveLength(1);
  });

  it('tells intervals in brackets, and no span that begins below 0 by a dash', () => {
    const part = exampleResult.scenarios['unseen-combination'].parts['seen-0'];
    const primary = part.metrics['pearson_delta_indep'];
    const metrics = {
      pearson_delta_indep: {
        ...primary,
        ci: [-0.12, 0.16] as const,
        ceiling: [-0.02, 0.2] as const
      }
    };
    const result = {
      ...exampleResult,
      scenarios: {
        'unseen-combination': { parts: { 'seen-0': { ...part, metrics } } }
      }
    } as unknown as Result;
    render(<ResultView result={result} where="notebook" />);
    const told = rows()[0].textContent;
    expect(told).toContain('[−0.12, 0.16]');
    expect(told).toContain('−0.02 to 0.20');
  });

  it('hides metrics of changed features below five conditions', () => {
    const part = exampleResult.scenarios['unseen-combination'].parts['seen-2'];
    const few = { ...part.metrics['de_overlap'], n: 4 };
    const metrics = { ...part.metrics, de_overlap: few };
    const result = {
      ...exampleResult,
      scenarios: { 'unseen-combination': { parts: { 'seen-2': { ...part, metrics } } } }
    };
    render(<ResultView result={result} where="notebook" />);
    // words that begin in sight, where numbers would end out of it
    expect(screen.getByText('under 5 conditions: not shown').className).toContain('cf-mod-words');
  });
});

describe('predicted and observed', () => {
  it('shows any held-out condition and says its numbers', () => {
    render(<ResultView result={exampleResult} where="notebook" />);
    const choice = screen.getByLabelText('Held-out condition');
    const option = within(choice).getByText('MAP2K3+SLC38A2') as HTMLOptionElement;
    fireEvent.change(choice, { target: { value: option.value } });
    expect(
      screen.getByRole('img', { name: /change for MAP2K3\+SLC38A2.*HBZ: 1\.80 observed/ })
    ).toBeDefined();
  });
});

describe('several modalities', () => {
  it('shows the verdict of each, the scores of the first, and those of the other when it is chosen', () => {
    const { container } = render(<ResultView result={exampleWithProtein} where="panel" />);
    screen.getByText(/the baseline wins/);
    expect(verdictOf(container).textContent).toContain(
      'Better than every baseline in 1 of 3 parts'
    );
    fireEvent.click(screen.getByLabelText('Protein'));
    expect(verdictOf(container).textContent).toContain('The model is not shown to be better');
    expect(screen.getAllByText(/over proteins/).length).toBeGreaterThan(0);
    fireEvent.click(screen.getByLabelText('RNA'));
    expect(verdictOf(container).textContent).toContain(
      'Better than every baseline in 1 of 3 parts'
    );
  });

  it('offers no choice where there is one', () => {
    render(<ResultView result={exampleResult} where="notebook" />);
    expect(screen.queryByLabelText('Protein')).toBeNull();
  });
});

describe('conditions by an error', () => {
  it('begin with the smallest error, baselines too, and small errors keep their digits', () => {
    const [first, second] = exampleResult.scatter;
    const result: Result = {
      ...exampleResult,
      primary: 'mse',
      metric_info: [
        ...exampleResult.metric_info.filter(({ id }) => id !== 'mse'),
        { ...exampleResult.metric_info[0], id: 'mse', higher_is_better: false, range: [0, null] }
      ],
      scatter: [
        { ...first, label: 'far', scores: { model: 0.05, one: 0.04, other: 0.03 } },
        { ...second, label: 'near', scores: { model: 0.0012, one: 0.04, other: 0.0031 } }
      ]
    };
    render(<ResultView result={result} where="panel" />);
    const choice = screen.getByLabelText<HTMLSelectElement>('Held-out condition');
    expect(choice.title).toBe('near');
    expect(screen.getByText('0.0012')).toBeTruthy();
    fireEvent.click(screen.getByText('2 other baselines'));
    const rows = [...document.querySelectorAll('.cf-Scatter tr')].map(row => row.textContent);
    expect(rows).toEqual(['Model0.0012', 'Other0.0031', 'One0.040']);
  });
});
