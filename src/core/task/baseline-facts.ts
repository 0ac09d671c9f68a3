import type { Assessment } from './assessment';
import type { Fact } from './profile';
import type { Task } from './task';

/** What simple baselines reach on inner folds, a fact a part, so that a claim on scores has an id to cite. */
export function baselineFacts(
  { parts }: Assessment,
  { primary }: Pick<Task, 'primary'>
): readonly Fact[] {
  return parts.map(({ scenario, part, baselines, ceiling, best_baseline, decision }) => {
    const scores = baselines[primary] ?? {};
    const told = Object.keys(scores)
      .sort()
      .map(id => `${id} ${figure(scores[id].value)}`);
    const range = ceiling[primary] ?? null;
    const top = range === null ? 'not known' : range.map(figure).join(' to ');
    return {
      id: `baselines-${scenario}-${part}`,
      value: scores[best_baseline]?.value ?? null,
      unit: primary,
      text: `${primary} on inner folds of ${scenario}, ${part}: ${told.join(', ')}; ceiling ${top}; best ${best_baseline}; ${decision}.`
    };
  });
}

/** Three significant digits: more than an interval over conditions carries. */
const figure = (value: number | null): string =>
  value === null ? 'not scored' : String(Number(value.toPrecision(3)));
