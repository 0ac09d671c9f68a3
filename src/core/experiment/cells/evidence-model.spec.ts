import { planCells } from './index';
import { modelCell } from './model';
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

  it.each([
    ['fits a line', 'Additive, shrunk to the best baseline'],
    ['does not', `Low-rank change over control, ${'sum of measured singles, '.repeat(6)}"shrunk"`],
    ['has no space to break at', 'x'.repeat(200)]
  ])('name the plan in full where its name %s', (_, name) => {
    const input = exampleInput('unseen-combination', options);
    const { source } = modelCell({ plan: { ...input.plan, name } });
    expect(Math.max(...source.split('\n').map(line => line.length))).toBeLessThanOrEqual(88);
    const said = /plan_name = (\(.*?\n {4}\)|"[^\n]*")/s.exec(source)?.[1] ?? '';
    const literals = [...said.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text);
    expect(literals.join('').replace(/\\"/g, '"')).toBe(name);
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
