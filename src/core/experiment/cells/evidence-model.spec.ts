import { planCells } from './index';
import { exampleInput, examplePlan } from './testing/example-input';

describe('the cells of a plan fitted by evidence', () => {
  const options = { loss: 'evidence', decoder: 'full', training: 'ensemble' } as const;
  const cells = (changes: Parameters<typeof exampleInput>[1] = {}, search?: object) => {
    const input = exampleInput('unseen-combination', { ...options, ...changes });
    const all = planCells({ ...input, ...search });
    return Object.fromEntries(all.map(({ name, source }) => [name, source]));
  };

  it('name the settings that there are and no other', () => {
    const { training } = cells();
    expect(training).toMatch(/"learning_rate": 0.02,.*"max_epochs": 20,.*"members": 2,/s);
    expect(training).not.toMatch(/patience|weight_decay|dropout|batch_size/);
    expect(cells({ training: 'fixed-epochs' }).training).not.toContain('members');
  });

  it('search around them, and take every setting back that another candidate does not know', () => {
    const others = [examplePlan({ composition: 'additive' })];
    const search = { search: { others, trials: 2, minutes: null } };
    const { training } = cells({}, search);
    expect(training).toMatch(/space=\{\s+"learning_rate": [^\n]+\n\s+\}/);
    expect(training).toMatch(/"weight_decay": 0.001,[^}]*"members": 1,/s);
    const turned = exampleInput('unseen-combination');
    const given = { others: [examplePlan(options)], trials: 0, minutes: null };
    const cell = planCells({ ...turned, search: given }).find(({ name }) => name === 'training');
    expect(cell?.source).toMatch(/"members": 2,[^}]*"patience": None/s);
  });
});
