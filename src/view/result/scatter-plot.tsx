import React from 'react';
import type { ScaleLinear } from 'd3-scale';
import { scaleLinear } from 'd3-scale';
import type { ScatterCondition } from '../../core/experiment/result';
import { count, score, shortenMiddle, tickText } from '../text';
import { useTrans } from '../trans';
import { useWidth } from '../use-width';
import { type Box, type Named, placeLabels } from './scatter-labels';

interface IPoint {
  readonly feature: string;
  readonly observed: number;
  readonly predicted: number;
}

/** One point a feature against the line of a perfect prediction; the largest changes are named. */
export function ScatterPlot(props: { readonly condition: ScatterCondition }): JSX.Element {
  const trans = useTrans();
  const [ref, room] = useWidth<HTMLDivElement>(200);
  const { condition } = props;
  const size = Math.min(room, 240);
  const box: Box = { left: 38, right: size - 6, top: 8, bottom: size - 38 };
  const points = pointsOf(condition);
  const all = points.flatMap(point => [point.observed, point.predicted]);
  const x = scaleLinear()
    .domain([Math.min(0, ...all), Math.max(0.1, ...all)])
    .nice(4)
    .range([box.left, box.right]);
  const y = x.copy().range([box.bottom, box.top]);
  const named = largest(points);
  const drawn = ({ feature, observed, predicted }: IPoint): Named => ({
    text: shortName(feature),
    x: x(observed),
    y: y(predicted)
  });
  const middle = (box.top + box.bottom) / 2;
  return (
    <div ref={ref}>
      <svg
        className="cf-Chart"
        width={size}
        height={size}
        role="img"
        aria-label={sentence(condition, named, trans)}
      >
        <Grid x={x} y={y} box={box} />
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
        {placeLabels(named.map(drawn), points.map(drawn), box).map((label, index) => (
          <text
            key={index}
            className="cf-ink cf-halo"
            x={label.x}
            y={label.y}
            textAnchor={label.anchor}
          >
            {label.text}
          </text>
        ))}
        <text x={(box.left + box.right) / 2} y={size - 4} textAnchor="middle">
          {trans.__('observed change')}
        </text>
        <text x="9" y={middle} textAnchor="middle" transform={`rotate(-90 9 ${middle})`}>
          {trans.__('predicted')}
        </text>
      </svg>
    </div>
  );
}

type Scale = ScaleLinear<number, number>;

function Grid(props: { readonly x: Scale; readonly y: Scale; readonly box: Box }): JSX.Element {
  const { x, y, box } = props;
  const [low, high] = x.domain();
  return (
    <>
      {fewTicks(x).map(tick => (
        <g key={tick}>
          <line className="cf-axis" x1={x(tick)} x2={x(tick)} y1={box.top} y2={box.bottom} />
          <line className="cf-axis" x1={box.left} x2={box.right} y1={y(tick)} y2={y(tick)} />
          <text x={x(tick)} y={box.bottom + 15} textAnchor="middle">
            {tickText(tick)}
          </text>
          <text x={box.left - 5} y={y(tick) + (tick === low ? 2 : 4)} textAnchor="end">
            {tickText(tick)}
          </text>
        </g>
      ))}
      <line className="cf-threshold" x1={x(low)} y1={y(low)} x2={x(high)} y2={y(high)} />
    </>
  );
}

function pointsOf({ features, observed, predicted }: ScatterCondition): readonly IPoint[] {
  return features.flatMap((feature, index) =>
    Number.isFinite(observed[index]) && Number.isFinite(predicted[index])
      ? [{ feature, observed: observed[index], predicted: predicted[index] }]
      : []
  );
}

/** Up to three features that stand out: at least 40 % of the largest observed change. */
function largest(points: readonly IPoint[]): readonly IPoint[] {
  const ordered = [...points].sort((a, b) => Math.abs(b.observed) - Math.abs(a.observed));
  const bar = Math.abs(ordered[0]?.observed ?? 0) * 0.4;
  return ordered.slice(0, 3).filter(point => Math.abs(point.observed) >= bar);
}

function sentence(
  condition: ScatterCondition,
  named: readonly IPoint[],
  trans: ReturnType<typeof useTrans>
): string {
  const points = named.map(({ feature, observed, predicted }) =>
    trans.__('%1: %2 observed, %3 predicted.', feature, score(observed), score(predicted))
  );
  return trans.__(
    'Predicted against observed change for %1, one point a feature. %2',
    condition.label,
    points.join(' ')
  );
}

/** A peak by its chromosome and place, since the middle of its name is what tells it from others. */
export function shortName(feature: string): string {
  const place = /^(chr[\w.]{1,5}|[\dXYM]{1,2})[:_-](\d+)[-_](\d+)$/.exec(feature);
  return place === null
    ? shortenMiddle(feature, 12)
    : `${place[1]}:${count(Math.round(Number(place[2]) / 1000))} kb`;
}

/** At most five, so that their numbers stand apart on 150 pixels. */
function fewTicks(scale: Scale): readonly number[] {
  const ticks = scale.ticks(4);
  const zero = Math.max(0, ticks.indexOf(0));
  return ticks.length <= 5 ? ticks : ticks.filter((_, index) => (index - zero) % 2 === 0);
}
