import { builtInMind, type RunView, runPipeline, sha256Hex } from '../core';
import { replay } from '../core/record/replay';
import { type ExamplePorts, examplePorts, exampleRequest } from '../core/testing/example-run';
import { llmMind } from './llm-mind';
import { type ScriptedEndpoint, scriptedEndpoint } from './testing/scripted-endpoint';

const { signal } = new AbortController();
const work = {
  title: 'Sums of single effects',
  authors: 'A. Author',
  year: 2024,
  venue: 'Journal',
  abstract: 'Sums of single gene effects predict most gene pairs that nobody has measured.',
  doi: '10.1000/sums',
  pmid: null,
  arxiv: null,
  source: 'pubmed',
  source_id: '1'
};
const live = {
  sources: { names: ['pubmed'], search: async () => [work], related: async () => [] },
  rank: async (_query: string, texts: readonly string[]) => texts.map((_text, index) => index)
};

jest.setTimeout(60_000);

describe.each(['I am a small model. Hello!', '{"opinion": 7}', '[[[['])(
  'a model that answers %j to everything',
  rubbish => {
    let endpoint: ScriptedEndpoint;
    let view: RunView;
    let ports: ExamplePorts;

    beforeAll(async () => {
      endpoint = await scriptedEndpoint({ answer: () => rubbish });
      const mind = llmMind({
        endpoint: {
          baseURL: endpoint.baseURL,
          apiKey: null,
          model: 'tiny',
          timeoutMs: 20_000,
          maxTokens: 500
        },
        fallback: builtInMind(),
        hash: sha256Hex,
        habits: new Map()
      });
      const before = examplePorts();
      ports = { ...before, mind, library: { ...before.library, live } };
      const request = { ...exampleRequest, experts: 'llm', coder: true };
      view = await runPipeline(ports, request, { signal });
    });
    afterAll(() => endpoint.close());

    it('gets through a whole design, to its result', () => {
      expect(view.phase).toBe('done');
      expect(view.plan!.choices.length).toBeGreaterThanOrEqual(6);
      expect(view.result).not.toBeNull();
    });

    it('has every turn marked as taken by the built-in experts', () => {
      expect(view.spent.fallbacks).toBe(view.spent.calls);
      const minds = view.turns.flatMap(turn => ('mind' in turn ? [turn.mind] : []));
      expect(new Set(minds)).toEqual(new Set(['built-in']));
      expect(view.report!.by_rules).toEqual([
        'dataset-analyst',
        'problem-investigator',
        'baseline-assessor',
        'refiner'
      ]);
      expect(view.report!.claims.length).toBeGreaterThan(3);
      expect(view.report!.dropped).toBe(0);
    });

    it('replays without it', async () => {
      const again = await replay(ports.store.events, {
        hash: sha256Hex,
        mind: builtInMind(),
        signal
      });
      expect(again).toMatchObject({ kind: 'replayed', disagreements: [] });
    });
  }
);

it('lets the rules choose literature that a model searched for and cannot read', async () => {
  const endpoint = await scriptedEndpoint({
    answer: ({ messages }) =>
      JSON.stringify(messages).includes('problem investigator')
        ? { claims: [], ask: [], search: [{ words: 'gene pairs', why: 'how they add up' }] }
        : 'Hello!'
  });
  const { baseURL } = endpoint;
  const mind = llmMind({
    endpoint: { baseURL, apiKey: null, model: 'tiny', timeoutMs: 20_000, maxTokens: 500 },
    fallback: builtInMind(),
    hash: sha256Hex,
    habits: new Map()
  });
  const before = examplePorts();
  const ports = { ...before, mind, library: { ...before.library, live } };
  const view = await runPipeline(ports, { ...exampleRequest, experts: 'llm' }, { signal });
  await endpoint.close();
  const found = view.evidence.find(record => record.id === 'doi:10.1000-sums');
  expect(found).toMatchObject({
    claim: work.abstract,
    read_in: 'the abstract, as pubmed gave it; chosen by rules'
  });
  expect(view.report!.by_rules).not.toContain('problem-investigator');
});
