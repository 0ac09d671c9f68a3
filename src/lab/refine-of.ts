import type { RunRequest } from '../core';

/** Where the setting says nothing: two new candidates of language models, none of the rules. */
export function refineOf(set: number | null, experts: string): Pick<RunRequest, 'refine'> {
  const refine = set ?? (experts === 'llm' ? 1 : 0);
  return refine === 0 ? {} : { refine };
}

/** One candidate alone leaves nothing to choose. */
export function searchOf(set: number): Pick<RunRequest, 'search'> {
  return set < 2 ? {} : { search: set };
}
