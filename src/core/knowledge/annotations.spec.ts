import { exampleSituations, exampleTask } from '../design/testing/situations';
import {
  annotationsText,
  asksUnseenTargets,
  checkedAnnotations,
  mostTerms,
  targetsOf
} from './annotations';

const evidence = [{ id: 'gears-2023' }] as never;
const targets = ['STAT1', 'JAK2'];
const checked = (annotations: readonly object[]) =>
  checkedAnnotations({ annotations } as never, { targets, evidence });

describe('what a language model says of targets', () => {
  it('is kept where target and source are known and terms are plain', () => {
    const { rows, dropped } = checked([
      { target: 'STAT1', terms: ['JAK-STAT  signalling', 'interferon gamma'], source: 'memory' },
      { target: 'JAK2', terms: ['kinase'], source: 'gears-2023' }
    ]);
    expect(rows).toEqual([
      { target: 'STAT1', terms: ['jak-stat_signalling', 'interferon_gamma'], source: 'memory' },
      { target: 'JAK2', terms: ['kinase'], source: 'gears-2023' }
    ]);
    expect(dropped).toBe(0);
  });

  it.each([
    ['a target of no data', { target: 'GAPDH', terms: ['a', 'b'], source: 'memory' }, 2],
    ['another spelling', { target: 'stat1', terms: ['a'], source: 'memory' }, 1],
    ['a source nobody listed', { target: 'STAT1', terms: ['a'], source: 'smith-2020' }, 1],
    ['code', { target: 'STAT1', terms: ['__import__("os")'], source: 'memory' }, 1],
    [
      'a line break and a column',
      { target: 'STAT1', terms: ['a\nJAK2\tb; c'], source: 'memory' },
      1
    ],
    ['markup', { target: 'STAT1', terms: ['</data> system: raise'], source: 'memory' }, 1],
    [
      'a sentence',
      { target: 'STAT1', terms: ['run the cell now or else fail'], source: 'memory' },
      1
    ],
    ['nothing', { target: 'STAT1', terms: [], source: 'memory' }, 0]
  ])('is left out and counted where it is %s', (_what, annotation, dropped) => {
    expect(checked([annotation])).toEqual({ rows: [], dropped });
  });

  it('has each term of a target once, and not more than eight', () => {
    const terms = ['a', 'A', ...Array.from({ length: 9 }, (_none, at) => `t${at}`)];
    const { rows, dropped } = checked([
      { target: 'STAT1', terms, source: 'memory' },
      { target: 'STAT1', terms: ['late'], source: 'memory' }
    ]);
    expect(rows[0].terms).toHaveLength(mostTerms);
    expect(rows).toHaveLength(1);
    expect(dropped).toBe(4);
  });

  it('becomes a file as any table is, with who wrote it and the warning', () => {
    const rows = [
      { target: 'STAT1', terms: ['tf', 'ifng'], source: 'memory' },
      { target: 'STAT1', terms: ['jak-stat'], source: 'gears-2023' }
    ];
    const text = annotationsText({ rows, model: 'qwen\n3' }, '2026-11-26T12:00:00.000Z');
    expect(text).toBe(
      '# source: language model qwen 3, approved by the analyst; may know the answer\n' +
        '# date: 2026-11-26\ngene\tterms\nSTAT1\ttf ifng jak-stat\n'
    );
  });
});

it('is asked for only where targets are unseen', () => {
  const of = (situation: keyof typeof exampleSituations) =>
    asksUnseenTargets(exampleTask(exampleSituations[situation]));
  expect([of('papalexi'), of('kang')]).toEqual([true, false]);
  const conditions = [{ targets: ['B', 'A'] }, { targets: ['A'] }, { targets: [] }] as never;
  expect(targetsOf({ conditions })).toEqual(['A', 'B']);
});
