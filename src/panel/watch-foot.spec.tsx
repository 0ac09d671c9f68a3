import { screen } from '@testing-library/react';
import { draw } from './testing/draw';
import { states } from './testing/states';

const writer = {
  name: 'Anna',
  isYou: false,
  at: 'jupyterlab',
  since: '2026-11-27T12:00:00.000Z',
  seen: '2026-11-27T12:05:00.000Z'
} as const;

describe('a run that somebody else writes', () => {
  it.each([
    [{}, 'Anna works on this run in another window of JupyterLab.'],
    [{ isYou: true }, 'You (Anna) work on this run in another window.'],
    [{ at: 'command-line' as const }, 'Anna works on this run on the command line.'],
    [{ name: '' }, 'Somebody works on this run in another window of JupyterLab.']
  ])('says who, and asks only whether to take it over: %j', (parts, words) => {
    const { asked } = draw({ ...states['4-plan'], writer: { ...writer, ...parts } });
    expect(screen.getByText(words)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Approve/ })).toBeNull();
    screen.getByRole('button', { name: 'Take over' }).click();
    expect(asked('takeOver')).toHaveLength(1);
  });

  it('stops nothing, and says nothing to the experts', () => {
    draw({ ...states['3-debate'], since: null, writer });
    expect(screen.queryByRole('button', { name: /Stop/ })).toBeNull();
    expect(screen.queryByLabelText('Say something to the experts')).toBeNull();
  });
});
