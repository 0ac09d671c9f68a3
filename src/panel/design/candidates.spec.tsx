import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { draw } from '../testing/draw';
import { states } from '../testing/states';

afterEach(cleanup);

describe('candidates', () => {
  it('stand in a tree with what each changed, its score and which was chosen', () => {
    draw(states['4-plan-refined']);
    const tree = screen.getByRole('region', { name: 'Candidates on inner folds' });
    const second = within(tree).getByText('Candidate 2').closest('li') as HTMLElement;
    expect(within(tree).getByText('Candidate 1').closest('li')?.contains(second)).toBe(true);
    within(second).getByText('chosen');
    expect(second.textContent).toMatch(/Composition: .* instead of Sum of single effects/);
    within(tree).getByText(/no more than noise/);
    within(tree).getByText(/^3 candidates looked at/);
  });

  it('cite the inner result that a change rests on', () => {
    draw(states['4-plan-refined']);
    const tree = screen.getByRole('region', { name: 'Candidates on inner folds' });
    expect(within(tree).getAllByRole('button').length).toBeGreaterThan(1);
  });

  it('are not spoken of where nothing was scored', () => {
    draw(states['4-plan']);
    expect(screen.queryByText('Candidates on inner folds')).toBeNull();
  });

  it.each(['4-plan', '6-done'])('are asked for with one button in %s', state => {
    const { asked } = draw(states[state]);
    fireEvent.click(screen.getByRole('button', { name: 'Refine' }));
    expect(asked('refine')).toEqual([[]]);
  });

  it('says beside the decision what refining came to, above all where it changed nothing', () => {
    const state = states['4-plan-refined'];
    draw(state);
    screen.getByText(/^Refined on inner folds: candidate 2 of 3 is proposed\. Candidate 3 gains/);
    cleanup();
    const view = { ...state.view!, candidates: state.view!.candidates.slice(0, 1) };
    const refinement = { ...view.refinement!, chosen: 1, why_stopped: 'Nothing was left to try.' };
    draw({ ...state, view: { ...view, refinement } });
    screen.getByText(/no change of the plan is proposed\. Nothing was left to try\./);
  });
});
