import type { CandidateView } from '../../view';
import type { Score } from '../../task/assessment';
import type { NoteInput } from './input';
import { number, plain } from './markdown';

/** The tree of candidates: what each changed and why, its scores on inner folds, which was chosen, why the search ended. */
export function candidatesSection({ candidates = [], refinement, search }: NoteInput): string {
  if (refinement == null) {
    return '';
  }
  const fits = candidates.reduce((sum, { inner }) => sum + (inner?.fits ?? 0), 0);
  const looks =
    candidates.length === 0
      ? []
      : [
          `- ${candidates.length} ${candidates.length === 1 ? 'candidate' : 'candidates'} looked at on inner folds of the first outer fold, ${fits} fits; what that fold holds out took no part. ${search === undefined ? "Other folds' conditions did: the choice among candidates is not nested" : 'The choice is made again inside each training set'}`
        ];
  return [
    '### Candidates',
    '',
    ...candidates.map(candidate => line(candidate, candidate.n === refinement.chosen)),
    `- ${plain(refinement.why_chosen)}`,
    `- No further one: ${plain(refinement.why_stopped)}`,
    ...looks
  ].join('\n');
}

function line(
  { n, parent, plan, changed, inner, refused }: CandidateView,
  isChosen: boolean
): string {
  const from = parent === null ? '' : `, from ${parent}`;
  const moved = changed.map(
    ({ what, from: old, to, reason }) =>
      `${what} ${plain(old)} to ${plain(to)}${reason === '' ? '' : ` (${plain(reason)})`}`
  );
  const scores =
    inner?.overall == null
      ? `no scores: ${plain(refused ?? inner?.failure?.message ?? 'not scored')}`
      : `${interval(inner.overall.candidate)} on inner folds, ${interval(inner.overall.gain)} over the best baseline`;
  const what = parent === null ? plain(plan.name) : moved.join('; ');
  return `- **Candidate ${n}${from}**${isChosen ? ' *(chosen)*' : ''}: ${what}. ${scores}`;
}

const interval = ({ value, ci }: Score): string =>
  ci === null ? number(value) : `${number(value)} [${number(ci[0])}, ${number(ci[1])}]`;
