import { cleanup, screen } from '@testing-library/react';
import { workAhead } from '../../core';
import type { RunView } from '../../core';
import { draw } from '../testing/draw';
import { states } from '../testing/states';

afterEach(cleanup);

const planned = states['4-plan'].view!;
const refined = states['4-plan-refined'].view!;
const seedsOf = (view: RunView): number => view.task!.seeds.length;

describe('work ahead', () => {
  it('counts a fit for each outer fold, seed and modality, and one more of all for each modality', () => {
    const one = workAhead(planned)!;
    expect(one.fits).toBe(15 * seedsOf(planned));
    expect(one.finalFits).toBe(1);
    const task = { ...planned.task!, seeds: [1, 2, 3], modality: 'rna,protein' as const };
    const more = workAhead({ ...planned, task })!;
    expect([more.fits, more.finalFits]).toEqual([90, 2]);
  });

  it('takes the pace from fits of this very plan on inner folds', () => {
    const { timed, secondsAtPace } = workAhead(refined)!;
    expect(timed).toMatchObject({ fits: 3, seconds: 9, isOfPlan: true });
    expect(secondsAtPace).toBe(3 * (15 * seedsOf(refined) + 1));
  });

  it.each([
    { what: 'no candidate was scored', view: planned },
    {
      what: 'the plan was changed since',
      view: {
        ...refined,
        plan: {
          ...refined.plan!,
          hyperparameters: { ...refined.plan!.hyperparameters, max_epochs: 7 }
        }
      }
    },
    { what: 'each fold chooses among candidates', view: { ...refined, choosesAmong: 4 } },
    {
      what: 'the candidate failed',
      view: {
        ...refined,
        candidates: refined.candidates.map(each => ({
          ...each,
          inner: { ...each.inner!, failure: { code: 'a', message: 'b', found: 'c' } }
        }))
      }
    }
  ])('names no time where $what', ({ view }) => {
    expect(workAhead(view)!.secondsAtPace).toBeNull();
  });

  it('is not told of logs that did not count the folds', () => {
    const { outer_folds: _, ...assessment } = planned.assessment!;
    expect(workAhead({ ...planned, assessment })).toBeNull();
  });
});

describe('before cells run', () => {
  it('the panel says how many fits, and that none was timed', () => {
    draw(states['4-plan']);
    screen.getByText(/^15 fits, 3 inner folds within each, and 1 more of all 33 conditions; 500/);
    screen.getByText(/No fit was timed yet; baselines on inner folds took 12 s\.$/);
  });

  it('the panel says what was timed, and what it comes to', () => {
    draw(states['4-plan-refined']);
    screen.getByText(/On inner folds 3 fits of this plan took 9 s: 48 s in all at that pace/);
  });

  it.each([
    ['another plan', { plan: null }, /3 fits of another plan, candidate 3, took 9 s\.$/],
    ['a choice in each fold', { choosesAmong: 4 }, /Choosing among 4 candidates in each/]
  ] as const)('the panel says of %s what it can', (_, parts, told) => {
    const other = { ...refined.plan!, hyperparameters: planned.plan!.hyperparameters };
    const changed = { ...other.hyperparameters, max_epochs: 7 };
    const plan = 'plan' in parts ? { ...other, hyperparameters: changed } : refined.plan;
    draw({ ...states['4-plan-refined'], view: { ...refined, ...parts, plan } });
    screen.getByText(told);
  });

  it('the same stands beside "Run the cells"', () => {
    draw(states['5-inserted']);
    screen.getByText(/^15 fits/);
  });
});
