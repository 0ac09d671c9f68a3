import type { CandidateView } from '../../view';
import { designNote, planCells } from './index';
import { searchInput } from './search';
import { exampleInput, examplePlan } from './testing/example-input';
import { exampleInner } from '../../testing/example-inner';

const input = exampleInput('unseen-combination');
const plan = examplePlan();

const scored = (n: number, composition: 'additive' | 'set-network', mean: number) =>
  ({
    n,
    plan: examplePlan({ composition }),
    attempt: null,
    inner: exampleInner(
      input.task,
      { source: '', training: {}, knowledge: null, earlier: [] },
      () => ({
        mean,
        alone: mean
      })
    )
  }) as unknown as CandidateView;
const first = { ...scored(1, 'additive', 0.6), plan } as CandidateView;

const source = (cells: ReturnType<typeof planCells>, name: string): string =>
  cells.find(cell => cell.name === name)?.source ?? '';

describe('what each training set chooses among', () => {
  it('is the plan, the best other candidates, and settings for what is left', () => {
    const candidates = [first, scored(2, 'additive', 0.4), scored(3, 'set-network', 0.5)];
    const found = searchInput(6, { plan, candidates, constraints: [] });
    const composition = found.others.map(
      ({ choices }) => choices.find(({ slot }) => slot === 'composition')?.choice
    );
    expect(composition).toEqual(['set-network', 'additive']);
    expect(found).toMatchObject({ trials: 3, minutes: null });
  });

  it('has at most two others, and none that was not scored, is coded or reads a table nobody gave', () => {
    const three = [2, 3, 4].map(n => ({
      ...scored(n, 'additive', n / 10),
      plan: examplePlan({ composition: 'additive', loss: n === 3 ? 'de-weighted' : 'mse' })
    }));
    expect(searchInput(9, { plan, candidates: three, constraints: [] }).others).toHaveLength(2);
    const unfit: CandidateView[] = [
      { ...scored(2, 'additive', 0.9), inner: null },
      { ...scored(3, 'additive', 0.9), attempt: 2 },
      { ...scored(4, 'additive', 0.9), plan: examplePlan({ perturbation: 'knowledge' }) }
    ];
    expect(searchInput(3, { plan, candidates: unfit, constraints: [] })).toMatchObject({
      others: [],
      trials: 2
    });
  });

  it('is chosen within half of the minutes that the analyst allows', () => {
    const constraints = [{ key: 'minutes', value: '30', understood: true }] as const;
    const found = searchInput(2, { plan, candidates: [], constraints: [...constraints] as never });
    expect(found.minutes).toBe(15);
  });
});

describe('cells of a search', () => {
  const search = { others: [examplePlan({ training: 'fixed-epochs' })], trials: 3, minutes: 15 };
  const cells = planCells({ ...input, search });

  it('give each candidate a cell of its own, whose source stands alone', () => {
    expect(cells.map(({ name }) => name)).toEqual([
      ...['design-note', 'setup', 'data', 'model', 'model-2', 'training'],
      ...['evaluation', 'prediction']
    ]);
    expect(source(cells, 'model-2')).toContain('class Model2(ShrunkToBaseline):');
  });

  it('fit and refit by the rule, within its budget, and stay readable', () => {
    const training = source(cells, 'training');
    expect(training).toContain('cf.Candidate(Model2, training | {"patience": None}),');
    expect(training).toContain('trials=3,');
    expect(training).toContain('minutes=15,');
    expect(training).toContain('predictions = run.fit(search, folds)');
    expect(source(cells, 'prediction')).toContain('final = run.refit(search, data)');
    for (const cell of cells.filter(({ kind }) => kind === 'code')) {
      expect(cell.source.split('\n').length).toBeLessThanOrEqual(60);
    }
  });

  it('say in the note that the choice is made again inside each training set', () => {
    const refinement = { chosen: 1, stopped: 'most', why_chosen: '', why_stopped: '' } as const;
    const candidates = [{ ...first, parent: null, changed: [], refused: null } as CandidateView];
    const note = designNote({ ...input, search, candidates, refinement }).source;
    expect(note).toContain('The choice is made again inside each training set');
    expect(designNote({ ...input, candidates, refinement }).source).toContain('not nested');
  });
});
