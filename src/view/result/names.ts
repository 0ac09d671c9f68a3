import type { TranslationBundle } from '@jupyterlab/translation';
import type { MetricInfo, MetricResult, Result } from '../../core/experiment/result';
import { capital, error, plain, score } from '../text';

/** What a scenario is called where an analyst reads it. */
export function scenarioName(id: string, trans: TranslationBundle): string {
  switch (id) {
    case 'unseen-perturbation':
      return trans.__('Unseen perturbation');
    case 'unseen-combination':
      return trans.__('Unseen combination');
    case 'unseen-context':
      return trans.__('Unseen context');
    case 'unseen-dose':
      return trans.__('Unseen dose');
    case 'time':
      return trans.__('Unseen time');
    default:
      return capital(plain(id));
  }
}

/** Conditions that neither debate nor selection has seen are scored as a part of their own. */
const blind = /[-_/]?design[-_]blind$/;

/** What a part of a scenario is called; the single part `all` takes the scenario's name. */
export function partName(scenario: string, part: string, trans: TranslationBundle): string {
  if (blind.test(part)) {
    const rest = part.replace(blind, '');
    return trans.__('%1, kept from the design', partName(scenario, rest || 'all', trans));
  }
  switch (part) {
    case 'all':
      return scenarioName(scenario, trans);
    case 'seen-2':
      return trans.__('Both targets seen');
    case 'seen-1':
      return trans.__('One target seen');
    case 'seen-0':
      return trans.__('No target seen');
    case 'interior':
      return trans.__('Doses between measured ones');
    case 'highest':
      return trans.__('Highest dose');
    case 'interpolation':
      return trans.__('Times before the last');
    case 'extrapolation':
      return trans.__('Last time');
    default:
      return capital(plain(part));
  }
}

/** Baselines as the field says them, in the middle of a sentence. */
export function baselineName(id: string, trans: TranslationBundle): string {
  switch (id) {
    case 'no-change':
      return trans.__('no change');
    case 'training-mean':
      return trans.__('training mean');
    case 'training-mean-matched':
      return trans.__('training mean at the same dose and time');
    case 'training-mean-shrunk':
      return trans.__('shrunk training mean');
    case 'target-rule':
      return trans.__('target rule');
    case 'additive':
      return trans.__('additive');
    case 'additive-shrunk':
      return trans.__('shrunk additive');
    case 'multi-hot-ridge':
      return trans.__('ridge');
    case 'context-delta':
      return trans.__('change in other contexts');
    case 'context-delta-weighted':
      return trans.__('change in similar contexts');
    case 'dose-interpolation':
      return trans.__('line through other doses');
    case 'time-last':
      return trans.__('nearest measured time');
    case 'time-sqrt':
      return trans.__('line over root of time');
    case 'time-linear':
      return trans.__('line over time');
    case 'bilinear':
      return trans.__('linear model of genes');
    case 'nearest':
      return trans.__('nearest condition');
    case 'mixture':
      return trans.__('mixture of baselines');
    default:
      return id.endsWith('-searched')
        ? trans.__('%1, searched', baselineName(id.replace(/-searched$/, ''), trans))
        : plain(id);
  }
}

/** Text of the record with its ids of baselines as the field says them; one-word ids could be plain words, and stay. */
export function inBaselineNames(
  text: string,
  ids: readonly string[],
  trans: TranslationBundle
): string {
  const longestFirst = [...new Set(ids)]
    .filter(id => id.includes('-'))
    .sort((a, b) => b.length - a.length);
  return longestFirst.reduce(
    (told, id) =>
      told.replace(
        new RegExp(`(?<![\\w-])${id}(?![\\w-])`, 'g'),
        baselineName(id, trans).replaceAll('$', '$$$$')
      ),
    text
  );
}

/** A scored part with everything a line about it needs. */
export interface NamedPart {
  readonly scenario: string;
  readonly part: string;
  readonly name: string;
  readonly result: Result['scenarios'][string]['parts'][string];
}

/** Every part of every scenario, the easiest first; records sort their keys, readers do not. */
export function namedParts(result: Result, trans: TranslationBundle): readonly NamedPart[] {
  return Object.entries(result.scenarios).flatMap(([scenario, { parts }]) =>
    Object.entries(parts)
      .sort(([a], [b]) => comparePartIds(a, b))
      .map(([part, found]) => ({
        scenario,
        part,
        name: partName(scenario, part, trans),
        result: found
      }))
  );
}

/** Both targets seen before one before none, between measured amounts before beyond them; what was kept from the design after its part. */
export function comparePartIds(a: string, b: string): number {
  const [baseA, baseB] = [a.replace(blind, '') || 'all', b.replace(blind, '') || 'all'];
  if (baseA === baseB) {
    return a.length - b.length;
  }
  const seen = (base: string): number => Number(/^seen-(\d)$/.exec(base)?.[1] ?? 0);
  const beyond = (base: string): number => Number(base === 'highest' || base === 'extrapolation');
  return seen(baseB) - seen(baseA) || beyond(baseA) - beyond(baseB) || (baseA < baseB ? -1 : 1);
}

/** What was measured: the registry of metrics words its labels by it. */
export function measured(result: Result): 'rna' | 'atac' | 'protein' {
  const says = (word: string): boolean =>
    result.metric_info.some(({ label }) => label.includes(word));
  return says('peaks') ? 'atac' : says('proteins') ? 'protein' : 'rna';
}

export function metricInfo(result: Result, id: string): MetricInfo {
  return (
    result.metric_info.find(info => info.id === id) ?? {
      id,
      label: capital(plain(id)),
      higher_is_better: true,
      range: [null, null],
      chance: null,
      shown: 'table',
      definition: ''
    }
  );
}

/** Bounded metrics in two decimals, errors in two significant digits. */
export function metricValue(info: MetricInfo, value: number | null): string {
  return info.range[1] !== null && info.range[1] <= 1 ? score(value) : error(value);
}

export function metricSpan(
  info: MetricInfo,
  span: readonly [number, number] | null
): string | null {
  // a dash before a minus, or after a number below 0, would be read as one
  const between = span !== null && Math.min(...span) < 0 ? ' to ' : '–';
  return span && span.map(value => metricValue(info, value)).join(between);
}

/** The noise ceiling, with its own number of conditions where halves of some could not be scored. */
export function ceilingSpan(
  info: MetricInfo,
  scored: Readonly<Pick<MetricResult, 'ceiling_n'>> & {
    readonly ceiling: readonly [number, number] | null;
  },
  trans: TranslationBundle
): string | null {
  const span = metricSpan(info, scored.ceiling);
  return span === null || scored.ceiling_n === undefined
    ? span
    : trans.__('%1 (n = %2)', span, scored.ceiling_n);
}

export function metricInterval(
  info: MetricInfo,
  span: readonly [number, number] | null
): string | null {
  return span === null ? null : `[${metricValue(info, span[0])}, ${metricValue(info, span[1])}]`;
}

/** Best first; baselines without a value last. */
export function rankedBaselines(
  info: MetricInfo,
  baselines: Readonly<Record<string, { readonly value: number | null }>>
): readonly { readonly id: string; readonly value: number | null }[] {
  const sign = info.higher_is_better ? -1 : 1;
  return Object.entries(baselines)
    .map(([id, { value }]) => ({ id, value }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) {
        return Number(a.value === null) - Number(b.value === null);
      }
      return sign * (a.value - b.value);
    });
}
