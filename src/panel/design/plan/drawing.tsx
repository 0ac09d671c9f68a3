import React from 'react';
import type { Plan, Profile, Task } from '../../../core';
import { useTrans } from '../../../view';
import { architecture, boxHeight } from './architecture';

/** The model as a drawing. */
export function Drawing(props: {
  readonly plan: Plan;
  readonly profile: Profile | null;
  readonly task: Task | null;
}): JSX.Element {
  const trans = useTrans();
  const arrow = React.useId();
  const { plan, profile, task } = props;
  const drawn = architecture(plan, { profile, task }, trans);
  return (
    <figure>
      <svg
        className="cf-Chart cf-Arch"
        viewBox={`-1 -1 ${drawn.width + 2} ${drawn.height + 2}`}
        role="img"
        aria-label={drawn.sentence}
      >
        <defs>
          <marker
            id={arrow}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 1l7 3-7 3z" />
          </marker>
        </defs>
        {drawn.arrows.map((path, index) => (
          <path key={index} className="cf-Arch-arrow" d={path} markerEnd={`url(#${arrow})`} />
        ))}
        {drawn.boxes.map(box => (
          <g key={box.id} transform={`translate(${box.x} ${box.y})`}>
            <rect
              className={box.hot ? 'cf-hot' : undefined}
              width={box.width}
              height={boxHeight}
              rx="3"
            />
            <text className="cf-ink cf-b" x={box.width / 2} y="15" textAnchor="middle">
              {box.title}
            </text>
            <text x={box.width / 2} y="29" textAnchor="middle">
              {box.note}
            </text>
          </g>
        ))}
        {drawn.plus ? (
          <g transform={`translate(${drawn.plus[0]} ${drawn.plus[1]})`}>
            <circle className="cf-Arch-plus" r="8" />
            <path className="cf-Arch-arrow" d="M-4 0h8M0-4v8" />
          </g>
        ) : null}
      </svg>
    </figure>
  );
}
