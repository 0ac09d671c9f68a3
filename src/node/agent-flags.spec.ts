import type { CodeToApprove, LiteratureRecord, Sources } from '../core';
import { CellForgeError } from '../core';
import { exampleCheck, exampleCode } from '../core/testing/example-code';
import { ablationOf, leftOut, wouldAsk } from './agent-flags';
import { readDesignArguments } from './arguments';
import { codeRules, mayRun } from './code-rule';
import { tellingSources } from './node-library';

const given = (words: string) => readDesignArguments(['x', ...words.split(' ').filter(Boolean)]);

describe('flags that only language models can heed', () => {
  it.each([
    ['--literature live --coder', /built-in experts know the bundled.*built-in experts write no/],
    ['--literature live --experts replay:a.ipynb', /a replay reads what its record holds/],
    ['--coder --experts replay:a.ipynb', /a replay writes what its record holds/],
    ['--literature live --coder --experts llm', /^$/],
    ['--literature none --experts replay:a.ipynb', /^--literature none is left out/],
    ['--literature none', /^$/]
  ])('%s: what is left out is told', (words, told) => {
    expect(leftOut(given(words)).join(' ')).toMatch(told);
  });

  it('switches literature off for everybody', () => {
    expect(ablationOf(given('--literature none'))).toEqual(['no-literature']);
    expect(ablationOf(given('--literature none --without one-expert,no-literature'))).toEqual([
      'one-expert',
      'no-literature'
    ]);
    expect(ablationOf(given('--literature live'))).toEqual([]);
  });

  it('names the services that a dry run would ask', () => {
    expect(wouldAsk(given('--literature live --experts llm'))).toMatch(/pubmed.*biorxiv/);
    expect(wouldAsk(given('--experts llm'))).toBeNull();
  });
});

describe('code that nobody is there to read', () => {
  const source = exampleCode();
  const code = (newImports: readonly string[], violations: number): CodeToApprove => {
    const policy = exampleCheck(source);
    return {
      run: 'r',
      n: 2,
      source,
      source_hash: policy.source_hash,
      base: '',
      explanation: '',
      imports: newImports,
      newImports,
      isMend: false,
      policy: { ...policy, violations: Array(violations).fill({ class: 'policy-import' }) as never }
    };
  };

  it.each([
    ['none', [], 0, /lets no code of agents run/],
    ['usual', [], 0, /^$/],
    ['usual', ['scipy'], 0, /imports scipy/],
    ['policy', ['scipy'], 0, /^$/],
    ['policy', [], 1, /exception/]
  ] as const)('%s, new imports %j, %i exceptions', (rule, imports, violations, told) => {
    const said: string[] = [];
    expect(codeRules).toContain(rule);
    expect(mayRun(rule, code(imports, violations), line => said.push(line))).toBe(
      said.length === 0
    );
    expect(said.join(' ')).toMatch(told);
  });
});

describe('services in trouble', () => {
  const { signal } = new AbortController();
  const gone = new CellForgeError({
    code: 'literature/unreachable',
    message: 'It could not be reached.',
    expected: '',
    found: '',
    remedy: ''
  });
  const sourcesOf = (asked: string[], fails: (source: string) => boolean): Sources => ({
    names: ['a', 'b'],
    search: async source => {
      asked.push(source);
      if (fails(source)) {
        throw gone;
      }
      return [] as LiteratureRecord[];
    },
    related: async () => []
  });
  const askAll = async (sources: Sources): Promise<void> => {
    for (const source of ['a', 'b', 'a', 'b']) {
      await sources.search(source, 'x', 1, signal).catch((error: unknown) => {
        expect(error).toBe(gone);
      });
    }
  };

  it('are told of and asked once, and without any the run says what it goes on with', async () => {
    const [asked, said]: string[][] = [[], []];
    await askAll(
      tellingSources(
        sourcesOf(asked, () => true),
        line => said.push(line)
      )
    );
    expect(asked).toEqual(['a', 'b']);
    expect(said).toEqual([
      'literature: a: It could not be reached.',
      'literature: b: It could not be reached.',
      'literature: no service can be asked; the run goes on with the bundled evidence alone'
    ]);
  });

  it('leave the others alone', async () => {
    const [asked, said]: string[][] = [[], []];
    const sources = sourcesOf(asked, source => source === 'a');
    await askAll(tellingSources(sources, line => said.push(line)));
    expect(asked).toEqual(['a', 'b', 'b']);
    expect(said).toHaveLength(1);
  });
});
