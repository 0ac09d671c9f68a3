import React from 'react';
import { scaleLinear } from 'd3-scale';
import type { Profile } from '../../core';
import { count, useTrans, useWidth } from '../../view';

const height = 44;
const bottom = 40;
const labels = 44;

/** Cells of each condition, control first, against the fewest that are scored. */
export function CellsPerCondition(props: {
  readonly profile: Profile;
  readonly least: number;
}): JSX.Element | null {
  const trans = useTrans();
  const [ref, width] = useWidth<HTMLElement>(288);
  const { profile, least } = props;
  const bars = profile.conditions;
  if (bars.length === 0) {
    return null;
  }
  const room = width - labels;
  const shown = fitting(bars, Math.floor(room / 2));
  const most = Math.max(...bars.map(({ n_cells }) => n_cells), least);
  const cap = Math.max(least, ...bars.slice(1).map(({ n_cells }) => n_cells));
  const y = scaleLinear().domain([0, cap]).range([bottom, 6]).clamp(true);
  const step = room / shown.length;
  const few = bars.filter(({ n_cells }) => n_cells < least).length;
  return (
    <figure ref={ref}>
      <figcaption className="cf-Why">{trans.__('Cells per condition, control first')}</figcaption>
      <svg
        className="cf-Chart"
        width={width}
        height={height}
        role="img"
        aria-label={sentence(bars, least, few, trans)}
      >
        {shown.map(({ label, n_cells }, index) => (
          <rect
            key={index}
            className={barClass(index, n_cells, least)}
            x={index * step}
            y={y(n_cells)}
            width={Math.max(1, step - (step > 4 ? 1.2 : 0.4))}
            height={bottom - y(n_cells)}
          >
            <title>{trans.__('%1: %2 cells', label, count(n_cells))}</title>
          </rect>
        ))}
        <line className="cf-threshold" x1="0" x2={room} y1={y(least)} y2={y(least)} />
        <text x={width} y={y(least) + 4} textAnchor="end">
          {trans.__('min %1', least)}
        </text>
        {y(least) > 24 ? (
          <text x={width} y="14" textAnchor="end">
            {count(cap)}
          </text>
        ) : null}
      </svg>
      {most > cap ? (
        <p className="cf-Why">
          {trans.__('Control: %1 cells, cut off in the picture.', count(most))}
        </p>
      ) : null}
      {few > 0 ? (
        <p className="cf-Why">
          {trans._n(
            '%1 condition under %2 cells: trained on, not scored.',
            '%1 conditions under %2 cells: trained on, not scored.',
            few,
            least
          )}
        </p>
      ) : null}
    </figure>
  );
}

type Bar = Profile['conditions'][number];

function barClass(index: number, cells: number, least: number): string {
  if (index === 0) {
    return 'cf-fill-model';
  }
  return cells < least ? 'cf-fill-few' : 'cf-fill-bar';
}

/** When there are more conditions than pixels, every k-th is drawn; first and last always. */
function fitting(bars: readonly Bar[], room: number): readonly Bar[] {
  if (bars.length <= room) {
    return bars;
  }
  const every = (bars.length - 1) / (room - 1);
  return Array.from({ length: room }, (_, index) => bars[Math.round(index * every)]);
}

function sentence(
  bars: readonly Bar[],
  least: number,
  few: number,
  trans: ReturnType<typeof useTrans>
): string {
  const cells = bars.map(({ n_cells }) => n_cells);
  const span = trans.__(
    'Cells per condition: %1 to %2',
    count(Math.min(...cells)),
    count(Math.max(...cells))
  );
  return few === 0
    ? trans.__('%1, all at or above the minimum of %2.', span, least)
    : trans.__('%1; %2 of %3 below the minimum of %4.', span, few, bars.length, least);
}
