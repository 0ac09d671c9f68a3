import React from 'react';
import type { ScaleContinuousNumeric } from 'd3-scale';
import { tickText } from './text';

/** The upright axis of a low chart: two or three lines from `left` to `right`, each with its number before it. */
export function ValueAxis(props: {
  readonly y: ScaleContinuousNumeric<number, number>;
  readonly left: number;
  readonly right: number;
}): JSX.Element {
  const { y, left, right } = props;
  return (
    <>
      {y.ticks(2).map(tick => (
        <g key={tick}>
          <line className="cf-axis" x1={left} x2={right} y1={y(tick)} y2={y(tick)} />
          <text x={left - 5} y={y(tick) + 4} textAnchor="end">
            {tickText(tick)}
          </text>
        </g>
      ))}
    </>
  );
}
