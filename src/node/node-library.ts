import { bundledLibrary, factsOf } from '../core';
import type { Library, Rank, Sources } from '../core';
import type { DesignArguments } from './arguments';
import { withoutKeys } from './kernel-environment';
import { LiteratureProcess } from './literature';
import { kernelPython } from './paths';
import type { Say } from './say';

/** What is read, and how to let go of it. */
export interface NodeLibrary {
  readonly library: Library;
  close(): void;
}

type Given = Pick<DesignArguments, 'literature' | 'contact' | 'experts'>;

/** The bundled evidence and, where it is asked for and somebody reads it, the live services. */
export function nodeLibrary(given: Given, say: Say): NodeLibrary {
  const bundled = bundledLibrary();
  if (given.literature !== 'live' || given.experts.kind !== 'llm') {
    return { library: bundled, close: () => undefined };
  }
  const gateway = new LiteratureProcess(kernelPython(), withoutKeys(), given.contact);
  const live = { sources: tellingSources(gateway, say), rank: byWords };
  return { library: { ...bundled, live }, close: () => gateway.close() };
}

const byWords: Rank = async (query, texts, signal) => {
  const { ranker } = await import('../llm');
  return ranker()(query, texts, signal);
};

/** Failures that no second question of the same run will mend. */
const isLasting = /^literature\/(unreachable|off|unknown-source|no-answer)$/;
/** No trouble: a service that has no list of citing works, say. */
const isKnown = /^literature\/(not-offered|not-found)$/;

/** Sources that tell once what is wrong with each, and are not asked again where asking is of no use. */
export function tellingSources(sources: Sources, say: Say): Sources {
  const lost = new Map<string, unknown>();
  const told = new Set<string>();
  let answered = 0;
  const ask = async <T>(
    source: string,
    work: () => Promise<T>,
    signal: AbortSignal
  ): Promise<T> => {
    if (lost.has(source)) {
      throw lost.get(source);
    }
    try {
      const answer = await work();
      answered += 1;
      return answer;
    } catch (error) {
      if (!signal.aborted) {
        const { code, message } = factsOf(error);
        if (!isKnown.test(code)) {
          tell(source, message);
        }
        if (isLasting.test(code)) {
          lost.set(source, error);
          tellIfAlone();
        }
      }
      throw error;
    }
  };
  const tell = (source: string, message: string): void => {
    if (!told.has(source)) {
      told.add(source);
      say(`literature: ${source}: ${message}`);
    }
  };
  const tellIfAlone = (): void => {
    if (answered === 0 && lost.size === sources.names.length) {
      say('literature: no service can be asked; the run goes on with the bundled evidence alone');
    }
  };
  return {
    names: sources.names,
    search: (source, query, limit, signal) =>
      ask(source, () => sources.search(source, query, limit, signal), signal),
    related: (source, id, direction, signal) =>
      ask(source, () => sources.related(source, id, direction, signal), signal)
  };
}
