import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { draw } from './testing/draw';
import { refined } from './testing/refined';
import { run, states } from './testing/states';

afterEach(() => {
  cleanup();
  jest.useRealTimers();
});

const section = (title: string): HTMLDetailsElement => {
  const found = screen.getByRole('heading', { level: 3, name: title }).closest('details');
  if (found === null) {
    throw new Error(`No section ${title}`);
  }
  return found;
};
const summary = (title: string): HTMLElement =>
  section(title).querySelector('summary') as HTMLElement;

describe('every state', () => {
  it.each(Object.keys(states))('draws "%s" with the paper’s three modules', name => {
    draw(states[name]);
    for (const title of ['Task Analysis', 'Method Design', 'Experiment Execution']) {
      section(title);
    }
  });

  it.each(Object.keys(states))('names every control of "%s"', name => {
    const { container } = draw(states[name]);
    for (const control of container.querySelectorAll('button, select, input, textarea')) {
      const named =
        control.getAttribute('aria-label') ??
        control.getAttribute('aria-labelledby') ??
        (control as HTMLInputElement).labels?.[0]?.textContent ??
        control.textContent;
      expect(named?.trim()).toBeTruthy();
    }
  });

  it.each(Object.keys(states))('says why in "%s" wherever a button is disabled', name => {
    const { container } = draw(states[name]);
    for (const button of container.querySelectorAll('button[disabled]')) {
      const why = document.getElementById(button.getAttribute('aria-describedby') ?? '');
      expect(why?.textContent).toBeTruthy();
    }
  });
});

describe('status', () => {
  it.each([
    { state: '0-no-notebook', title: 'No notebook open' },
    { state: '1-empty', title: 'No data yet' },
    { state: '1-busy', title: 'Kernel busy' },
    { state: '1-gone', title: 'Kernel gone' },
    { state: '1-reading', title: 'Reading adata' },
    { state: '2-asked', title: '1 question to answer' },
    { state: '2-ready', title: 'Ready to design' },
    { state: '3-baselines', title: 'Scoring baselines' },
    { state: '3-debate', title: 'Debating, round 3' },
    { state: '4-plan', title: 'Plan ready for approval' },
    { state: '5-inserted', title: 'Cells inserted' },
    { state: '5-running', title: 'Training, fold 2 of 5' },
    { state: '6-done', title: 'Better in 1 of 3 parts' },
    { state: '7-no-signal', title: 'Not predictable from this data' },
    { state: '7-baseline-wins', title: 'Done: the baseline wins' },
    { state: '7-failed', title: 'Failed in training, fold 2' },
    { state: '7-stopped', title: 'Stopped' }
  ])('says "$title" in $state', ({ state, title }) => {
    draw(states[state]);
    expect(screen.getAllByRole('status')[0].textContent).toBe(title);
  });

  it('counts the seconds of work that tells nothing on its way', () => {
    const since = new Date(Date.now() - 39_000).toISOString();
    draw({ ...states['3-baselines'], since });
    expect(screen.getByText(/On inner folds only/).textContent).toBe('On inner folds only · 39 s');
    cleanup();
    const cells = states['5-running'].cells.map(cell =>
      cell.name === 'evaluation'
        ? { ...cell, state: 'running' as const, since }
        : { ...cell, state: 'done' as const }
    );
    draw({ ...states['5-running'], cells });
    expect(screen.getByText('running for 39 s')).toBeTruthy();
  });

  it('answers Stop at once and asks the model once', () => {
    const { asked } = draw(states['5-running']);
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
    expect(screen.getAllByRole('status')[0].textContent).toBe('Stopping');
    expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull();
    expect(asked('stop')).toHaveLength(1);
  });

  it('shows nothing for 0.3 s of reading, then grey lines, and Stop after 1 s', () => {
    jest.useFakeTimers();
    const { container } = draw(states['1-reading']);
    expect(container.querySelector('.cf-Skel')).toBeNull();
    act(() => {
      jest.advanceTimersByTime(350);
    });
    expect(container.querySelector('.cf-Skel')).not.toBeNull();
    expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull();
    act(() => {
      jest.advanceTimersByTime(700);
    });
    screen.getByRole('button', { name: 'Stop' });
  });

  it('announces failures and no answers', () => {
    draw(states['7-failed']);
    expect(screen.getAllByRole('alert').length).toBeGreaterThan(0);
    cleanup();
    draw(states['7-no-signal']);
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('another notebook in front', () => {
  it('shows no text that was typed for the one before, though both have one name', () => {
    const { goTo } = draw(states['3-debate']);
    fireEvent.change(screen.getByLabelText(/experts/i, { selector: 'textarea' }), {
      target: { value: 'only for the first' }
    });
    goTo('notebook-2', { ...states['3-debate'] });
    const box = screen.getByLabelText(/experts/i, { selector: 'textarea' });
    expect((box as HTMLTextAreaElement).value).toBe('');
  });

  it('has nothing open that was opened for the one before', () => {
    const { goTo } = draw(states['4-plan']);
    fireEvent.click(screen.getByRole('button', { name: 'Send back' }));
    goTo('notebook-2', { ...states['4-plan'] });
    screen.getByRole('button', { name: 'Approve and insert cells' });
  });

  it('leaves an objective with the notebook it was typed for', () => {
    const { goTo, asked } = draw(states['2-ready']);
    fireEvent.change(screen.getByLabelText('Objective'), { target: { value: 'Predict pairs.' } });
    expect(asked('setObjective')).toEqual([]);
    goTo('notebook-2', { ...states['2-ready'] });
    expect(asked('setObjective')).toEqual([['Predict pairs.']]);
    const box = screen.getByLabelText('Objective') as HTMLTextAreaElement;
    expect(box.value).toBe(states['2-ready'].objective);
    fireEvent.blur(box);
    expect(asked('setObjective')).toHaveLength(1);
  });
});

describe('sections', () => {
  it('opens the section with work or a decision by itself', () => {
    const { become } = draw(states['2-ready']);
    expect(section('Task Analysis').open).toBe(true);
    become(states['3-debate']);
    expect(section('Task Analysis').open).toBe(false);
    expect(section('Method Design').open).toBe(true);
    become(states['5-running']);
    expect(section('Method Design').open).toBe(false);
    expect(section('Experiment Execution').open).toBe(true);
  });

  it('leaves a section the analyst folded as it is', () => {
    const { become } = draw(states['3-debate']);
    fireEvent.click(summary('Method Design'));
    expect(section('Method Design').open).toBe(false);
    become({ view: run('plan-ready', { ...states['4-plan'].view }) });
    expect(section('Method Design').open).toBe(false);
  });

  it('remembers the analyst’s folds across a reload', () => {
    const stored = new Map<string, string>();
    draw(states['6-done'], stored);
    fireEvent.click(summary('Task Analysis'));
    cleanup();
    draw(states['6-done'], stored);
    expect(section('Task Analysis').open).toBe(true);
  });

  it('folds with Left and unfolds with Right', () => {
    draw(states['2-ready']);
    fireEvent.keyDown(summary('Task Analysis'), { key: 'ArrowLeft' });
    expect(section('Task Analysis').open).toBe(false);
    fireEvent.keyDown(summary('Task Analysis'), { key: 'ArrowRight' });
    expect(section('Task Analysis').open).toBe(true);
  });

  it('says in one line what a folded section found', () => {
    draw(states['5-running']);
    expect(summary('Task Analysis').textContent).toContain('33 perturbations');
  });
});

describe('refining', () => {
  it('says that a candidate is being trained, not that the debate goes on', () => {
    const view = states['3-debate'].view!;
    const { candidates } = refined(states['4-plan'].view!.plan);
    const open = { ...candidates[0], inner: null };
    draw({ ...states['3-debate'], view: { ...view, candidates: [open], refinement: null } });
    expect(screen.getByRole('status').textContent).toBe('Scoring candidate 1');
  });
});

describe('replay', () => {
  it('has no action but Verify, Branch and closing', () => {
    draw(states['8-replay']);
    expect(screen.queryByRole('button', { name: 'Predict new perturbations' })).toBeNull();
    expect(screen.queryByRole('button', { name: /Change/ })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Setup' })).toBeNull();
    screen.getByRole('button', { name: 'Branch from here' });
    screen.getByRole('button', { name: 'Close the replay' });
  });

  it('verifies without a kernel: the record alone needs none, and the dialog asks before cells run', () => {
    const { asked, become } = draw({ ...states['8-replay'], kernel: 'none' });
    screen.getByText(/asks before any cell runs/);
    fireEvent.click(screen.getByRole('button', { name: 'Verify' }));
    expect(asked('verify')).toHaveLength(1);
    const at = '2026-11-12T10:00:00Z';
    become({ verification: { state: 'running', at, device: '', checks: [], notes: [] } });
    screen.getByText('Verifying');
    expect(screen.queryByRole('button', { name: 'Verify' })).toBeNull();
  });

  it('moves the slider a round with the Page keys', () => {
    const { asked } = draw(states['8-replay']);
    const slider = screen.getByRole('slider', { name: 'Step of the run' });
    fireEvent.keyDown(slider, { key: 'PageUp' });
    fireEvent.keyDown(slider, { key: 'PageDown' });
    expect(asked('replayTo')).toEqual([[82], [57]]);
  });

  it('says who recorded it, when, and with which experts', () => {
    draw(states['8-replay']);
    const banner = screen.getByRole('region', { name: 'Replay' });
    within(banner).getByText(/^Recorded 12 Nov 2026, .*built-in experts\. Nothing is running\.$/);
  });

  it('tells when a run was recorded from that it was told again here, and names language models', () => {
    const { replay } = states['8-replay'];
    const told = { ...replay, source: 'replayed-here', experts: 'llm:some-model' } as typeof replay;
    draw({ ...states['8-replay'], replay: told });
    screen.getByText(
      /^Recorded 12 Nov 2026, .*, LLM experts\. Replayed here, it comes out the same\./
    );
  });
});

describe('run menu', () => {
  it('lists runs, closes with Escape and gives focus back', () => {
    draw(states['6-done']);
    const button = screen.getByRole('button', { name: 'Run menu' });
    fireEvent.click(button);
    expect(screen.getAllByRole('menuitemradio')).toHaveLength(2);
    // a branch has the name and the start of the run it came from
    expect(screen.getByRole('menuitemradio', { checked: true }).textContent).toContain('r-7f3a');
    fireEvent.keyDown(screen.getByRole('menu'), { key: 'Escape' });
    expect(screen.queryByRole('menu')).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it('asks a second time before it removes a run', () => {
    const { asked } = draw(states['6-done']);
    fireEvent.click(screen.getByRole('button', { name: 'Run menu' }));
    fireEvent.click(screen.getByRole('menuitem', { name: 'Remove this run' }));
    expect(asked('removeRun')).toHaveLength(0);
    fireEvent.click(screen.getByRole('menuitem', { name: 'Remove this run: confirm' }));
    expect(asked('removeRun')).toEqual([['r-7f3a']]);
  });
});
