import React from 'react';
import { scaleLinear } from 'd3-scale';
import type { Result, ScatterCondition } from '../../core/experiment/result';
import { useTrans } from '../trans';
import { capital, score, shortenMiddle } from '../text';
import { baselineName, metricInfo, partName } from './names';

/** Predicted against observed change of any held-out condition, with its scores beside it. */
export function Scatter({ result }: { readonly result: Result }): JSX.Element | null {
  const trans = useTrans();
  const ranked = React.useMemo(() => byModelScore(result.scatter), [result.scatter]);
  const [label, setLabel] = React.useState<string | null>(null);
  const key = (each: ScatterCondition): string =>
    JSON.stringify([each.scenario, each.part, each.label]);
  const place = Math.max(
    0,
    ranked.findIndex(each => key(each) === label)
  );
  const shown = ranked[place];
  if (!shown) {
    return null;
  }
  return (
    <section className="cf-stack">
      <div className="cf-Block-head">
        <h4>{trans.__('Predicted and observed')}</h4>
        <span className="cf-small cf-muted">
          {trans.__('%1 of %2 by score', place + 1, ranked.length)}
        </span>
      </div>
      <select
        className="cf-Select"
        aria-label={trans.__('Held-out condition')}
        title={shown.label}
        value={key(shown)}
        onChange={event => setLabel(event.target.value)}
      >
        {grouped(ranked).map(([scenario, part, members]) => (
          <optgroup key={`${scenario}/${part}`} label={partName(scenario, part, trans)}>
            {members.map(each => (
              <option key={key(each)} value={key(each)} title={each.label}>
                {shortenMiddle(each.label, 32)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <div className="cf-Scatter">
        <Points condition={shown} />
        <ConditionScores result={result} condition={shown} />
      </div>
    </section>
  );
}

function ConditionScores(props: {
  readonly result: Result;
  readonly condition: ScatterCondition;
}): JSX.Element {
  const trans = useTrans();
  const { result, condition } = props;
  const rows = Object.entries(condition.scores).sort(([a], [b]) =>
    a === 'model' ? -1 : b === 'model' ? 1 : 0
  );
  return (
    <div className="cf-small">
      <p>{trans.__('%1, this condition:', metricInfo(result, result.primary).label)}</p>
      <table className="cf-Table cf-mt1">
        <tbody>
          {rows.map(([id, value]) => (
            <tr key={id} className={id === 'model' ? 'cf-me' : undefined}>
              <th scope="row">
                {id === 'model' ? trans.__('Model') : capital(baselineName(id, trans))}
              </th>
              <td>{score(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="cf-Why cf-mt2">
        {trans.__('A point is a feature. The line is a perfect prediction.')}
      </p>
    </div>
  );
}

const size = 200;
const box = { left: 30, right: 194, top: 8, bottom: 168 };

function Points({ condition }: { readonly condition: ScatterCondition }): JSX.Element {
  const trans = useTrans();
  const points = condition.features.flatMap((feature, index) => {
    const observed = condition.observed[index];
    const predicted = condition.predicted[index];
    return Number.isFinite(observed) && Number.isFinite(predicted)
      ? [{ feature, observed, predicted }]
      : [];
  });
  const all = points.flatMap(point => [point.observed, point.predicted]);
  const extent: [number, number] = [Math.min(0, ...all), Math.max(0.1, ...all)];
  const x = scaleLinear().domain(extent).nice(4).range([box.left, box.right]);
  const y = x.copy().range([box.bottom, box.top]);
  const [low, high] = x.domain();
  const named = [...points].sort((a, b) => Math.abs(b.observed) - Math.abs(a.observed)).slice(0, 3);
  const sentence = trans.__(
    'Predicted against observed change for %1, one point a feature. %2',
    condition.label,
    named
      .map(({ feature, observed, predicted }) =>
        trans.__('%1: %2 observed, %3 predicted.', feature, score(observed), score(predicted))
      )
      .join(' ')
  );
  return (
    <svg
      className="cf-Chart cf-ScatterPlot"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={sentence}
    >
      {x.ticks(4).map(tick => (
        <g key={tick}>
          <line className="cf-axis" x1={x(tick)} x2={x(tick)} y1={box.top} y2={box.bottom} />
          <line className="cf-axis" x1={box.left} x2={box.right} y1={y(tick)} y2={y(tick)} />
          <text x={x(tick)} y={box.bottom + 13} textAnchor="middle">
            {tickText(tick)}
          </text>
          <text x={box.left - 5} y={y(tick) + 4} textAnchor="end">
            {tickText(tick)}
          </text>
        </g>
      ))}
      <line className="cf-threshold" x1={x(low)} y1={y(low)} x2={x(high)} y2={y(high)} />
      {points.map((point, index) => (
        <circle
          key={index}
          className="cf-point"
          cx={x(point.observed)}
          cy={y(point.predicted)}
          r="2.25"
        >
          <title>{`${point.feature}: ${score(point.observed)}, ${score(point.predicted)}`}</title>
        </circle>
      ))}
      {placed(
        named.map(point => ({ ...point, px: x(point.observed), py: y(point.predicted) }))
      ).map(label => (
        <text
          key={label.feature}
          className="cf-ink"
          x={label.px}
          y={label.py}
          textAnchor={label.anchor}
        >
          {shortenMiddle(label.feature, 12)}
        </text>
      ))}
      <text x={(box.left + box.right) / 2} y={size - 2} textAnchor="middle">
        {trans.__('observed change')}
      </text>
      <text
        x="8"
        y={(box.top + box.bottom) / 2}
        textAnchor="middle"
        transform={`rotate(-90 8 ${(box.top + box.bottom) / 2})`}
      >
        {trans.__('predicted')}
      </text>
    </svg>
  );
}

interface IPlaced {
  readonly feature: string;
  readonly px: number;
  readonly py: number;
  readonly anchor: 'start' | 'end';
}

/** Names beside their points, on the roomier side; one that would cover another is left out. */
function placed(
  points: readonly { feature: string; px: number; py: number }[]
): readonly IPlaced[] {
  const kept: IPlaced[] = [];
  for (const { feature, px, py } of points) {
    const right = px < (box.left + box.right) / 2;
    const label: IPlaced = {
      feature,
      px: right ? px + 6 : px - 6,
      py: Math.max(box.top + 10, py - 4),
      anchor: right ? 'start' : 'end'
    };
    if (
      kept.every(other => Math.abs(other.py - label.py) > 11 || Math.abs(other.px - label.px) > 70)
    ) {
      kept.push(label);
    }
  }
  return kept;
}

function tickText(tick: number): string {
  return String(tick).replace('-', '−');
}

function byModelScore(conditions: readonly ScatterCondition[]): readonly ScatterCondition[] {
  const of = (each: ScatterCondition): number => each.scores['model'] ?? -Infinity;
  return [...conditions].sort((a, b) => of(b) - of(a));
}

function grouped(
  conditions: readonly ScatterCondition[]
): readonly (readonly [string, string, readonly ScatterCondition[]])[] {
  const groups = new Map<string, [string, string, ScatterCondition[]]>();
  for (const each of conditions) {
    const key = `${each.scenario}/${each.part}`;
    const group = groups.get(key) ?? [each.scenario, each.part, []];
    group[2].push(each);
    groups.set(key, group);
  }
  return [...groups.values()];
}
