import type { Score } from '../../task/assessment';
import type { Fact } from '../../task/profile';
import type { CandidatePlan } from './candidate';
import type { InnerPart, InnerScores } from './inner-scores';

/** What inner folds say of a candidate, as facts that turns can cite. */
export function candidateFacts(
  { n, parent, refused }: Pick<CandidatePlan, 'n' | 'parent' | 'refused'>,
  inner: InnerScores | null
): readonly Fact[] {
  const id = (what: string): string => `candidate-${n}-${what}`;
  const why = refused ?? inner?.failure?.message ?? null;
  if (inner?.overall == null) {
    const text = `Candidate ${n} has no scores: ${why ?? 'nothing could be held out inside'}`;
    return [{ id: id('no-scores'), value: 1, unit: 'candidates', text: sentence(text) }];
  }
  const { metric, overall } = inner;
  const fact = (what: string, score: Score | null, text: string): readonly Fact[] =>
    score === null || score.value === null
      ? []
      : [
          {
            id: id(what),
            value: score.value,
            unit: metric,
            text: sentence(`${text} ${told(score)}`)
          }
        ];
  const over = overall.against.find(({ candidate }) => candidate === parent);
  const factor = meanFactor(inner.parts);
  return [
    ...fact(
      'inner-score',
      overall.candidate,
      `Candidate ${n} on inner folds, ${overall.conditions} conditions, ${metric}:`
    ),
    ...fact('gain', overall.gain, `Candidate ${n} over the best baseline of the same folds:`),
    ...fact(
      'component-gain',
      overall.component_gain,
      `The network of candidate ${n} alone over the best baseline:`
    ),
    ...fact(
      'room',
      overall.room,
      `From candidate ${n} to the noise ceiling${ofFewer(overall.room_n)}:`
    ),
    ...(over === undefined
      ? []
      : fact(
          `over-${over.candidate}`,
          over.gain,
          `Candidate ${n} over candidate ${over.candidate}:`
        )),
    ...(factor === null
      ? []
      : [
          {
            id: id('factor'),
            value: factor,
            unit: 'share',
            text: `Candidate ${n} lets a share of ${figure(factor)} of its network through.`
          }
        ]),
    ...inner.parts.flatMap(part => partFact(n, part, metric))
  ];
}

function partFact(n: number, part: InnerPart, unit: string): readonly Fact[] {
  const { scenario, conditions, candidate, component, best_baseline, baseline, ceiling } = part;
  const own = ofFewer(part.ceiling_n);
  const alone = component === null ? '' : `, its network alone ${figure(component.value)}`;
  const most = ceiling === null ? '' : `, ceiling ${ceiling.map(figure).join(' to ')}${own}`;
  const text =
    `${scenario}/${part.part}, ${conditions} conditions: candidate ${n} ${figure(candidate.value)}${alone}, ` +
    `best baseline ${best_baseline} ${figure(baseline.value)}${most}.`;
  const id = `candidate-${n}-in-${scenario}-${part.part}`;
  return candidate.value === null ? [] : [{ id, value: candidate.value, unit, text }];
}

/** " (12 conditions)" where a ceiling is of fewer than were scored. */
export const ofFewer = (n: number | undefined): string =>
  n === undefined ? '' : ` (${n} conditions)`;

/** How much of its network a model let through, mean over parts; null where one does not say. */
function meanFactor(parts: InnerScores['parts']): number | null {
  const told = parts.flatMap(({ factor }) => (factor === null ? [] : [factor]));
  return told.length === 0 || told.length < parts.length
    ? null
    : told.reduce((sum, value) => sum + value, 0) / told.length;
}

/** "0.42 [0.31, 0.52]". */
export const told = ({ value, ci }: Score): string =>
  ci === null ? figure(value) : `${figure(value)} [${ci.map(figure).join(', ')}]`;

/** Two decimals, more below a tenth: three significant digits at most. */
export const figure = (value: number | null): string =>
  value === null
    ? 'not scored'
    : String(Number(Math.abs(value) >= 0.1 ? value.toFixed(2) : value.toPrecision(2)));

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
