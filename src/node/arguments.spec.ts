import { CellForgeError, exitCodeOf } from '../core';
import { readDesignArguments, readVerifyArguments } from './arguments';

describe('design', () => {
  it('reads every option', () => {
    const words =
      'data.h5ad --objective pairs --set where=dataset:norman19 --set scenario=unseen-combination ' +
      '--constraint parameters=200000 --constraint forbid=decoder:full --out a.ipynb --seed 7 ' +
      '--rounds 5 --refine 3 --search 4 --budget-tokens 0 --budget-minutes 2.5 --mask-names --json=a.json ' +
      '--export scverse,cell-eval ' +
      '--experts replay:b.ipynb --literature live --contact a@b.org --coder --approve-code policy';
    expect(readDesignArguments(words.split(' '))).toEqual({
      data: 'data.h5ad',
      objective: 'pairs',
      knowledge: [],
      annotate: false,
      settings: { where: 'dataset:norman19', scenario: 'unseen-combination', seeds: '7' },
      constraints: [
        expect.objectContaining({ key: 'parameters', value: '200000', understood: true }),
        expect.objectContaining({ key: 'forbid', value: 'decoder:full', understood: true })
      ],
      without: [],
      experts: { kind: 'replay', notebook: 'b.ipynb' },
      out: 'a.ipynb',
      seed: 7,
      rounds: 5,
      refine: 3,
      search: 4,
      budgetMinutes: 2.5,
      budgetTokens: 0,
      isDryRun: false,
      isMasked: true,
      json: 'a.json',
      literature: 'live',
      contact: 'a@b.org',
      coder: true,
      approveCode: 'policy',
      exports: ['cell-eval', 'scverse']
    });
  });

  it('needs nothing but the data', () => {
    expect(readDesignArguments(['data.h5ad'])).toMatchObject({
      experts: { kind: 'built-in' },
      settings: {},
      constraints: [],
      rounds: 20,
      refine: 0,
      search: 0,
      isDryRun: false,
      literature: 'bundled',
      coder: false,
      approveCode: 'usual'
    });
  });

  it('reads a dry run', () => {
    expect(readDesignArguments(['x', '--dry-run'])).toMatchObject({ isDryRun: true, exports: [] });
  });

  it('reads what to leave out in one order, whatever order it is given in', () => {
    const given = ['x', '--without', 'no-peer-review, no-literature'];
    expect(readDesignArguments(given).without).toEqual(['no-literature', 'no-peer-review']);
  });

  it('refuses a search that leaves nothing to choose', () => {
    expect(() => readDesignArguments(['x', '--search', '1'])).toThrow(/nothing to choose/);
  });

  it('gives language models four rounds where nothing is said', () => {
    const given = readDesignArguments(['x', '--experts', 'llm']);
    expect(given).toMatchObject({ experts: { kind: 'llm' }, rounds: 4, refine: 1 });
    expect(readDesignArguments(['x', '--experts', 'llm', '--rounds', '9']).rounds).toBe(9);
  });

  it('keeps an equals sign in a value, and lets a setting win over an option', () => {
    const words = ['x', '--set', 'where=a:b=c', '--set', 'seeds=1,2', '--seed', '7'];
    expect(readDesignArguments(words).settings).toEqual({ where: 'a:b=c', seeds: '1,2' });
  });

  it('lets the constraint on the primary metric decide the task', () => {
    expect(readDesignArguments(['x', '--constraint', 'primary=mse']).settings.primary).toBe('mse');
  });

  it.each([
    ['no data', [], /DATA/],
    ['two data', ['a', 'b'], /DATA/],
    ['an unknown option', ['a', '--foo'], /--objective, --experts/],
    ['an option without its value', ['a', '--json'], /no value/],
    ['an option instead of a value', ['a', '--json', '--dry-run'], /no value/],
    [
      'a part that nobody can leave out',
      ['a', '--without', 'no-data'],
      /one-expert, no-literature/
    ],
    ['a debate nobody judges', ['a', '--without', 'no-critic,no-peer-review'], /judges/],
    [
      'less of a recorded debate',
      ['a', '--experts', 'replay:b', '--without', 'no-critic'],
      /as it was/
    ],
    ['literature of another kind', ['a', '--literature', 'all'], /live, bundled, none/],
    ['a contact that is none', ['a', '--contact', 'me'], /e-mail/],
    [
      'a coder whose code may not run',
      ['a', '--coder', '--approve-code', 'none'],
      /none of its code/
    ],
    ['another rule for code', ['a', '--approve-code', 'all'], /none, usual, policy/],
    ['an option twice', ['a', '--seed', '1', '--seed', '2'], /twice/],
    ['an unknown KEY', ['a', '--set', 'foo=1'], /where, perturbation, control/],
    ['a setting without a value', ['a', '--set', 'where'], /KEY=VALUE/],
    ['an unknown constraint', ['a', '--constraint', 'foo=1'], /parameters, minutes, memory_mb/],
    ['a limit that is no number', ['a', '--constraint', 'minutes=soon'], /number/],
    ['an unknown slot', ['a', '--constraint', 'require=colour:red'], /SLOT:OPTION/],
    [
      'constraints against each other',
      ['a', '--constraint', 'require=loss:mse', '--constraint', 'forbid=loss:mse'],
      /no option for loss/
    ],
    ['other experts', ['a', '--experts', 'oracle'], /built-in/],
    ['a table twice', ['a', '--knowledge', 'go.tsv', '--knowledge', 'go.tsv'], /each table once/],
    ['annotations by rules', ['a', '--annotate'], /--experts llm/],
    [
      'knowledge required, and none',
      ['a', '--constraint', 'require=perturbation:knowledge'],
      /table/
    ],
    ['no rounds', ['a', '--rounds', '0'], /1 to 20/],
    ['too many rounds', ['a', '--rounds', '21'], /1 to 20/],
    ['no minutes', ['a', '--budget-minutes', '0'], /above 0/],
    ['more minutes than a timer counts', ['a', '--budget-minutes', '40000'], /34560 at most/],
    ['a flag with a value', ['a', '--dry-run=false'], /takes no value/],
    ['a seed that is no number', ['a', '--seed', 'x'], /whole number/],
    ['another export', ['a', '--export', 'csv'], /cell-eval, scverse/],
    ['an export of a dry run', ['a', '--dry-run', '--export', 'scverse'], /nothing to export/],
    ['an output that is no notebook', ['a', '--out', 'a.py'], /\.ipynb/]
  ])('refuses %s as bad input, and says what is known', (_name, words, told) => {
    const refuse = (): unknown => readDesignArguments(words);
    expect(refuse).toThrow(CellForgeError);
    expect(refuse).toThrow(expect.objectContaining({ paragraph: expect.stringMatching(told) }));
    expect(codeOf(refuse)).toBe(2);
  });
});

describe('verify', () => {
  it('reads every option', () => {
    expect(
      readVerifyArguments(['a.ipynb', '--data', 'b.h5ad', '--quick', '--json', 'c.json'])
    ).toEqual({ notebook: 'a.ipynb', data: 'b.h5ad', isQuick: true, json: 'c.json' });
  });

  it('refuses what it does not know', () => {
    expect(codeOf(() => readVerifyArguments(['a.ipynb', '--slow']))).toBe(2);
  });
});

function codeOf(work: () => unknown): number {
  try {
    work();
    return 0;
  } catch (error) {
    return exitCodeOf(error);
  }
}
