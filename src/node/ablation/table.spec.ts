import type { Plan } from '../../core';
import { type ComparedPart, type ComparedRun, type Comparison, otherwise } from './compare';
import { tableLines } from './table';
import { worthOfDebate, worthOfModels } from './worth';

const part = 'unseen-combination/seen-2';

function scored(paired: Partial<NonNullable<ComparedPart['paired']>> | null = null): ComparedPart {
  const primary = 'pearson_delta_indep';
  const usual = { primary, n: 25, units: 25, difference: 0, ci: null, level: 0.95 };
  return {
    verdict: 'no-better-than-baselines',
    value: 0.2,
    ci: [0.1, 0.3],
    n: 25,
    paired: paired === null ? null : { ...usual, ...paired }
  };
}

function run(id: string, changes: Partial<ComparedRun> = {}): ComparedRun {
  return {
    id,
    state: 'scored',
    same_as: null,
    why: '',
    plan: 'A plan',
    agreed: true,
    rounds: 3,
    calls: 0,
    prompt_tokens: 0,
    completion_tokens: 0,
    untold_tokens: 0,
    slots: [],
    hyperparameters: [],
    parts: { [part]: scored() },
    fell_back: false,
    looks: 1,
    ...changes
  };
}

function comparison(runs: readonly ComparedRun[], changes: Partial<Comparison> = {}): Comparison {
  const all = { primary: 'pearson_delta_indep', higher_is_better: true, looks: 2, cut: false };
  return { ...all, runs, ...changes };
}

/** The whole design against one expert whose paired difference is this. */
const against = (paired: Parameters<typeof scored>[0], changes: Partial<Comparison> = {}): string =>
  worthOfDebate(
    comparison([run('full'), run('one-expert', { parts: { [part]: scored(paired) } })], changes)
  );

describe('what the debate was worth', () => {
  it.each([
    {
      name: 'an interval that holds 0 shows nothing',
      paired: { difference: -0.005, ci: [-0.024, 0.009] as [number, number] },
      told: 'On unseen-combination/seen-2 the debate scored +0.005 [-0.009, +0.024] more in pearson_delta_indep than one expert alone: the interval holds 0, so these 25 held-out conditions cannot show a difference.'
    },
    {
      name: 'an interval above 0 is a gain',
      paired: { difference: -0.05, ci: [-0.08, -0.02] as [number, number] },
      told: 'more in pearson_delta_indep than one expert alone: better over 25 held-out conditions, by an interval that leaves out 0.'
    },
    {
      name: 'an interval below 0 is a loss, and is said',
      paired: { difference: 0.05, ci: [0.02, 0.08] as [number, number] },
      told: 'scored -0.050 [-0.080, -0.020] more in pearson_delta_indep than one expert alone: worse over 25'
    },
    {
      name: 'few conditions claim nothing, whatever the interval',
      paired: { difference: -0.05, ci: [-0.08, -0.02] as [number, number], n: 5, units: 5 },
      told: '5 held-out conditions are too few for a claim.'
    },
    {
      name: 'scores that are the same on each condition are called so',
      paired: { difference: 0, ci: [0, 0] as [number, number] },
      told: 'scored the same on each of 25 held-out conditions.'
    },
    {
      name: 'nothing to pair is no zero',
      paired: { difference: null, n: 1 },
      told: 'could not be compared with one expert alone'
    }
  ])('$name', ({ paired, told }) => {
    expect(against(paired)).toContain(told);
  });

  it('says where both fell back on a baseline, so that nobody looks for the debate in it', () => {
    const parts = { [part]: scored({ difference: 0, ci: [0, 0] }) };
    const [whole, alone] = ['full', 'one-expert'].map(id => run(id, { parts, fell_back: true }));
    expect(worthOfDebate(comparison([whole, alone]))).toContain(
      'of 25 held-out conditions: in both, inner folds handed every answer back to a simple baseline.'
    );
  });

  it('turns an error round, so that less is better', () => {
    const told = against(
      { primary: 'mse', difference: 0.002, ci: [0.001, 0.003] },
      { primary: 'mse', higher_is_better: false }
    );
    expect(told).toContain(
      'scored +0.002 [+0.001, +0.003] less in mse than one expert alone: better'
    );
  });

  it('claims nothing of runs that came to the same cells', () => {
    const same = run('one-expert', { state: 'same', same_as: 'full' });
    expect(worthOfDebate(comparison([run('full'), same]))).toBe(
      'The debate changed no cell against one expert alone: on this data it was worth nothing that a score could show.'
    );
  });

  it('says what is missing to measure it', () => {
    expect(worthOfDebate(comparison([run('full')]))).toContain('--without one-expert');
    const failed = run('one-expert', { state: 'failed', parts: {} });
    expect(worthOfDebate(comparison([run('full'), failed]))).toContain('could not be measured');
  });

  it('says how many intervals were looked at, and that training was cut', () => {
    const paired = { difference: -0.005, ci: [-0.024, 0.009] as [number, number] };
    const others = ['one-expert', 'no-critic'].map(id =>
      run(id, { parts: { [part]: scored(paired) } })
    );
    const told = worthOfDebate(comparison([run('full'), ...others], { cut: true }));
    expect(told).toContain('2 intervals stand in this table');
    expect(told).toContain('cut to one epoch');
  });

  it('measures language models against the built-in experts, where they took part', () => {
    expect(worthOfModels(comparison([run('full')]))).toBeNull();
    const rules = run('built-in', {
      parts: { [part]: scored({ difference: -0.05, ci: [-0.08, -0.02] }) }
    });
    expect(worthOfModels(comparison([run('full', { calls: 9 }), rules]))).toContain(
      'a debate of language models scored +0.050'
    );
  });
});

describe('the table', () => {
  const lines = tableLines(
    comparison([
      run('full', { calls: 28, prompt_tokens: 100_000, completion_tokens: 7000 }),
      run('one-expert', {
        agreed: false,
        rounds: 4,
        slots: [{ name: 'loss', full: 'mse', here: 'de-weighted' }],
        hyperparameters: [{ name: 'rank', full: '10', here: '4' }],
        parts: {
          [part]: scored({ difference: -0.02, ci: [-0.05, 0.01], n: 4, units: 4, level: 0.875 })
        }
      }),
      run('no-literature', { state: 'same', same_as: 'full' }),
      run('no-critic', { state: 'failed', why: 'The endpoint\ndid not answer.', parts: {} }),
      run('no-peer-review', {
        state: 'stopped',
        why: 'the budget is used up',
        plan: null,
        rounds: 0,
        slots: null,
        hyperparameters: null,
        parts: {}
      })
    ])
  );
  const table = lines.join('\n');

  it.each([
    ['what the whole took', /^the whole design +agreed in round 3 +28 +107,000$/m],
    [
      'what was decided otherwise, and what the whole decided',
      /^with one expert +not agreed after 4 .* loss de-weighted \(mse\); rank 4 \(10\)$/m
    ],
    [
      'score, pair and the level of a short interval',
      /0\.200 +\[0\.100, 0\.300\] +25 +-0\.020 +\[-0\.050, \+0\.010\] at 88 %/
    ],
    [
      'what was trained once',
      /^without literature +the same cells as the whole design: trained once$/m
    ],
    ['a failure on one line', /^without critic +failed: The endpoint did not answer\.$/m],
    ['a stop', /^without peer review +stopped: the budget is used up$/m],
    ['a run without a plan', /^without peer review +none .* no plan to compare$/m],
    ['the looks', /^2 different sets of predictions of these held-out conditions were scored/m]
  ])('tells %s', (_what, told) => {
    expect(table).toMatch(told);
  });
});

it('tells what became of every run where none was scored', () => {
  const stopped = { state: 'stopped', why: 'the budget is used up', parts: {} } as const;
  const told = tableLines(comparison([run('full', stopped), run('one-expert', stopped)]));
  expect(told.join('\n')).toMatch(/^with one expert +stopped: the budget is used up$/m);
});

it('names each decision that differs, and no other', () => {
  const plan = (loss: string, rank: number): Plan =>
    ({
      choices: [
        { slot: 'loss', choice: loss },
        { slot: 'decoder', choice: 'full' }
      ],
      hyperparameters: { rank, hidden: 64 }
    }) as unknown as Plan;
  expect(otherwise(plan('mse', 10), plan('de-weighted', 4))).toEqual({
    slots: [{ name: 'loss', full: 'mse', here: 'de-weighted' }],
    hyperparameters: [{ name: 'rank', full: '10', here: '4' }]
  });
  expect(otherwise(null, plan('mse', 10))).toEqual({ slots: null, hyperparameters: null });
});
