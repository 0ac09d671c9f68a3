import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import type { Turn } from '../../core';
import { draw } from '../testing/draw';
import { disagreed, run, states, upTo, withComments } from '../testing/states';

afterEach(cleanup);

const debate = states['3-debate'];
const turnsUpTo = (round: number, turns: number) => {
  const some = upTo(withComments, round, turns);
  return {
    ...debate,
    view: run('debating', { ...debate.view, ...some, plan: null, phase: 'debating' })
  };
};

test('the round is told without a greatest number: a setting may have lowered it, and a plan sent back goes on counting', () => {
  draw(debate);
  const head = screen.getByRole('heading', { level: 3, name: 'Method Design' }).parentElement;
  expect(head?.querySelector('.cf-Section-state')?.textContent).toBe('round 3');
});

test('after many rounds the chart numbers as many as stand apart, and marks the last of each expert', () => {
  draw(states['3-long']);
  const chart = screen.getByRole('img', { name: /^Consensus score of each expert/ });
  const places = [...chart.querySelectorAll('text[text-anchor="middle"]')].map(text =>
    Number(text.getAttribute('x'))
  );
  expect(places.length).toBeGreaterThan(3);
  places.slice(1).forEach((x, index) => expect(x - places[index]).toBeGreaterThanOrEqual(20));
  for (const series of chart.querySelectorAll('.cf-Series')) {
    const end = /([\d.]+),[\d.]+$/.exec(
      series.querySelector('.cf-Series-line')?.getAttribute('d') ?? ''
    )?.[1];
    const marks = [...series.querySelectorAll('.cf-Series-mark')].map(
      mark => /translate\(([\d.]+) /.exec(mark.getAttribute('transform') ?? '')?.[1]
    );
    expect(Number(marks.at(-1))).toBeCloseTo(Number(end), 1);
    expect(marks.length).toBeLessThan(19);
  }
});

describe('comments', () => {
  it('survive a reload until they are sent with Ctrl+Enter', () => {
    const stored = new Map<string, string>();
    draw(debate, stored);
    fireEvent.change(screen.getByLabelText('Say something to the experts'), {
      target: { value: 'Do not use batch correction' }
    });
    cleanup();
    const { asked } = draw(debate, stored);
    const box = screen.getByLabelText('Say something to the experts') as HTMLTextAreaElement;
    expect(box.value).toBe('Do not use batch correction');
    fireEvent.keyDown(box, { key: 'Enter', ctrlKey: true });
    expect(asked('sendComment')).toEqual([['Do not use batch correction']]);
    expect(box.value).toBe('');
    expect(stored.size).toBe(0);
  });

  it('say by which round they are read, then where they were heeded', () => {
    draw(debate);
    screen.getByText('Read at the start of round 4.');
    screen.getByText('Heeded in');
  });

  it('stand as they were written, and what experts answer as sentences', () => {
    draw(debate);
    expect(screen.getAllByText('no low-rank decoder').length).toBeGreaterThan(0);
    fireEvent.click(screen.getByText('Round 2'));
    expect(screen.getAllByText(/Not understood by the built-in experts/).length).toBeGreaterThan(0);
    expect(screen.queryByText(/^not understood by/)).toBeNull();
  });

  it('are named after who said them: the analyst, or the moderator', () => {
    const turns = withComments.turns.map(turn =>
      turn.kind === 'comment' ? { ...turn, by: 'moderator' as const } : turn
    );
    const { round } = turns.find(turn => turn.kind === 'comment') as Turn;
    const shown = { ...debate.view, ...withComments };
    draw({ ...debate, view: run('debating', { ...shown, plan: null }) });
    fireEvent.click(screen.getByText(`Round ${round}`));
    expect(screen.getAllByText('You').length).toBeGreaterThan(0);
    expect(screen.queryByText('Moderator')).toBeNull();
    cleanup();
    draw({ ...debate, view: run('debating', { ...shown, turns, plan: null }) });
    fireEvent.click(screen.getByText(`Round ${round}`));
    expect(screen.getAllByText('Moderator').length).toBeGreaterThan(0);
    expect(screen.queryByText('You')).toBeNull();
  });

  it('show the reason of an expert who did not heed one', () => {
    const comment = withComments.turns.find(turn => turn.kind === 'comment') as Turn;
    const turns = withComments.turns.map(turn =>
      turn.kind === 'proposal' && turn.round === comment.round
        ? {
            ...turn,
            answers: [{ turn: comment.id, heeded: false, reason: 'No member fits the limit.' }]
          }
        : turn
    );
    draw({
      ...debate,
      view: run('debating', { ...debate.view, ...withComments, turns, plan: null })
    });
    fireEvent.click(screen.getByText(`Round ${comment.round}`));
    expect(screen.getAllByText('No member fits the limit.').length).toBeGreaterThan(0);
  });
});

describe('a run with something left out', () => {
  const whole = debate.view!;
  const agreed = { ...whole.consensus, agreed: true, rounds: 3 };

  it('says so on its line and beside its plan', () => {
    const plan = states['4-plan'].view!;
    draw({ ...states['4-plan'], view: { ...plan, ablation: ['no-peer-review'] } });
    expect(screen.getAllByText(/without peer review/).length).toBeGreaterThan(1);
  });

  it('draws the scores of one expert under its own name', () => {
    const consensus = { ...agreed, scores: [[0.7], [0.84], [0.9]] };
    draw({ ...debate, view: { ...whole, ablation: ['one-expert'], consensus } });
    const chart = screen.getByRole('img', { name: /Consensus score/ });
    expect(chart.getAttribute('aria-label')).toMatch(/After round 3: Deep learning 0.90\.$/);
    screen.getByText(/with one expert/);
  });
});

describe('conversation', () => {
  it('folds all rounds but the last', () => {
    const { container } = draw(debate);
    const rounds = [...container.querySelectorAll<HTMLDetailsElement>('details.cf-Round')];
    expect(rounds.map(round => round.open)).toEqual([false, false, true]);
  });

  it('labels a turn whose source is not the section’s', () => {
    const view = debate.view;
    draw({ ...debate, view: view && { ...view, experts: 'llm' } });
    expect(screen.getAllByText('built-in rule').length).toBeGreaterThan(0);
  });

  it('is one Tab stop, and Up and Down move within it', () => {
    const { container } = draw(debate);
    const stops = [...container.querySelectorAll<HTMLElement>('summary[data-rove="turn"]')];
    expect(stops.filter(stop => stop.tabIndex === 0)).toHaveLength(1);
    stops[0].focus();
    fireEvent.keyDown(stops[0], { key: 'ArrowDown' });
    expect(document.activeElement).toBe(stops[1]);
    fireEvent.keyDown(stops[1], { key: 'End' });
    expect(document.activeElement).toBe(stops.at(-1));
  });

  it('does not move a reader who is elsewhere, and counts what is new', () => {
    const { container, become } = draw(turnsUpTo(3, 2));
    const scroller = container.querySelector('.cf-Panel-scroll') as HTMLElement;
    const away = jest
      .spyOn(Element.prototype, 'getBoundingClientRect')
      .mockImplementation(function (this: Element) {
        return {
          top: this === scroller ? 0 : 2000,
          bottom: this === scroller ? 500 : 2010
        } as DOMRect;
      });
    act(() => {
      fireEvent.scroll(scroller);
    });
    const shown = jest.fn();
    Element.prototype.scrollIntoView = shown;
    become(turnsUpTo(3, 4));
    expect(shown).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole('button', { name: '2 new turns' }));
    expect(shown).toHaveBeenCalledTimes(1);
    expect(screen.queryByRole('button', { name: /new turn/ })).toBeNull();
    away.mockRestore();
  });
});

describe('evidence', () => {
  it('opens a card, closes it with Escape and gives focus back to its chip', () => {
    draw(debate);
    const chip = screen.getAllByRole('button', { name: /^Evidence: Ahlmann-Eltze 2025/ })[0];
    chip.focus();
    fireEvent.click(chip);
    const card = screen.getByRole('group', { name: 'Evidence' });
    expect(chip.getAttribute('aria-expanded')).toBe('true');
    within(card).getByText(/^cited in \d+ turns?$/);
    fireEvent.keyDown(chip, { key: 'Escape' });
    expect(chip.getAttribute('aria-expanded')).toBe('false');
    expect(document.activeElement).toBe(chip);
  });

  it('never shows an id that does not stand in the log', () => {
    const plan = states['4-plan'].view?.plan;
    const view = states['4-plan'].view;
    if (!plan || !view) {
      throw new Error('The fixture has no plan');
    }
    const choices = plan.choices.map(choice => ({
      ...choice,
      evidence: ['made-up-2031'],
      facts: ['made-up-fact'],
      turns: ['r9/nobody']
    }));
    const { container } = draw({
      ...states['4-plan'],
      view: { ...view, plan: { ...plan, choices } }
    });
    expect(container.textContent).not.toMatch(/made.up|nobody/);
    expect(container.querySelectorAll('.cf-Chip')).toHaveLength(0);
  });

  it.each([
    {
      identifier: 'doi:10.1038/s41592-025-02772-6',
      href: 'https://doi.org/10.1038/s41592-025-02772-6'
    },
    { identifier: 'arXiv:2408.10609', href: 'https://arxiv.org/abs/2408.10609' },
    { identifier: 'javascript:alert(1)', href: undefined }
  ])('links $identifier only where it is of a known kind', async ({ identifier, href }) => {
    const { identifierLink } = await import('./references');
    expect(identifierLink(identifier)?.href).toBe(href);
  });
});

describe('consensus chart', () => {
  it('says its numbers and has a table', () => {
    draw(debate);
    screen.getByRole('img', { name: /against the threshold 0\.80\. After round 2: Data 0\.\d\d/ });
    fireEvent.click(screen.getByText('Scores as a table'));
    const table = screen.getByRole('group', { name: 'Consensus scores by round' });
    expect(within(table).getAllByRole('row')).toHaveLength(5);
  });

  it('tells every expert by shape and dash, not by colour alone', () => {
    const { container } = draw(debate);
    const series = [...container.querySelectorAll('.cf-Series')];
    const shapes = series.map(each => each.querySelector('.cf-Series-mark')?.getAttribute('d'));
    const dashes = series.map(each =>
      each.querySelector('.cf-Series-line')?.getAttribute('stroke-dasharray')
    );
    expect(new Set(shapes).size).toBe(4);
    expect(new Set(dashes).size).toBe(4);
  });
});

describe('plan', () => {
  it('is approved by inserting first; running is a second, separate button', () => {
    const { asked } = draw(states['4-plan']);
    fireEvent.click(screen.getByRole('button', { name: 'Approve and insert cells' }));
    fireEvent.click(screen.getByRole('button', { name: 'Approve, insert and run' }));
    expect(asked('approve')).toEqual([['insert'], ['insert-and-run']]);
  });

  it('changes a choice in place', () => {
    const { asked } = draw(states['4-plan']);
    fireEvent.click(screen.getByRole('button', { name: 'Change Decoder' }));
    const select = screen.getByLabelText('Decoder');
    expect(document.activeElement).toBe(select);
    fireEvent.change(select, { target: { value: 'full' } });
    fireEvent.click(screen.getByRole('button', { name: 'Use my choice' }));
    expect(asked('changeChoice')).toEqual([['decoder', 'full']]);
  });

  it('marks a changed choice as the analyst’s', () => {
    const view = states['4-plan'].view;
    const plan = view?.plan;
    if (!view || !plan) {
      throw new Error('The fixture has no plan');
    }
    const choices = plan.choices.map(choice => ({
      ...choice,
      changed_by_analyst: choice.slot === 'decoder'
    }));
    draw({ ...states['4-plan'], view: { ...view, plan: { ...plan, choices } } });
    expect(screen.getAllByText('changed by you')).toHaveLength(1);
  });

  it('says of a plan without agreement that it is the best-scored one', () => {
    draw(states['4-plan-not-agreed']);
    expect(disagreed.consensus.agreed).toBe(false);
    screen.getByText(/^Best-scored, not agreed after 20 rounds\./);
    const state = screen
      .getByRole('heading', { level: 3, name: 'Method Design' })
      .parentElement?.querySelector('.cf-Section-state');
    expect(state?.textContent).toBe('not agreed');
    // a tick would say that they did
    cleanup();
    draw(states['4-plan']);
    const ticked = screen
      .getByRole('heading', { level: 3, name: 'Method Design' })
      .parentElement?.querySelector('.cf-Section-state');
    expect(state?.querySelector('svg')?.innerHTML).not.toBe(
      ticked?.querySelector('svg')?.innerHTML
    );
  });

  it('names an architecture of the experts’ own by their words, also where it is changed', () => {
    const view = states['4-plan'].view;
    const plan = view?.plan;
    if (!view || !plan) {
      throw new Error('The fixture has no plan');
    }
    const choices = plan.choices.map(choice =>
      choice.slot === 'decoder' ? { ...choice, choice: 'free:0/1 entries, shrunk' } : choice
    );
    draw({ ...states['4-plan'], view: { ...view, plan: { ...plan, choices } } });
    screen.getByText('0/1 entries, shrunk');
    fireEvent.click(screen.getByRole('button', { name: 'Change Decoder' }));
    const select = screen.getByLabelText<HTMLSelectElement>('Decoder');
    expect(select.selectedOptions[0].textContent).toBe('0/1 entries, shrunk');
  });

  it('tells what a candidate scored in a part by the part’s name, its number never cut off', () => {
    const view = states['4-plan-refined'].view;
    const plan = view?.plan;
    const [part] = view?.candidates[1].inner?.parts ?? [];
    const fact = `candidate-2-in-${part?.scenario}-${part?.part}`;
    if (!view || !plan) {
      throw new Error('The fixture has no plan');
    }
    const choices = plan.choices.map(choice =>
      choice.slot === 'decoder' ? { ...choice, evidence: [], facts: [fact], turns: [] } : choice
    );
    draw({ ...states['4-plan-refined'], view: { ...view, plan: { ...plan, choices } } });
    const chip = screen.getByRole('button', {
      name: /^Measured: candidate 2, unseen \w+ 0\./
    });
    expect(chip.querySelector('.cf-clip')?.textContent).toMatch(/^candidate 2, unseen \w+$/);
  });

  it('is sent back with words, in place', () => {
    const { asked } = draw(states['4-plan']);
    fireEvent.click(screen.getByRole('button', { name: 'Send back' }));
    const box = screen.getByLabelText('Send back: what should be reconsidered?');
    fireEvent.change(box, { target: { value: 'Compare without shrinkage.' } });
    fireEvent.keyDown(box, { key: 'Enter', metaKey: true });
    expect(asked('sendBack')).toEqual([['Compare without shrinkage.']]);
  });

  it('previews its cells before anything is inserted', async () => {
    const { asked } = draw(states['4-plan']);
    fireEvent.click(screen.getByRole('button', { name: 'Preview cells' }));
    await screen.findByText('Data and task');
    expect(asked('approve')).toHaveLength(0);
  });
});
