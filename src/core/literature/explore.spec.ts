import { cite } from './cite';
import { explore, keyOf } from './explore';
import { fuse } from './fuse';
import type { LiteratureRecord, Sources } from './sources';
import type { DebateStep } from '../design/debate-step';
import { exampleCall } from '../testing/calling-mind';
import type { Mind } from '../ports';

const signal = new AbortController().signal;

function work(changes: Partial<LiteratureRecord>): LiteratureRecord {
  return {
    title: 'A work',
    authors: 'Example A',
    year: 2024,
    venue: 'Journal',
    abstract: 'Additive models agree at 0.87 with measured pairs of genes.',
    doi: null,
    pmid: null,
    arxiv: null,
    source: 'pubmed',
    source_id: '1',
    ...changes
  };
}

const first = work({ title: 'First', doi: '10.1/first', source_id: 'f' });
const second = work({ title: 'Second', pmid: '2', source_id: 's' });
const cited = work({ title: 'Cited', pmid: '3', source_id: 'c' });
const citing = work({ title: 'Citing', doi: '10.1/citing', source_id: 'z' });

function recorder(): { step: DebateStep; keys: string[] } {
  const keys: string[] = [];
  const step: DebateStep = async (key, schema, doWork) => {
    keys.push(key);
    return schema.parse(await doWork());
  };
  return { step, keys };
}

const byTitle = (order: readonly string[]) => async (_: string, texts: readonly string[]) =>
  [...texts.keys()].sort((a, b) => {
    const place = (index: number) => order.indexOf(texts[index].split('\n')[0]);
    return place(a) - place(b);
  });

describe('fuse', () => {
  it('joins what two services tell of one work and keeps what one left out', () => {
    const other = work({
      title: 'FIRST.',
      doi: '10.1/FIRST',
      pmid: '9',
      abstract: '',
      source: 'openalex'
    });
    const [joined, ...rest] = fuse([[first], [other]]);
    expect(rest).toEqual([]);
    expect(joined).toMatchObject({ doi: '10.1/first', pmid: '9', abstract: first.abstract });
  });

  it('ranks first what several lists rank high', () => {
    expect(
      fuse([
        [first, second],
        [second, cited]
      ]).map(item => item.title)[0]
    ).toBe('Second');
  });

  it('never joins works with different DOIs, whatever their titles', () => {
    expect(fuse([[first, work({ title: 'First', doi: '10.1/other' })]])).toHaveLength(2);
  });
});

describe('explore', () => {
  const sources: Sources = {
    names: ['pubmed', 'broken'],
    search: async name => {
      if (name === 'broken') {
        throw new Error('503');
      }
      return [first, second];
    },
    related: async (_source, id, direction) =>
      id !== 'f' ? [] : direction === 'references' ? [cited] : [citing]
  };
  const searches = [{ words: 'gene pairs', why: 'how pairs add up' }];

  it('searches in breadth, then follows the best hits both ways, each hop a step', async () => {
    const { step, keys } = recorder();
    const rank = byTitle(['First', 'Citing', 'Second', 'Cited']);
    const found = await explore({ sources, rank, step, signal, question: 'pairs', searches });
    expect(found.map(item => item.title)).toEqual(['First', 'Citing', 'Second', 'Cited']);
    expect(keys).toEqual(
      expect.arrayContaining([
        'analyse/literature/pubmed/gene pairs',
        'analyse/literature/broken/gene pairs',
        'analyse/literature/references/doi:10.1/first',
        'analyse/literature/cited-by/doi:10.1/first',
        'analyse/literature/cited-by/doi:10.1/citing'
      ])
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('finds the same works where one service is in trouble', async () => {
    const { step } = recorder();
    const rank = byTitle(['First', 'Second']);
    const one = { ...sources, names: ['pubmed'] };
    const titles = async (from: Sources) =>
      (await explore({ sources: from, rank, step, signal, question: 'pairs', searches })).map(
        keyOf
      );
    expect(await titles(sources)).toEqual(await titles(one));
  });
});

describe('cite', () => {
  const quote = 'Additive models agree at 0.87 with measured pairs';
  const librarian = (chosen: unknown): Mind => ({
    kind: 'llm',
    answer: async (_role, _brief, schema) => schema.parse({ chosen }),
    call: async (_role, _brief, schema) => ({
      value: schema.parse({ chosen }),
      by: 'llm',
      call: exampleCall
    })
  });
  const citeWith = (chosen: unknown) => {
    const { step } = recorder();
    return cite({ mind: librarian(chosen), step, derive: step, signal, question: 'pairs' }, [
      first
    ]);
  };

  it('makes evidence of a retrieved work, with its identifier', async () => {
    const chosen = [{ key: 'doi:10.1/first', claim: 'The sum agrees at 0.87.', quote }];
    const [record] = await citeWith(chosen);
    expect(record).toMatchObject({ identifier: 'doi:10.1/first', source: 'pubmed', year: 2024 });
  });

  it.each([
    {
      name: 'a work that was not retrieved',
      chosen: { key: 'doi:10.9/dream', claim: 'Yes.', quote }
    },
    {
      name: 'a number the abstract does not hold',
      chosen: { key: 'doi:10.1/first', claim: 'At 0.99.', quote }
    },
    {
      name: 'a quote that does not stand there',
      chosen: { key: 'doi:10.1/first', claim: 'Yes.', quote: 'Deep models always win by far.' }
    }
  ])('leaves out $name', async ({ chosen }) => {
    expect(await citeWith([chosen])).toEqual([]);
  });
});
