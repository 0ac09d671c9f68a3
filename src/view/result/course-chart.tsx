import React from 'react';
import { scaleLinear, scaleLog } from 'd3-scale';
import type { ScaleContinuousNumeric } from 'd3-scale';
import { line } from 'd3-shape';
import type { CourseResult } from '../../core/experiment/result';
import { score } from '../text';
import { useTrans } from '../trans';
import { partName } from './names';

const height = 104;
const box = { left: 34, right: 10, top: 10, bottom: 84 };
/** Doses further apart than that are drawn by their logarithm. */
const wideRatio = 10;
const leastGap = 26;

type Point = CourseResult['points'][number];

/** One feature along doses or times: a line through what was measured, a ring where a held-out rung was predicted. */
export function CourseChart(props: {
  readonly course: CourseResult;
  /** Place among the course's features. */
  readonly feature: number;
  readonly width: number;
}): JSX.Element {
  const trans = useTrans();
  const { course, feature, width } = props;
  const { points, scenario } = course;
  const x = along(points, [box.left + 6, width - box.right - 6]);
  const y = upward(points, feature);
  const measured = (point: Point): number => point.measured[feature];
  const path = line<Point>()
    .x(point => x(point.value))
    .y(point => y(measured(point)));
  return (
    <figure className="cf-stack">
      <figcaption className="cf-small">
        <b>{course.features[feature]}</b>
      </figcaption>
      <svg
        className="cf-Chart"
        width={width}
        height={height}
        role="img"
        aria-label={sentence(course, feature, trans)}
      >
        <Axes points={points} x={x} y={y} width={width} />
        <path className="cf-ln-course" d={path([...points]) ?? ''} />
        {points.map((point, index) => {
          const predicted = point.predicted?.[feature];
          const at = x(point.value);
          return predicted === undefined ? (
            <circle key={index} className="cf-dot-known" cx={at} cy={y(measured(point))} r="2.5" />
          ) : (
            <g key={index}>
              <title>
                {trans.__(
                  '%1 at %2: measured %3, predicted %4',
                  partName(scenario, point.held_out ?? '', trans),
                  point.value,
                  score(measured(point)),
                  score(predicted)
                )}
              </title>
              <line
                className="cf-ln-missed"
                x1={at}
                x2={at}
                y1={y(measured(point))}
                y2={y(predicted)}
              />
              <rect
                className="cf-dot-known"
                x={at - 3}
                y={y(measured(point)) - 3}
                width="6"
                height="6"
              />
              <circle className="cf-dot-best" cx={at} cy={y(predicted)} r="3.5" />
            </g>
          );
        })}
      </svg>
    </figure>
  );
}

type Scale = ScaleContinuousNumeric<number, number>;

function along(points: readonly Point[], range: readonly [number, number]): Scale {
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const scale = low > 0 && high / low >= wideRatio ? scaleLog() : scaleLinear();
  return scale.domain([low, high]).range(range);
}

function upward(points: readonly Point[], feature: number): Scale {
  const all = points.flatMap(({ measured, predicted }) => [
    measured[feature],
    predicted?.[feature] ?? 0
  ]);
  return scaleLinear()
    .domain([Math.min(0, ...all), Math.max(0, ...all, Math.min(...all) + 0.1)])
    .nice(2)
    .range([box.bottom, box.top]);
}

function Axes(props: {
  readonly points: readonly Point[];
  readonly x: Scale;
  readonly y: Scale;
  readonly width: number;
}): JSX.Element {
  const { points, x, y, width } = props;
  return (
    <>
      {y.ticks(2).map(tick => (
        <g key={tick}>
          <line
            className="cf-axis"
            x1={box.left}
            x2={width - box.right}
            y1={y(tick)}
            y2={y(tick)}
          />
          <text x={box.left - 5} y={y(tick) + 4} textAnchor="end">
            {score(tick)}
          </text>
        </g>
      ))}
      {apart(points, x).map(value => (
        <text key={value} x={x(value)} y={height - 4} textAnchor="middle">
          {value}
        </text>
      ))}
    </>
  );
}

/** The measured doses or times that have room for their numbers. */
function apart(points: readonly Point[], x: Scale): readonly number[] {
  const kept: number[] = [];
  for (const value of new Set(points.map(point => point.value))) {
    const last = kept.at(-1);
    if (last === undefined || x(value) - x(last) >= leastGap) {
      kept.push(value);
    }
  }
  return kept;
}

function sentence(
  { axis, label, features, points }: CourseResult,
  feature: number,
  trans: ReturnType<typeof useTrans>
): string {
  const told = points.map(({ value, measured, predicted }) =>
    predicted === null
      ? trans.__('%1: measured %2', value, score(measured[feature]))
      : trans.__(
          '%1: measured %2, predicted %3',
          value,
          score(measured[feature]),
          score(predicted[feature])
        )
  );
  return axis === 'dose'
    ? trans.__('%1 under %2 by dose. %3.', features[feature], label, told.join('; '))
    : trans.__('%1 under %2 by time. %3.', features[feature], label, told.join('; '));
}
