import React from 'react';
import { scaleLinear } from 'd3-scale';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { MetricInfo } from '../../core/experiment/result';
import { tickText } from '../text';

/** What stands between the worst baseline and the noise ceiling, in one metric of one part. */
export interface Standing {
  readonly info: MetricInfo;
  /** Null before any model is trained. */
  readonly model: number | null;
  readonly ci: readonly [number, number] | null;
  readonly baselines: readonly { readonly id: string; readonly value: number | null }[];
  readonly ceiling: readonly [number, number] | null;
  /** Where fewer conditions have a ceiling than a score. */
  readonly ceiling_n?: number | undefined;
}

/** One axis for all parts, so that bars compare: from the worst seen (or 0) to the best possible (or seen). */
export function sharedDomain(standings: readonly Standing[]): readonly [number, number] {
  const values = standings.flatMap(({ model, ci, baselines, ceiling }) => [
    ...(model === null ? [] : [model]),
    ...(ci ?? []),
    ...(ceiling ?? []),
    ...baselines.flatMap(({ value }) => (value === null ? [] : [value]))
  ]);
  const finite = values.filter(Number.isFinite);
  const bound = standings[0]?.info.range[1] ?? null;
  const top = bound !== null && bound <= 1 ? 1 : Math.max(...finite, 1e-9);
  return [Math.min(0, ...finite), top];
}

const height = 24;

/** Baselines as ticks, the best as a thick one, the model with its interval, the ceiling hatched. Numbers stand beside it. */
export function PartBar(props: {
  readonly standing: Standing;
  readonly domain: readonly [number, number];
  readonly width: number;
  readonly axis: boolean;
}): JSX.Element {
  const { standing, domain, width, axis } = props;
  const hatch = React.useId();
  const x = scaleLinear()
    .domain(domain)
    .range([6, width - 6]);
  const ticks = x.ticks(4);
  const values = standing.baselines.flatMap(({ value }) => (value === null ? [] : [value]));
  const best = values[0];
  const worst = values[values.length - 1];
  const gains =
    standing.model !== null &&
    best !== undefined &&
    (standing.info.higher_is_better ? standing.model > best : standing.model < best);
  return (
    <svg
      className="cf-Chart cf-PartBar"
      width={width}
      height={axis ? height + 18 : height}
      aria-hidden="true"
    >
      <defs>
        <pattern
          id={hatch}
          width="4"
          height="4"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path d="M0 0v4" className="cf-hatch" />
        </pattern>
      </defs>
      {ticks.map(tick => (
        <g key={tick}>
          <line className="cf-axis" x1={x(tick)} x2={x(tick)} y1="2" y2="22" />
          {axis ? (
            <text x={x(tick)} y="35" textAnchor="middle">
              {tickText(tick)}
            </text>
          ) : null}
        </g>
      ))}
      {worst !== undefined && best !== undefined ? (
        <Span className="cf-fill-bar" from={x(worst)} to={x(best)} />
      ) : null}
      {gains && best !== undefined && standing.model !== null ? (
        <Span className="cf-fill-model" from={x(best)} to={x(standing.model)} />
      ) : null}
      {standing.ceiling ? (
        <Ceiling from={x(standing.ceiling[0])} to={x(standing.ceiling[1])} hatch={hatch} />
      ) : null}
      {values.slice(1).map((value, index) => (
        <path key={index} d={`M${x(value)} 6v12`} className="cf-tick" />
      ))}
      {best !== undefined ? <path d={`M${x(best)} 3v18`} className="cf-tick-best" /> : null}
      {standing.ci ? (
        <path
          className="cf-whisker"
          d={`M${x(standing.ci[0])} 12H${x(standing.ci[1])}M${x(standing.ci[0])} 8v8M${x(standing.ci[1])} 8v8`}
        />
      ) : null}
      {standing.model !== null ? (
        <circle cx={x(standing.model)} cy="12" r="4.5" className="cf-dot-model" />
      ) : null}
    </svg>
  );
}

function Span(props: { className: string; from: number; to: number }): JSX.Element {
  const left = Math.min(props.from, props.to);
  return (
    <rect
      className={props.className}
      x={left}
      y="8"
      width={Math.abs(props.to - props.from)}
      height="8"
    />
  );
}

function Ceiling(props: { from: number; to: number; hatch: string }): JSX.Element {
  const left = Math.min(props.from, props.to);
  const width = Math.max(3, Math.abs(props.to - props.from));
  return <rect x={left} y="3" width={width} height="18" fill={`url(#${props.hatch})`} />;
}

/** What the marks mean. */
export function BarKey(props: {
  readonly trans: TranslationBundle;
  readonly model: boolean;
}): JSX.Element {
  const { trans, model } = props;
  return (
    <ul className="cf-Legend" aria-label={trans.__('Key')}>
      <li>
        <svg viewBox="0 0 16 12" aria-hidden="true">
          <path d="M8 1v10" className="cf-tick" />
        </svg>
        {trans.__('baselines')}
      </li>
      <li>
        <svg viewBox="0 0 16 12" aria-hidden="true">
          <path d="M8 0v12" className="cf-tick-best" />
        </svg>
        {trans.__('best baseline')}
      </li>
      {model ? (
        <li>
          <svg viewBox="0 0 16 12" aria-hidden="true">
            <path d="M1 6h14M1 3v6M15 3v6" className="cf-whisker" />
            <circle cx="8" cy="6" r="3.5" className="cf-dot-model" />
          </svg>
          {trans.__('model, 95 %')}
        </li>
      ) : null}
      <li>
        <svg viewBox="0 0 16 12" aria-hidden="true">
          <path d="M2 10L10 2M6 12L14 4M0 6L6 0" className="cf-hatch" />
        </svg>
        {trans.__('noise ceiling')}
      </li>
    </ul>
  );
}
