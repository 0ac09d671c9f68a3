import { cleanup, fireEvent, screen } from '@testing-library/react';
import type { RunView } from '../../core';
import { draw } from '../testing/draw';
import { states } from '../testing/states';

afterEach(cleanup);

const debate = states['3-debate'];
const planned = states['4-plan'];

it('shows who joined the debate, why, and their scores beside the others\u2019', () => {
  const { view } = debate;
  const scores = view!.consensus.scores.map(round => [...round, 0.77]);
  const joined: RunView = {
    ...view!,
    speakers: [...view!.speakers, 'chemistry'],
    joined: [{ expert: 'chemistry', why: 'the perturbations are drugs' }],
    consensus: { ...view!.consensus, scores }
  };
  draw({ ...debate, view: joined });
  screen.getByText('Chemistry takes part: the perturbations are drugs.');
  screen.getByText('Chemistry 0.77');
});

it('shows who spoke for a hyperparameter, who for another value, and which review minds it', () => {
  const { view } = planned;
  const plan = {
    ...view!.plan!,
    argued: [
      {
        name: 'rank' as const,
        value: view!.plan!.hyperparameters.rank,
        experts: ['data' as const],
        others: [{ value: 4, experts: ['training' as const] }],
        open: ['r2/critic>data']
      }
    ]
  };
  draw({ ...planned, view: { ...view!, plan } });
  fireEvent.click(screen.getByText('Implementation'));
  screen.getByText('Data; Training: 4; 1 review minds it');
});
