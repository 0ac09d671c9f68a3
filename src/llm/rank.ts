import MiniSearch from 'minisearch';
import type { Rank } from '../core';

/** Vectors of texts, in their order; from the endpoint's embedding model. */
export type Embed = (texts: readonly string[], signal: AbortSignal) => Promise<readonly number[][]>;

/** Reciprocal rank fusion's constant (Cormack, Clarke and Buettcher, SIGIR 2009). */
const k = 60;

/**
 * Texts best first for a query: by BM25 alone, or fused with closeness of meaning where the endpoint has embeddings. An
 * embedding model in trouble changes the order at most, never whether there is one.
 */
export function ranker(embed: Embed | null = null): Rank {
  return async (query, texts, signal) => {
    const words = byWords(query, texts);
    const meaning = embed === null ? null : await byMeaning(embed, query, texts, signal);
    return meaning === null ? words : fused([words, meaning]);
  };
}

function byWords(query: string, texts: readonly string[]): readonly number[] {
  const index = new MiniSearch<{ id: number; text: string }>({ fields: ['text'] });
  index.addAll(texts.map((text, id) => ({ id, text })));
  const found = index.search(query, { prefix: false, fuzzy: false }).map(hit => hit.id as number);
  const rest = [...texts.keys()].filter(id => !found.includes(id));
  return [...found, ...rest];
}

async function byMeaning(
  embed: Embed,
  query: string,
  texts: readonly string[],
  signal: AbortSignal
): Promise<readonly number[] | null> {
  try {
    const [asked, ...vectors] = await embed([query, ...texts], signal);
    const near = vectors.map(vector => cosine(asked, vector));
    return near.every(Number.isFinite) && near.length === texts.length
      ? [...texts.keys()].sort((a, b) => near[b] - near[a] || a - b)
      : null;
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    return null;
  }
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, value, index) => sum + value * y[index], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

function fused(orders: readonly (readonly number[])[]): readonly number[] {
  const score = new Map<number, number>();
  for (const order of orders) {
    order.forEach((id, rank) => score.set(id, (score.get(id) ?? 0) + 1 / (k + rank + 1)));
  }
  return [...score.keys()].sort((a, b) => score.get(b)! - score.get(a)! || a - b);
}
