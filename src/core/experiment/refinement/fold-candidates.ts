import type { RunView } from '../../view';
import { CandidatePlan, Refinement } from './candidate';
import { InnerScores } from './inner-scores';

const ownKey = /^candidate-(\d+)\/(plan|inner)$/;

/** The candidates after one more step of the log. */
export function addToCandidates(
  view: Pick<RunView, 'candidates'>,
  key: string,
  answer: unknown
): Partial<RunView> {
  if (key.startsWith('candidates/')) {
    return { refinement: Refinement.parse(answer) };
  }
  const found = ownKey.exec(key);
  if (found === null) {
    return {};
  }
  const { candidates } = view;
  if (found[2] === 'plan') {
    const made = { ...CandidatePlan.parse(answer), inner: null };
    return { candidates: [...candidates, made], refinement: null };
  }
  const n = Number(found[1]);
  const inner = InnerScores.parse(answer);
  return { candidates: candidates.map(each => (each.n === n ? { ...each, inner } : each)) };
}
