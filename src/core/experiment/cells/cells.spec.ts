import { CellForgeError } from '../../errors';
import { exampleProfile, exampleSituations } from '../../design/testing/situations';
import { designNote, instantiatedParameters, planCells } from './index';
import { loadCell } from './load';
import { pythonString, wrapped } from './python';
import { exampleInput, examplePlan } from './testing/example-input';

const source = (cells: ReturnType<typeof planCells>, name: string): string =>
  cells.find(cell => cell.name === name)?.source ?? '';

describe('planned cells', () => {
  it('come in notebook order, the load cell only where a file is given', () => {
    const six = ['setup', 'data', 'model', 'training', 'evaluation', 'prediction'];
    const names = (dataPath: string | null) =>
      planCells(exampleInput('unseen-combination', {}, { dataPath })).map(cell => cell.name);
    expect(names(null)).toEqual(['design-note', ...six]);
    expect(names('a.h5ad')).toEqual(['load', 'design-note', ...six]);
  });

  it("use the user's name for the object", () => {
    const cells = planCells(exampleInput('unseen-combination', {}, { object: 'my_screen' }));
    expect(source(cells, 'data')).toContain('cf.prepare(my_screen, task)');
  });

  it('have the code of the chosen options and of no other', () => {
    const plain = source(planCells(exampleInput('unseen-combination')), 'model');
    expect(plain).not.toMatch(/carried|self\.context|join|emphasis/);
    const other = source(
      planCells(
        exampleInput('unseen-context', { context: 'similarity-weighted', decoder: 'full' })
      ),
      'model'
    );
    expect(other).toContain('batch["carried"]');
    expect(other).not.toMatch(/^rank = /m);
  });

  it('refuse an option that can not be made into code, by name', () => {
    const input = exampleInput('unseen-combination');
    const choices = input.plan.choices.map(choice =>
      choice.slot === 'decoder' ? { ...choice, choice: 'diffusion' } : choice
    );
    const plan = { ...input.plan, choices };
    expect(() => planCells({ ...input, plan })).toThrow(CellForgeError);
    expect(() => planCells({ ...input, plan })).toThrow(/decoder/);
  });

  it('ask about another context at a dose that was measured, where there are doses', () => {
    const input = exampleInput('unseen-context');
    const prediction = (task: typeof input.task) =>
      source(planCells({ ...input, task }), 'prediction');
    expect(prediction(input.task)).toContain('cf.Query(targets, context)');
    const dosed = prediction({ ...input.task, dose: { from: 'column', column: 'dose' } });
    expect(dosed).toContain('from dataclasses import replace');
    expect(dosed).toContain('replace(query, context=context)');
  });

  it('keep labels from the data inside their quotes', () => {
    const input = exampleInput('unseen-combination');
    const hostile = 'x"\n__import__("os")#\u2028';
    const cells = planCells({ ...input, task: { ...input.task, control: hostile } });
    expect(source(cells, 'data')).toContain('control="x\\"\\n__import__(\\"os\\")#\\u2028",');
  });
});

describe('the load cell', () => {
  it.each([
    ['data/a.h5ad', 'ad.read_h5ad(path)'],
    ['a.H5MU', 'mudata.read_h5mu(path)'],
    ['stores/a.zarr/', 'ad.read_zarr(path)']
  ])('reads %s by %s, or the file that CELLFORGE_DATA names', (dataPath, call) => {
    const cell = loadCell({ dataPath, object: 'adata' });
    expect(cell.source).toContain(`adata = ${call}`);
    expect(cell.source).toContain(`os.environ.get("CELLFORGE_DATA", "${dataPath}")`);
  });
});

describe('the load cell of data that is too large for memory', () => {
  it('leaves it in its file', () => {
    const cell = loadCell({ dataPath: 'big.h5ad', object: 'adata', staysInFile: true });
    expect(cell.source).toContain('import cellforge_runtime as cf');
    expect(cell.source).toContain('adata = cf.read(path)');
  });
});

describe('the design note', () => {
  it('tells task, plan, dissent and how to verify', () => {
    const note = designNote(exampleInput('unseen-combination')).source;
    for (const part of ['### Task', '### Plan', '### Dissent', 'set-network', 'r-1a2b3c']) {
      expect(note).toContain(part);
    }
    expect(note).toContain('`npm run --silent verify -- example.ipynb`');
    expect(note).not.toContain('### Verdict');
  });

  it('shows text of others as text', () => {
    const objective = '<img src=x onerror=alert(1)> [click](javascript:x) `code` ![i](http://a)';
    const note = designNote(exampleInput('unseen-combination', {}, { objective })).source;
    expect(note).not.toContain('<img');
    expect(note).not.toContain('[click](');
    expect(note).not.toContain('![i]');
  });

  it('says which limits the built-in experts did not understand', () => {
    const constraints = [{ key: 'words', value: 'be quick', understood: false, note: '' } as const];
    const note = designNote(exampleInput('unseen-combination', {}, { constraints })).source;
    expect(note).toContain('`be quick`, **not understood by these experts**');
  });
});

describe('parameters', () => {
  it('grow with members and features', () => {
    const profile = exampleProfile(exampleSituations.norman);
    const one = instantiatedParameters(examplePlan(), profile);
    expect(instantiatedParameters(examplePlan({ training: 'ensemble' }), profile)).toBe(2 * one);
    expect(instantiatedParameters(examplePlan({ decoder: 'full' }), profile)).toBeGreaterThan(one);
  });

  it('count the targets of a screen of which the profile lists some conditions only', () => {
    const profile = exampleProfile(exampleSituations.norman);
    const plan = examplePlan({ perturbation: 'multi-hot', composition: 'additive' });
    const others = profile.facts.filter(({ id }) => id !== 'perturbations');
    const counted = (value: number) => ({
      ...profile,
      facts: [...others, { id: 'perturbations', value, unit: 'targets', text: '' }]
    });
    const each = profile.object.n_features + plan.hyperparameters.hidden;
    const parameters = (value: number) => instantiatedParameters(plan, counted(value));
    expect(parameters(2000) - parameters(1000)).toBe(1000 * each);
  });
});

describe('python text', () => {
  it('wraps words at 88 columns and keeps every one', () => {
    const text = 'word '.repeat(60).trim();
    const lines = wrapped(text, '# ');
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(88);
    expect(lines.map(line => line.slice(2)).join(' ')).toBe(text);
  });

  it('escapes what would end a string', () => {
    expect(pythonString('a\\"b\u0000')).toBe('"a\\\\\\"b\\u0000"');
  });
});
