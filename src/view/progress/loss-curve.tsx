import React from 'react';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { Progress } from '../../core/experiment/result';
import { useTrans } from '../trans';
import { useWidth } from '../use-width';
import { decimal } from '../text';
import { ValueAxis } from '../value-axis';

const height = 112;
const box = { left: 32, top: 8, bottom: 94, rightGap: 14 };

type Point = readonly [number, number | null, number | null];

/** Training and validation loss of the fit that runs, with the epoch that would be kept. */
export function LossCurve({ progress }: { readonly progress: Progress }): JSX.Element | null {
  const trans = useTrans();
  const [ref, width] = useWidth<HTMLDivElement>(288);
  const points = progress.curve;
  if (points.length < 2) {
    return null;
  }
  const { factor, scaled } = readable(points);
  const best = bestEpoch(points);
  return (
    <section ref={ref}>
      <div className="cf-Block-head">
        <h4>{trans.__('Loss')}</h4>
        <span className="cf-small cf-muted">
          {factor === 1 ? trans.__('by epoch') : trans.__('× %1, by epoch', factorText(factor))}
        </span>
      </div>
      <Curve
        points={scaled}
        best={best}
        epochs={progress.epochs}
        width={width}
        sentence={sentence(progress, best, trans.__.bind(trans))}
      />
      <ul className="cf-Legend cf-mt1" aria-label={trans.__('Key')}>
        {best ? (
          <li>
            <svg viewBox="0 0 16 12" aria-hidden="true">
              <path d="M0 6h16" className="cf-ln-val" />
            </svg>
            {trans.__('validation')}
          </li>
        ) : null}
        <li>
          <svg viewBox="0 0 16 12" aria-hidden="true">
            <path d="M1 6h14" className="cf-ln-train" />
          </svg>
          {trans.__('training')}
        </li>
        {best ? (
          <li>
            <svg viewBox="0 0 16 12" aria-hidden="true">
              <circle cx="8" cy="6" r="3.5" className="cf-dot-best" />
            </svg>
            {trans.__('best so far')}
          </li>
        ) : null}
      </ul>
    </section>
  );
}

function Curve(props: {
  readonly points: readonly Point[];
  readonly best: number | null;
  readonly epochs: number;
  readonly width: number;
  readonly sentence: string;
}): JSX.Element {
  const trans = useTrans();
  const { points, best, epochs, width, sentence } = props;
  const last = points[points.length - 1];
  const losses = points.flatMap(([, training, validation]) =>
    [training, validation].filter((value): value is number => value !== null)
  );
  const x = scaleLinear()
    .domain([0, Math.max(epochs, last[0], 1)])
    .range([box.left, width - box.rightGap]);
  const y = scaleLinear()
    .domain([Math.min(0, ...losses), Math.max(...losses, 1e-9)])
    .nice(2)
    .range([box.bottom, box.top]);
  const path = (column: 1 | 2): string =>
    line<Point>()
      .defined(point => point[column] !== null)
      .x(point => x(point[0]))
      .y(point => y(point[column] ?? 0))([...points]) ?? '';
  const kept = points.find(point => point[0] === best);
  const named = last[2] ?? last[1];
  const onLeft = x(last[0]) > width - 110;
  return (
    <svg className="cf-Chart" width={width} height={height} role="img" aria-label={sentence}>
      <ValueAxis y={y} left={box.left} right={width - box.rightGap} />
      {x
        .ticks(4)
        .filter(Number.isInteger)
        .map(tick => (
          <text key={tick} x={x(tick)} y={height - 2} textAnchor="middle">
            {tick}
          </text>
        ))}
      <line className="cf-axis" x1={x(last[0])} x2={x(last[0])} y1={box.top} y2={box.bottom} />
      <path className="cf-ln-train" d={path(1)} />
      <path className="cf-ln-val" d={path(2)} />
      {kept && kept[2] !== null ? (
        <circle className="cf-dot-best" cx={x(kept[0])} cy={y(kept[2])} r="3.5" />
      ) : null}
      {named !== null ? (
        <text
          className="cf-ink"
          x={x(last[0]) + (onLeft ? -6 : 6)}
          y={Math.max(box.top + 10, y(named) - 10)}
          textAnchor={onLeft ? 'end' : 'start'}
        >
          {last[2] !== null
            ? trans.__('validation %1', decimal(named))
            : trans.__('training %1', decimal(named))}
        </text>
      ) : null}
    </svg>
  );
}

/** Small losses are multiplied by a power of 1,000, which the heading names. */
function readable(points: readonly Point[]): {
  readonly factor: number;
  readonly scaled: readonly Point[];
} {
  const largest = Math.max(
    ...points.map(([, training, validation]) => Math.max(training ?? 0, validation ?? 0))
  );
  const factor = largest > 0 && largest < 0.1 ? (largest < 1e-4 ? 1e6 : 1e3) : 1;
  const times = (value: number | null): number | null =>
    value !== null && Number.isFinite(value) ? value * factor : null;
  return {
    factor,
    scaled: points.map(([epoch, training, validation]) => [
      epoch,
      times(training),
      times(validation)
    ])
  };
}

function factorText(factor: number): string {
  return factor === 1e3 ? '1,000' : '1,000,000';
}

function bestEpoch(points: readonly Point[]): number | null {
  let best: Point | null = null;
  for (const point of points) {
    if (point[2] !== null && (best === null || point[2] < (best[2] ?? Infinity))) {
      best = point;
    }
  }
  return best && best[0];
}

type Say = (text: string, ...values: (string | number)[]) => string;

function sentence(progress: Progress, best: number | null, say: Say): string {
  const at = progress.curve[progress.curve.length - 1];
  const now = at[2] ?? at[1];
  const kept = progress.curve.find(([epoch]) => epoch === best);
  return best === null || !kept
    ? say('Loss by epoch, fold %1: %2 at epoch %3.', progress.fold, decimal(now), at[0])
    : say(
        'Loss by epoch, fold %1: validation %2 at epoch %3, best %4 at epoch %5.',
        progress.fold,
        decimal(now),
        at[0],
        decimal(kept[2]),
        best
      );
}
