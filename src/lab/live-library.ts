import { URLExt } from '@jupyterlab/coreutils';
import type { ServerConnection } from '@jupyterlab/services';
import { z } from 'zod';

import { bundledLibrary } from '../core';
import type { Library, Rank } from '../core';
import { gatewayFetch } from './gateway-fetch';
import { gatewayAddress } from './gateway-mind';
import { serverSources } from './literature';
import type { Mask } from '../llm';
import type { ServerLimits } from './server-limits';

export interface LiveLibraryOptions {
  readonly settings: ServerConnection.ISettings;
  /** What the server allows, as far as it has said; nothing live before. */
  readonly limits: () => ServerLimits | null;
  readonly run: string;
  /** Over text that is sent to be compared by meaning; absent: it goes as it is. */
  readonly mask?: ((signal: AbortSignal) => Promise<Mask>) | undefined;
}

/** The bundled evidence and, where the administrator switched it on, literature services asked through the server. */
export function liveLibrary(options: LiveLibraryOptions): Library {
  const bundled = bundledLibrary();
  return {
    search: (topics, signal) => bundled.search(topics, signal),
    get: id => bundled.get(id),
    get live() {
      const { literature, llm } = options.limits() ?? { literature: null, llm: null };
      if (literature === null || !literature.available) {
        return undefined;
      }
      const sources = serverSources(literature.sources, options.settings);
      return { sources, rank: rankBy(options, llm?.available ? llm.embedding_model : null) };
    }
  };
}

/** By words, and by meaning where the server names an embedding model. */
function rankBy(options: LiveLibraryOptions, model: string | null): Rank {
  const embed = model === null ? null : embedder(options, model);
  return async (query, texts, signal) => {
    const { ranker } = await import('../llm');
    return ranker(embed)(query, texts, signal);
  };
}

const Vectors = z.object({
  data: z.array(z.object({ index: z.number(), embedding: z.array(z.number()) }))
});

function embedder({ settings, run, mask }: LiveLibraryOptions, model: string) {
  const fetch = gatewayFetch(settings);
  return async (texts: readonly string[], signal: AbortSignal) => {
    const masked = await mask?.(signal);
    const input = masked === undefined ? texts : texts.map(masked);
    const response = await fetch(URLExt.join(gatewayAddress(settings), 'embeddings'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CellForge-Run': run },
      body: JSON.stringify({ model, input }),
      signal
    });
    const { data } = Vectors.parse(await response.json());
    return [...data].sort((a, b) => a.index - b.index).map(({ embedding }) => embedding);
  };
}
