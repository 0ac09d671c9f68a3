import { ranker } from './rank';

const signal = new AbortController().signal;
const texts = ['Doses of drugs', 'Pairs of genes add up', 'Genes in pairs interact, pairs matter'];

describe('ranker', () => {
  it('puts first what shares most words with the query, and leaves nothing out', async () => {
    const order = await ranker()('gene pairs', texts, signal);
    expect([...order].sort()).toEqual([0, 1, 2]);
    expect(order.at(-1)).toBe(0);
  });

  it('listens to meaning where the endpoint has embeddings', async () => {
    const embed = async () => [
      [1, 0],
      [1, 0.01],
      [0, 1],
      [0, 1]
    ];
    const order = await ranker(embed)('medicine', texts, signal);
    expect(order[0]).toBe(0);
  });

  it.each([
    { name: 'fails', embed: async () => Promise.reject(new Error('503')) },
    { name: 'gives too few vectors', embed: async () => [[1, 0]] },
    { name: 'gives vectors of nothing', embed: async () => [[0], [0], [0], [0]] }
  ])('keeps the order by words where the embedding model $name', async ({ embed }) => {
    expect(await ranker(embed)('gene pairs', texts, signal)).toEqual(
      await ranker()('gene pairs', texts, signal)
    );
  });
});
