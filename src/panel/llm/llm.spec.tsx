import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { nothingSpent } from '../../core';
import { draw } from '../testing/draw';
import { attempts, offer, offered, spent, waiting } from '../testing/llm-states';
import { states } from '../testing/states';

afterEach(cleanup);

const disabled = (label: string): boolean =>
  (screen.getByLabelText(label) as HTMLInputElement).disabled;

describe('choosing experts', () => {
  it('names the model and who reads what is sent', () => {
    const { asked } = draw(states['2-llm']);
    screen.getByText('at our cluster');
    fireEvent.change(screen.getByLabelText('Model'), { target: { value: 'gpt-oss-120b' } });
    fireEvent.click(screen.getByLabelText('Built-in rules'));
    expect(asked('chooseModel')).toEqual([['gpt-oss-120b']]);
    expect(asked('chooseExperts')).toEqual([['built-in']]);
  });

  it.each([
    { blocked: 'not-configured', why: 'No language model is set up on this server.' },
    { blocked: 'not-allowed', why: 'Language models are switched off on this server.' },
    { blocked: 'no-answer', why: 'This server says nothing of language models.' }
  ] as const)('says why none can be chosen: $blocked', ({ blocked, why }) => {
    draw({ ...states['2-llm-none'], llm: { ...states['2-llm-none'].llm, blocked } });
    expect(disabled('Language model')).toBe(true);
    screen.getByText(why);
    expect(screen.getByRole('button', { name: 'Design a method' })).toHaveProperty(
      'disabled',
      false
    );
  });

  it('waits for a model before a design can begin', () => {
    const { asked } = draw({ ...states['2-llm'], llm: { ...offered, model: null, models: [] } });
    expect(screen.getByRole('button', { name: 'Design a method' })).toHaveProperty(
      'disabled',
      true
    );
    screen.getByText('Choose a model first.');
    fireEvent.click(screen.getByRole('button', { name: 'List models' }));
    expect(asked('listModels')).toHaveLength(1);
  });

  it('keeps a key that is typed out of the browser’s storage, and lets go of it', () => {
    const stored = new Map<string, string>();
    const { asked, container } = draw(states['2-llm-session'], stored);
    fireEvent.click(screen.getByRole('button', { name: 'Use another endpoint' }));
    const type = (label: string | RegExp, value: string): void => {
      fireEvent.change(screen.getAllByLabelText(label).at(-1) as HTMLElement, {
        target: { value }
      });
    };
    type('Address', 'http://localhost:11434/v1');
    type('Model', 'tiny');
    type(/^Key/, 'sk-typed');
    expect(screen.getByLabelText(/^Key/)).toHaveProperty('type', 'password');
    fireEvent.click(screen.getByRole('button', { name: 'Use it' }));
    expect(asked('useSessionEndpoint')).toEqual([
      [{ address: 'http://localhost:11434/v1', model: 'tiny', key: 'sk-typed' }]
    ]);
    expect([...stored.values()].join()).not.toContain('sk-typed');
    expect(container.innerHTML).not.toContain('sk-typed');
  });
});

describe('consent', () => {
  it('shows to whom, how much and the exact text before anything is sent', () => {
    const { asked } = draw(states['3-llm-consent']);
    expect(screen.getAllByRole('status')[0].textContent).toBe('Waits for your consent');
    const shown = screen.getByRole('region', { name: 'What would be sent' });
    within(shown).getByText('our cluster');
    within(shown).getByText('about 48');
    within(shown).getByText('about 120,000 sent, 30,000 answered');
    within(shown).getByText('price unknown');
    fireEvent.click(within(shown).getByText('The first prompt, word for word: 14,200 bytes'));
    expect(shown.querySelector('pre')?.textContent).toBe(offer.text);
    expect(asked('consent')).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Do not send' }));
    fireEvent.click(screen.getByRole('button', { name: 'Send and design' }));
    expect(asked('consent')).toEqual([[false], [true]]);
  });

  it('says whether names are masked, which is chosen before', () => {
    const { asked } = draw(states['2-llm']);
    fireEvent.click(screen.getByLabelText('Mask names of donors, samples and batches'));
    expect(asked('maskNames')).toEqual([[true]]);
    cleanup();
    const { llm } = states['3-llm-consent'];
    draw({
      ...states['3-llm-consent'],
      llm: { ...llm, consent: { ...offer, isMasked: true } }
    });
    screen.getByText('of donors, samples and batches: masked');
  });

  it('tells a price that is known', () => {
    const estimate = { ...offer.estimate, money: 0.0241 };
    const { llm } = states['3-llm-consent'];
    draw({ ...states['3-llm-consent'], llm: { ...llm, consent: { ...offer, estimate } } });
    screen.getByText('about 0.02 USD');
  });
});

describe('running cost', () => {
  it.each([
    {
      name: 'a known price',
      money: offered.prices,
      words: '12 calls, 34,100 tokens (27,000 cached), under 0.01 USD.'
    },
    {
      name: 'no price',
      money: {},
      words: '12 calls, 34,100 tokens (27,000 cached), price unknown.'
    }
  ])('is in view with $name', ({ money, words }) => {
    draw({ ...states['3-llm-debate'], llm: { ...offered, prices: money } });
    screen.getByText(words);
    screen.getByText(/^2 turns taken by built-in rules/);
    screen.getByText('LLM experts, 34 k tokens, 2:10');
  });

  it('is an upper bound where the endpoint told no usage', () => {
    const state = states['3-llm-debate'];
    const view = state.view && { ...state.view, spent: { ...spent, untold_tokens: 1_000_000 } };
    draw({ ...state, view });
    screen.getByText('12 calls, at most 1,034,100 tokens (27,000 cached), at most 0.40 USD.');
  });

  it('says nothing where no model was asked', () => {
    const state = states['3-llm-debate'];
    draw({ ...state, view: state.view && { ...state.view, spent: nothingSpent } });
    expect(screen.queryByRole('region', { name: 'Cost' })).toBeNull();
  });
});

describe('analysis', () => {
  it('shows claims with what they rest on, and counts those dropped', () => {
    draw(states['3-llm-debate']);
    fireEvent.click(screen.getByRole('heading', { level: 3, name: 'Task Analysis' }));
    screen.getByText(/Adding single effects already scores 0.70/);
    screen.getByRole('button', { name: 'Measured: best baseline score 0.70' });
    screen.getByText('3 claims dropped: they cited nothing that holds them.');
  });

  it('says whose turn rules took', () => {
    const state = states['3-llm-debate'];
    const report = { ...state.view!.report!, by_rules: ['baseline-assessor'] as const };
    draw({ ...state, view: { ...state.view!, report } });
    fireEvent.click(screen.getByRole('heading', { level: 3, name: 'Task Analysis' }));
    screen.getByText(/Taken by built-in rules, .*: baseline assessor\.$/);
  });
});

describe('code of an agent', () => {
  it('is judged by imports and changes, and never always with a new import', () => {
    const { asked } = draw(states['4-llm-code']);
    expect(screen.getAllByRole('status')[0].textContent).toBe('A model cell waits for approval');
    const shown = screen.getByRole('region', { name: 'Model cell for approval' });
    expect(within(shown).getByText('einops').parentElement?.textContent).toContain('new');
    expect(within(shown).getByLabelText('Changed lines').textContent).toContain(
      '+        self.layer = torch.nn.Linear(genes, genes)'
    );
    expect(screen.queryByRole('button', { name: 'Always for this notebook' })).toBeNull();
    screen.getByText(/It imports einops, which is asked about each time/);
    fireEvent.click(screen.getByRole('button', { name: 'Run' }));
    fireEvent.click(screen.getByRole('button', { name: 'Refuse' }));
    expect(asked('decideCode')).toEqual([
      ['run', false],
      ['refuse', false]
    ]);
  });

  it('can be let run always where it imports nothing new', () => {
    const code = { code: { ...waiting.code, newImports: [] }, mayAlways: true };
    const { asked } = draw({ ...states['4-llm-code'], llm: { ...offered, code } });
    fireEvent.click(screen.getByRole('button', { name: 'Always for this notebook' }));
    expect(asked('decideCode')).toEqual([['run', true]]);
  });

  it('keeps each attempt with its failure, its line and what changed', () => {
    draw(states['5-llm-repaired']);
    screen.getByText('repaired twice');
    fireEvent.click(screen.getByText('Attempt 1'));
    screen.getByText('The cell imports a module that model code may not use');
    screen.getByText('Line 2');
    fireEvent.click(screen.getByText('Attempt 2'));
    fireEvent.click(screen.getByText('Changes since attempt 1'));
    expect(screen.getByLabelText('Changed lines').textContent).toContain('-import os');
    expect(screen.getByText('policy import')).toBeTruthy();
  });

  it('draws what a model wrote as text, never as markup', () => {
    const hostile = '<img src=x onerror=alert(1)>';
    const { container } = draw({
      ...states['5-llm-repaired'],
      view: states['5-llm-repaired'].view && {
        ...states['5-llm-repaired'].view,
        attempts: [{ ...attempts[0], explanation: hostile }]
      }
    });
    screen.getByText(hostile);
    expect(container.querySelector('img')).toBeNull();
  });
});
