import { cleanup, fireEvent, screen } from '@testing-library/react';
import type { ScenarioId } from '../core';
import { labelsIn } from './prediction-labels';
import { draw } from './testing/draw';
import { states } from './testing/states';

afterEach(cleanup);

const done = states['6-done'];

const asking = (scenarios: readonly ScenarioId[]) => {
  const view = done.view!;
  const task = view.task!;
  const drawn = draw({ ...done, view: { ...view, task: { ...task, scenarios } } });
  fireEvent.click(screen.getByRole('button', { name: 'Predict new perturbations' }));
  return drawn;
};

describe('asking for predictions', () => {
  it.each([
    [['unseen-combination'], /a pair as A\+B/],
    [['unseen-dose'], /a dose in the unit of the data as A @ 0\.5/],
    [['time'], /a time as A @ 6 h/],
    [['unseen-context', 'unseen-perturbation'], /its cells as A \(T98G\); a name as in the data/]
  ] as const)('says how a question of %j is written', (scenarios, form) => {
    asking(scenarios);
    expect(screen.getByText(form)).toBeTruthy();
  });

  it('sends every label, and says that the cell runs', () => {
    const { asked } = asking(['unseen-dose']);
    expect(screen.getByText(/Inserts a cell and runs it/)).toBeTruthy();
    fireEvent.change(screen.getByRole('textbox', { name: 'Perturbations to predict' }), {
      target: { value: 'drug 02 @ 0.5\n2,3-dimethyl X @ 3' }
    });
    fireEvent.click(screen.getByRole('button', { name: 'Predict' }));
    expect(asked('predict')).toEqual([[['drug 02 @ 0.5', '2,3-dimethyl X @ 3']]]);
  });

  it('waits for a kernel, and says so', () => {
    draw({ ...done, kernel: 'gone' });
    const ask = screen.getByRole<HTMLButtonElement>('button', {
      name: 'Predict new perturbations'
    });
    expect(ask.disabled).toBe(true);
    expect(screen.getByText(/wait for a Python kernel/)).toBeTruthy();
  });

  it('tells what refining costs before it is pressed', () => {
    draw(done);
    expect(screen.getByText(/scored once more, and the record says so/)).toBeTruthy();
  });
});

describe('labels typed', () => {
  it.each([
    ['A+B, C+D; E', ['A+B', 'C+D', 'E']],
    ['A,', ['A']],
    ['2,3-dimethyl X\n\nB ', ['2,3-dimethyl X', 'B']]
  ])('of %j are %j', (text, labels) => {
    expect(labelsIn(text)).toEqual(labels);
  });
});
