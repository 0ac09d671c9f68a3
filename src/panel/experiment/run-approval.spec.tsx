import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { draw } from '../testing/draw';
import { states } from '../testing/states';

afterEach(cleanup);

describe('cells that would start', () => {
  it('wait with the reason, and can be let run once, always, or not', () => {
    const { asked } = draw(states['5-run-again']);
    expect(screen.getAllByRole('status')[0].textContent).toBe('Cells wait for approval');
    const shown = screen.getByRole('region', { name: 'Cells for approval' });
    within(shown).getByText(/They ran before and did not get to their end/);
    for (const name of ['Run', 'Do not run', 'Always for this notebook']) {
      fireEvent.click(screen.getByRole('button', { name }));
    }
    expect(asked('decideRun')).toEqual([
      ['run', false],
      ['refuse', false],
      ['run', true]
    ]);
  });

  it('name the cells that are not as they were inserted, and are then never let run always', () => {
    draw(states['5-run-edited']);
    screen.getByText(/^Not as they were inserted: Model\./);
    expect(screen.queryByRole('button', { name: 'Always for this notebook' })).toBeNull();
  });
});

describe('"always for this notebook"', () => {
  it('is in sight while it stands, and can be withdrawn', () => {
    const { asked, become } = draw(states['5-llm-repaired']);
    screen.getByText(/Code runs in this notebook without asking/);
    fireEvent.click(screen.getByRole('button', { name: 'Ask again' }));
    expect(asked('withdrawAlways')).toHaveLength(1);
    become({ approvals: { run: null, always: false } });
    expect(screen.queryByText(/Code runs in this notebook without asking/)).toBeNull();
  });
});

describe('decisions', () => {
  it('stand with who made them and which source it was', () => {
    draw(states['5-llm-repaired']);
    screen.getByText('Approved by “always for this notebook” (source b1946ac9).');
    fireEvent.click(screen.getByText('2 decisions to run code'));
    screen.getByText('Plan');
    screen.getByText('Approved by the analyst (source eeeeeeee).');
    screen.getByText('First run');
    screen.getByText('Run again, model cell repaired');
    screen.getByText('Approved by the analyst (source b1946ac9).');
  });
});
