import React from 'react';
import { scaleLinear, scaleLog } from 'd3-scale';
import type { ScaleContinuousNumeric } from 'd3-scale';
import { line } from 'd3-shape';
import type { CourseResult } from '../../core/experiment/result';
import { score } from '../text';
import { useTrans } from '../trans';
import { ValueAxis } from '../value-axis';
import { partName } from './names';

const height = 104;
const box = { left: 34, right: 10, top: 10, bottom: 84 };
/** Doses further apart than that are drawn by their logarithm. */
const wideRatio = 10;
const leastGap = 26;

type Point = CourseResult['points'][number];

/** One feature along doses or times: a line through what was measured; where a rung was held out, a ring for the prediction, a bar for the best baseline's. */
export function CourseChart(props: {
  readonly course: CourseResult;
  /** Place among the course's features. */
  readonly feature: number;
  readonly width: number;
}): JSX.Element {
  const trans = useTrans();
  const { course, feature, width } = props;
  const { points } = course;
  const x = along(points, [box.left + 6, width - box.right - 6]);
  const y = upward(points, feature);
  const path = line<Point>()
    .x(point => x(point.value))
    .y(point => y(point.measured[feature]));
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
        {points.map((point, index) => (
          <Mark
            key={index}
            part={partName(course.scenario, point.held_out ?? '', trans)}
            value={point.value}
            told={toldOf(point, feature)}
            x={x}
            y={y}
          />
        ))}
      </svg>
    </figure>
  );
}

/** What one point tells of one feature; null: nothing predicted it, or the record does not say. */
interface Told {
  readonly measured: number;
  readonly predicted: number | null;
  readonly baseline: number | null;
}

function toldOf({ measured, predicted, baseline }: Point, feature: number): Told {
  return {
    measured: measured[feature],
    predicted: predicted?.[feature] ?? null,
    baseline: baseline?.[feature] ?? null
  };
}

function Mark(props: {
  readonly part: string;
  readonly value: number;
  readonly told: Told;
  readonly x: Scale;
  readonly y: Scale;
}): JSX.Element {
  const trans = useTrans();
  const { part, value, told, x, y } = props;
  const { measured, predicted, baseline } = told;
  const at = x(value);
  if (predicted === null) {
    return <circle className="cf-dot-known" cx={at} cy={y(measured)} r="2.5" />;
  }
  return (
    <g>
      <title>{trans.__('%1 at %2', part, pointText(value, told, trans))}</title>
      <line className="cf-ln-missed" x1={at} x2={at} y1={y(measured)} y2={y(predicted)} />
      {baseline === null ? null : (
        <line className="cf-tick-best" x1={at - 6} x2={at + 6} y1={y(baseline)} y2={y(baseline)} />
      )}
      <rect className="cf-dot-known" x={at - 3} y={y(measured) - 3} width="6" height="6" />
      <circle className="cf-dot-best" cx={at} cy={y(predicted)} r="3.5" />
    </g>
  );
}

type Trans = ReturnType<typeof useTrans>;
type Scale = ScaleContinuousNumeric<number, number>;

function along(points: readonly Point[], range: readonly [number, number]): Scale {
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const scale = low > 0 && high / low >= wideRatio ? scaleLog() : scaleLinear();
  return scale.domain([low, high]).range(range);
}

function upward(points: readonly Point[], feature: number): Scale {
  const all = points.flatMap(({ measured, predicted, baseline }) => [
    measured[feature],
    predicted?.[feature] ?? 0,
    baseline?.[feature] ?? 0
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
      <ValueAxis y={y} left={box.left} right={width - box.right} />
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
  trans: Trans
): string {
  const told = points.map(point => pointText(point.value, toldOf(point, feature), trans));
  return axis === 'dose'
    ? trans.__('%1 under %2 by dose. %3.', features[feature], label, told.join('; '))
    : trans.__('%1 under %2 by time. %3.', features[feature], label, told.join('; '));
}

function pointText(value: number, { measured, predicted, baseline }: Told, trans: Trans): string {
  if (predicted === null) {
    return trans.__('%1: measured %2', value, score(measured));
  }
  return baseline === null
    ? trans.__('%1: measured %2, predicted %3', value, score(measured), score(predicted))
    : trans.__(
        '%1: measured %2, predicted %3, best baseline %4',
        value,
        score(measured),
        score(predicted),
        score(baseline)
      );
}
