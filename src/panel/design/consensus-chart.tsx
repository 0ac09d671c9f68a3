import React from 'react';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { ExpertId, RunView } from '../../core';
import { Fold, score, useTrans, useWidth } from '../../view';
import { expertLook, expertName, expertPath, speakerClass } from './experts';

const threshold = 0.8;
const gap = 0.03;

type Consensus = RunView['consensus'];

interface Scores {
  readonly consensus: Consensus;
  /** In the order of the scores. */
  readonly experts: readonly ExpertId[];
}

/** Are they agreeing? c of each expert by round, against the threshold. */
export function ConsensusChart({ consensus, experts }: Scores): JSX.Element {
  const trans = useTrans();
  const [ref, width] = useWidth<HTMLElement>(288);
  return (
    <section ref={ref}>
      <div className="cf-Block-head cf-mod-wrap">
        <h4>{trans.__('Consensus')}</h4>
        <span className="cf-small cf-muted">
          {trans.__('agreed at %1, gap under %2', score(threshold), score(gap))}
        </span>
      </div>
      {consensus.scores.length === 0 ? (
        <p className="cf-Why">{trans.__('No round has ended yet.')}</p>
      ) : (
        <>
          <Chart consensus={consensus} experts={experts} width={width} />
          <p className="cf-small cf-mt1">
            <Summary consensus={consensus} />
          </p>
          <Fold label={trans.__('Scores as a table')}>
            <ScoresTable consensus={consensus} experts={experts} />
          </Fold>
        </>
      )}
    </section>
  );
}

function Summary({ consensus }: { readonly consensus: Consensus }): JSX.Element {
  const trans = useTrans();
  const last = consensus.scores[consensus.scores.length - 1] ?? [];
  const lowest = Math.min(...last);
  const widest = Math.max(...last) - lowest;
  return (
    <>
      {trans.__('After round %1: lowest', consensus.scores.length)} <b>{score(lowest)}</b>
      {trans.__(', largest gap')} <b>{score(widest)}</b>.{' '}
      {consensus.agreed ? trans.__('Agreed.') : trans.__('Not agreed yet.')}
    </>
  );
}

/** Between the numbers of two rounds, and between two marks of one expert. */
const leastGap = 20;
const leastMarks = 9;

function Chart(props: Scores & { readonly width: number }): JSX.Element {
  const trans = useTrans();
  const { consensus, experts, width } = props;
  const { scores } = consensus;
  const labels = width < 360 ? 124 : 132;
  const height = width < 360 ? 132 : 148;
  const box = { left: 24, right: width - labels, top: 8, bottom: height - 18 };
  const lowest = Math.min(...scores.flat(), 0.2);
  const floor = Math.max(0, Math.floor(lowest * 5) / 5);
  const rounds = Math.max(scores.length + 1, 6);
  const x = scaleLinear().domain([1, rounds]).range([box.left, box.right]);
  const y = scaleLinear().domain([floor, 1]).range([box.bottom, box.top]);
  const levels = [0, 0.2, 0.4, 0.6, 0.8, 1].filter(level => level >= floor);
  const step = (box.right - box.left) / (rounds - 1);
  const every = Math.ceil(leastGap / step);
  return (
    <svg
      className="cf-Chart"
      width={width}
      height={height}
      role="img"
      aria-label={sentence(props, trans)}
    >
      {levels.map(level => (
        <g key={level}>
          <line
            className={level === threshold ? 'cf-threshold' : 'cf-axis'}
            x1={box.left}
            x2={box.right}
            y1={y(level)}
            y2={y(level)}
          />
          <text
            className={level === threshold ? 'cf-ink' : undefined}
            x={box.left - 6}
            y={y(level) + 4}
            textAnchor="end"
          >
            {level.toFixed(1)}
          </text>
        </g>
      ))}
      {Array.from({ length: rounds }, (_, index) => index + 1)
        .filter(round => (round - 1) % every === 0)
        .map(round => (
          <text key={round} x={x(round)} y={height - 2} textAnchor="middle">
            {round}
          </text>
        ))}
      <text x={box.right + 11} y={height - 2}>
        {trans.__('round')}
      </text>
      {experts.map((expert, index) => (
        <Series
          key={expert}
          expert={expert}
          values={column(scores, index)}
          x={x}
          y={y}
          every={Math.ceil(leastMarks / step)}
        />
      ))}
      <Ends scores={scores} experts={experts} left={box.right + 11} top={y(1) + 4} />
    </svg>
  );
}

type Scale = (value: number) => number;

function Series(props: {
  readonly expert: string;
  readonly values: readonly (number | undefined)[];
  readonly x: Scale;
  readonly y: Scale;
  /** Every how many rounds there is room for a mark; the last has one always. */
  readonly every: number;
}): JSX.Element {
  const { expert, values, x, y, every } = props;
  const points = values.flatMap((value, index): [number, number][] =>
    value === undefined ? [] : [[x(index + 1), y(value)]]
  );
  return (
    <g className={`cf-Series ${speakerClass(expert)}`}>
      <path
        className="cf-Series-line"
        strokeDasharray={expertLook(expert).dash}
        d={line()(points) ?? ''}
      />
      {points.map(([px, py], index) =>
        (points.length - 1 - index) % every === 0 ? (
          <path
            key={index}
            className="cf-Series-mark"
            d={expertPath(expert, 7)}
            transform={`translate(${px} ${py})`}
          />
        ) : null
      )}
    </g>
  );
}

/** Names and last scores beside the lines, highest first, so that they never cover each other. */
function Ends(props: {
  readonly scores: Consensus['scores'];
  readonly experts: Scores['experts'];
  readonly left: number;
  readonly top: number;
}): JSX.Element {
  const trans = useTrans();
  const last = props.scores[props.scores.length - 1] ?? [];
  const ordered = props.experts
    .flatMap((expert, index) => (last[index] === undefined ? [] : [{ expert, c: last[index] }]))
    .sort((a, b) => b.c - a.c);
  return (
    <>
      {ordered.map(({ expert, c }, index) => (
        <g key={expert} transform={`translate(${props.left} ${props.top + index * 15})`}>
          <path className={`cf-Series-mark ${speakerClass(expert)}`} d={expertPath(expert, 7)} />
          <text className="cf-ink" x="8" y="4">
            {trans.__('%1 %2', expertName(expert, trans), score(c))}
          </text>
        </g>
      ))}
    </>
  );
}

function ScoresTable({ consensus, experts }: Scores): JSX.Element {
  const trans = useTrans();
  return (
    <div
      className="cf-Scroll"
      tabIndex={0}
      role="group"
      aria-label={trans.__('Consensus scores by round')}
    >
      <table className="cf-Table">
        <thead>
          <tr>
            <th scope="col">{trans.__('Expert')}</th>
            {consensus.scores.map((_, index) => (
              <th scope="col" key={index}>
                {index === 0 ? trans.__('Round 1') : index + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {experts.map((expert, index) => (
            <tr key={expert}>
              <th scope="row">{expertName(expert, trans)}</th>
              {column(consensus.scores, index).map((value, round) => (
                <td key={round}>{score(value ?? null)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function column(scores: Consensus['scores'], index: number): readonly (number | undefined)[] {
  return scores.map(round => round[index]);
}

function sentence({ consensus, experts }: Scores, trans: ReturnType<typeof useTrans>): string {
  const last = consensus.scores[consensus.scores.length - 1] ?? [];
  const each = experts
    .map((expert, index) =>
      trans.__('%1 %2', expertName(expert, trans), score(last[index] ?? null))
    )
    .join(', ');
  return trans.__(
    'Consensus score of each expert by round, against the threshold %1. After round %2: %3.',
    score(threshold),
    consensus.scores.length,
    each
  );
}
