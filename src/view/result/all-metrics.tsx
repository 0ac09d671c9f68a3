import React from 'react';
import type { MetricInfo, MetricResult, Result } from '../../core/experiment/result';
import { useTrans } from '../trans';
import { capital } from '../text';
import type { NamedPart } from './names';
import {
  baselineName,
  ceilingSpan,
  metricInfo,
  metricInterval,
  metricValue,
  namedParts,
  rankedBaselines
} from './names';

const rank = { headline: 0, table: 1, last: 2 } as const;

/** Every metric of one part; raw Pearson and R2 come last, and no row without its baselines. */
export function AllMetrics(props: {
  readonly result: Result;
  readonly titled: boolean;
}): JSX.Element {
  const trans = useTrans();
  const { result, titled } = props;
  const parts = namedParts(result, trans);
  const [at, setAt] = React.useState(0);
  const [every, setEvery] = React.useState(false);
  const part = parts[Math.min(at, parts.length - 1)];
  if (!part) {
    return <p className="cf-Why">{trans.__('Nothing was scored.')}</p>;
  }
  return (
    <section>
      <div className="cf-Block-head cf-mod-center cf-mod-wrap">
        {titled ? <h4>{trans.__('All metrics')}</h4> : null}
        <PartChoice parts={parts} at={at} choose={setAt} />
      </div>
      <MetricTable result={result} part={part} every={every} />
      <label className="cf-Check cf-small">
        <input type="checkbox" checked={every} onChange={event => setEvery(event.target.checked)} />
        {trans.__('Every baseline')}
      </label>
    </section>
  );
}

function PartChoice(props: {
  readonly parts: readonly NamedPart[];
  readonly at: number;
  readonly choose: (at: number) => void;
}): JSX.Element | null {
  const trans = useTrans();
  const group = React.useId();
  const { parts, at, choose } = props;
  if (parts.length < 2) {
    return null;
  }
  if (parts.length > 4) {
    return (
      <select
        className="cf-Select cf-mod-small"
        aria-label={trans.__('Part shown in the table')}
        value={at}
        onChange={event => choose(Number(event.target.value))}
      >
        {parts.map((part, index) => (
          <option key={index} value={index}>
            {part.name}
          </option>
        ))}
      </select>
    );
  }
  return (
    <fieldset className="cf-Seg">
      <legend className="cf-vh">{trans.__('Part shown in the table')}</legend>
      {parts.map((part, index) => (
        <label key={index}>
          <input type="radio" name={group} checked={index === at} onChange={() => choose(index)} />
          <span>{part.name}</span>
        </label>
      ))}
    </fieldset>
  );
}

function MetricTable(props: {
  readonly result: Result;
  readonly part: NamedPart;
  readonly every: boolean;
}): JSX.Element {
  const trans = useTrans();
  const { result, part, every } = props;
  const rows = Object.entries(part.result.metrics)
    .map(([id, scored]) => ({ info: metricInfo(result, id), scored }))
    .sort((a, b) => rank[a.info.shown] - rank[b.info.shown]);
  const columns = baselineColumns(rows, part.result.best_baseline, every);
  const component = rows.some(({ scored }) => scored.component !== null);
  const caption = trans.__('%1, %2 conditions', part.name, part.result.conditions);
  return (
    <div className="cf-Scroll" tabIndex={0} role="group" aria-label={trans.__('All metrics')}>
      <table className="cf-Table">
        <caption className="cf-Why">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('Metric')}</th>
            <th scope="col">{trans.__('Model')}</th>
            <th scope="col">{trans.__('95 % interval')}</th>
            {component ? (
              <th scope="col" title={trans.__('Before it is drawn toward the best baseline')}>
                {trans.__('Trained part alone')}
              </th>
            ) : null}
            {columns.map(id => (
              <th scope="col" key={id}>
                {capital(baselineName(id, trans))}
              </th>
            ))}
            <th scope="col">{trans.__('Ceiling')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ info, scored }) => (
            <tr key={info.id}>
              <th scope="row" title={info.definition}>
                {scored.n === part.result.conditions
                  ? info.label
                  : trans.__(
                      '%1, %2 of %3 conditions',
                      info.label,
                      scored.n,
                      part.result.conditions
                    )}
                {info.higher_is_better ? null : (
                  <span className="cf-muted"> {trans.__('(lower is better)')}</span>
                )}
              </th>
              <Cells info={info} scored={scored} columns={columns} component={component} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const fewestConditions = 5;

function Cells(props: {
  readonly info: MetricInfo;
  readonly scored: MetricResult;
  readonly columns: readonly string[];
  readonly component: boolean;
}): JSX.Element {
  const trans = useTrans();
  const { info, scored, columns, component } = props;
  if (scored.n < fewestConditions && /_de$|^de_/.test(info.id)) {
    return (
      <td className="cf-muted cf-mod-words" colSpan={columns.length + (component ? 4 : 3)}>
        {trans.__('under %1 conditions: not shown', fewestConditions)}
      </td>
    );
  }
  return (
    <>
      <td className="cf-me">{metricValue(info, scored.model)}</td>
      <td className="cf-nw">{metricInterval(info, scored.ci) ?? '–'}</td>
      {component ? <td>{metricValue(info, scored.component)}</td> : null}
      {columns.map(id => (
        <td key={id}>
          {metricValue(
            info,
            Object.hasOwn(scored.baselines, id) ? scored.baselines[id].value : null
          )}
        </td>
      ))}
      <td className="cf-nw">{ceilingSpan(info, scored, trans) ?? '–'}</td>
    </>
  );
}

function baselineColumns(
  rows: readonly { info: MetricInfo; scored: MetricResult }[],
  best: string | null,
  every: boolean
): readonly string[] {
  const ranked = rows[0] ? rankedBaselines(rows[0].info, rows[0].scored.baselines) : [];
  const all = new Set([
    ...ranked.map(({ id }) => id),
    ...rows.flatMap(({ scored }) => Object.keys(scored.baselines))
  ]);
  const first = ['no-change', 'training-mean', ...(best === null ? [] : [best])].filter(
    (id, index, ids) => all.has(id) && ids.indexOf(id) === index
  );
  return every ? [...first, ...[...all].filter(id => !first.includes(id))] : first;
}
