import type { AssessedPart } from '../../task/assessment';
import type { PartResult, Result } from '../result';
import type { NoteInput } from './input';
import { number, plain } from './markdown';

/** What the debate was told of the data: baselines and ceilings on inner folds. */
export function measuredSection({ assessment, task }: NoteInput): string {
  if (!assessment || assessment.parts.length === 0) {
    return '';
  }
  const primary = task?.primary ?? 'pearson_delta_indep';
  return [
    '### Measured before the debate, on inner folds',
    '',
    ...assessment.parts.map(part => assessedLine(part, primary))
  ].join('\n');
}

function assessedLine(part: AssessedPart, primary: string): string {
  const best = part.baselines[primary]?.[part.best_baseline]?.value ?? null;
  const ceiling = part.ceiling[primary];
  const most = ceiling ? `, ceiling ${number(ceiling[0])} to ${number(ceiling[1])}` : '';
  return (
    `- ${part.scenario}${part.part === 'all' ? '' : `/${part.part}`}, ${part.conditions} conditions: ` +
    `best baseline ${plain(part.best_baseline)} ${number(best)}${most}. ${plain(part.reason)}`
  );
}

/** One sentence a part, once the cells have run. */
export function verdictSection({ result }: NoteInput): string {
  if (!result) {
    return '';
  }
  const lines = Object.entries(result.scenarios).flatMap(([scenario, { parts }]) =>
    Object.entries(parts).map(([part, scored]) => verdictLine(scenario, part, scored, result))
  );
  const simulated = result.simulated ? ['- The data are simulated: no cell was measured.'] : [];
  const looks = `- These held-out conditions were scored ${result.looks} ${result.looks === 1 ? 'time' : 'times'}.`;
  return ['### Verdict', '', ...lines, ...simulated, looks].join('\n');
}

function verdictLine(
  scenario: string,
  part: string,
  scored: PartResult,
  { primary }: Result
): string {
  const metric = scored.metrics[primary];
  const model = metric ? ` Model ${number(metric.model)}` : '';
  const base = scored.best_baseline;
  const beside =
    metric && base ? `, ${plain(base)} ${number(metric.baselines[base]?.value ?? null)}` : '';
  const n = metric ? `, n = ${metric.n}.` : '';
  return (
    `- **${scenario}${part === 'all' ? '' : `/${part}`}: ${scored.verdict}.** ` +
    `${plain(scored.sentence)}${model}${beside}${n}`
  );
}
