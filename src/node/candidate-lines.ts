import type { RunView } from '../core';
import { shortScore } from '../core';

/** What to say on stderr of a step of a candidate; null for nothing. */
export function candidateLine(
  key: string,
  { candidates, refinement }: Pick<RunView, 'candidates' | 'refinement'>
): string | null {
  if (key.startsWith('candidates/') && refinement !== null) {
    return `${refinement.why_stopped} ${refinement.why_chosen}`;
  }
  const last = candidates.at(-1);
  if (last === undefined) {
    return null;
  }
  const { n, changed, refused, inner } = last;
  if (key.endsWith('/plan')) {
    const moved = changed.map(({ what, from, to }) => `${what} ${from} -> ${to}`).join(', ');
    const told = refused === null ? 'scoring on inner folds' : `not scored: ${refused}`;
    return `candidate ${n}${moved === '' ? '' : ` (${moved})`}: ${told}`;
  }
  if (key.endsWith('/inner') && inner !== null) {
    const { overall, failure } = inner;
    return overall === null
      ? `candidate ${n}: no scores. ${failure?.message ?? ''}`.trim()
      : `candidate ${n}: ${shortScore(overall.candidate)} on inner folds, ${shortScore(overall.gain)} over the best baseline`;
  }
  return null;
}
