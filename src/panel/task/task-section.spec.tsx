import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { draw } from '../testing/draw';
import { states } from '../testing/states';

afterEach(cleanup);

describe('what was found', () => {
  it('stands with its reason and can be changed', () => {
    const { asked } = draw(states['2-ready']);
    const control = screen.getByLabelText('Control');
    expect((control as HTMLSelectElement).value).toBe('control');
    screen.getByText('A known control label; 100 cells.');
    fireEvent.change(control, { target: { value: 'KLF1' } });
    expect(asked('setSetting')).toEqual([['control', 'KLF1']]);
  });

  it('writes numbers of cells alike wherever they stand', () => {
    const ready = states['2-ready'];
    const described = ready.described!;
    const profile = { ...described.profile!, n_control_cells: 2386 };
    draw({ ...ready, described: { ...described, profile } });
    screen.getByText('2,386 cells');
  });

  it('goes back to what was found on request', () => {
    const { asked } = draw(states['2-constraints']);
    fireEvent.click(screen.getByRole('button', { name: 'Use what was found for Perturbation' }));
    expect(asked('setSetting')).toEqual([['perturbation', null]]);
  });

  it('asks what the data does not decide, and waits for the answer', () => {
    const { asked } = draw(states['2-asked']);
    expect(screen.getByRole('button', { name: 'Design a method' })).toHaveProperty(
      'disabled',
      true
    );
    screen.getByText('Answer the question above first.');
    fireEvent.click(screen.getByRole('button', { name: 'wt' }));
    expect(asked('setSetting')).toEqual([['control', 'wt']]);
  });

  it('keeps the last profile of a busy kernel and says when it was read', () => {
    draw(states['1-busy']);
    screen.getByText(/The kernel is running another cell/);
    expect(screen.getAllByRole('status')[0].parentElement?.textContent).toContain(
      'Showing the profile read at'
    );
    expect(screen.getByRole('button', { name: 'Design a method' })).toHaveProperty(
      'disabled',
      true
    );
    screen.getByText('Waits for the kernel.');
  });

  it('tells an error as expected, found and what to do', () => {
    draw(states['1-problem']);
    const alert = screen.getByRole('alert');
    within(alert).getByText('No control cells in obs["condition"].');
    within(alert).getByText('Set the control to one of these.');
  });
});

describe('prior knowledge', () => {
  it('takes a file by its path and lets go of one', () => {
    const { asked } = draw(states['2-ready']);
    fireEvent.click(screen.getByRole('button', { name: 'Add a file' }));
    const path = screen.getByLabelText(/relative to the notebook/);
    fireEvent.change(path, { target: { value: ' tags.tsv ' } });
    fireEvent.keyDown(path, { key: 'Enter' });
    expect(asked('addKnowledge')).toEqual([['tags.tsv']]);
  });

  it('says that it may know the answer, and can be removed', () => {
    const { asked } = draw(states['2-constraints']);
    screen.getByText(/may know the answer/);
    fireEvent.click(screen.getByRole('button', { name: 'Remove papalexi_tags.tsv' }));
    expect(asked('removeKnowledge')).toEqual([['papalexi_tags.tsv']]);
  });
});

describe('held out', () => {
  it('adds a scenario and says the consequence of each', () => {
    const { asked } = draw(states['2-ready']);
    screen.getByText('13 conditions');
    screen.getByText('1,300 cells');
    fireEvent.click(screen.getByLabelText('Unseen perturbation'));
    expect(asked('setSetting')).toEqual([['scenario', 'unseen-combination,unseen-perturbation']]);
  });

  it('says of folds that each part has its own, so that what is fitted does not contradict it', () => {
    draw(states['2-ready']);
    screen.getByText('5 folds a part');
    screen.getByText('5 folds');
    screen.getByText(/scored once for each of its targets, in further folds where/);
  });

  it('refuses a scenario the data does not have, with the reason beside it', () => {
    draw(states['2-ready']);
    expect(screen.getByLabelText('Unseen context')).toHaveProperty('disabled', true);
    screen.getByText('Needs 2 cell types or donors; found 1.');
  });

  it('names what cannot be scored, and why', () => {
    draw(states['2-ready']);
    fireEvent.click(screen.getByText('1 condition can’t be scored: why'));
    screen.getByText('24 cells, under 30.');
  });
});

describe('constraints', () => {
  it('adds a typed limit', () => {
    const { asked } = draw(states['2-ready']);
    fireEvent.click(screen.getByRole('button', { name: 'Add' }));
    const value = screen.getByLabelText('Parameters at most');
    fireEvent.change(value, { target: { value: '200000' } });
    fireEvent.keyDown(value, { key: 'Enter' });
    expect(asked('addConstraint')).toEqual([['parameters', '200000']]);
  });

  it('is left by Escape, which gives focus back to the button that opened it', () => {
    draw(states['2-ready']);
    fireEvent.click(screen.getByRole('button', { name: 'Add' }));
    const kind = screen.getByLabelText('Kind of constraint');
    expect(document.activeElement).toBe(kind);
    fireEvent.keyDown(kind, { key: 'Escape' });
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Add' }));
  });

  it('says of words nobody can read that they are kept and not heeded', () => {
    draw(states['2-constraints']);
    screen.getByText(/The built-in experts can’t read it: kept in the record/);
  });

  it('removes the one meant', () => {
    const { asked } = draw(states['2-constraints']);
    fireEvent.click(screen.getByRole('button', { name: 'Remove Mind the mitochondria' }));
    expect(asked('removeConstraint')).toEqual([[2]]);
  });
});

describe('plurals and sentences', () => {
  const { described } = states['2-ready'];
  const profile = described!.profile!;

  it('tell one perturbation from several in the folded line', () => {
    const one = { ...described!, profile: { ...profile, n_single: 1, n_combination: 0 } };
    draw({
      ...states['3-debate'],
      described: one,
      view: { ...states['3-debate'].view!, profile: one.profile }
    });
    screen.getByText(/^1 perturbation, /);
  });

  it('make a sentence of a reason that is a fragment', () => {
    const separator = { ...profile.findings.separator, reason: 'no label joins two names' };
    const told = { ...profile, findings: { ...profile.findings, separator } };
    draw({ ...states['2-ready'], described: { ...described!, profile: told } });
    screen.getByText('No label joins two names.');
  });
});
