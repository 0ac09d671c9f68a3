import { cleanup, screen } from '@testing-library/react';
import { draw } from '../testing/draw';
import { states } from '../testing/states';

afterEach(cleanup);

describe('the cells of the run', () => {
  it('counts the six that run; the note is read', () => {
    draw(states['5-inserted']);
    screen.getByText('0 of 6 done');
    screen.getByText('note');
  });

  it('says how long each took and which fold is being fitted', () => {
    draw(states['5-running']);
    screen.getByText('3 of 6 done');
    screen.getByText('under 1 s');
    screen.getByText('4 s');
    screen.getByText('fold 2 of 5');
  });
});
