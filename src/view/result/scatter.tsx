import React from 'react';
import type { MetricInfo, Result, ScatterCondition } from '../../core/experiment/result';
import { Fold } from '../fold';
import { useTrans } from '../trans';
import { capital } from '../text';
import { ConditionChoice } from './condition-choice';
import { baselineName, comparePartIds, measured, metricInfo, metricValue, partName } from './names';
import { ScatterPlot } from './scatter-plot';

/** Predicted against observed change of any held-out condition, with its scores beside it. */
export function Scatter({ result }: { readonly result: Result }): JSX.Element | null {
  const trans = useTrans();
  const ranked = React.useMemo(() => byModelScore(result), [result]);
  const [label, setLabel] = React.useState<string | null>(null);
  const key = (each: ScatterCondition): string =>
    JSON.stringify([each.scenario, each.part, each.label]);
  const place = Math.max(
    0,
    ranked.findIndex(each => key(each) === label)
  );
  const shown = ranked[place];
  if (!shown) {
    return null;
  }
  return (
    <section className="cf-stack">
      <div className="cf-Block-head cf-mod-wrap">
        <h4>{trans.__('Predicted and observed')}</h4>
        <span className="cf-small cf-muted">
          {trans.__('%1 of %2 by score', place + 1, ranked.length)}
        </span>
      </div>
      <ConditionChoice
        label={trans.__('Held-out condition')}
        options={grouped(ranked).flatMap(([scenario, part, members]) =>
          members.map(each => ({
            key: key(each),
            label: each.label,
            group: partName(scenario, part, trans)
          }))
        )}
        chosen={key(shown)}
        choose={setLabel}
      />
      <div className="cf-Scatter">
        <ScatterPlot condition={shown} />
        <ConditionScores result={result} condition={shown} />
      </div>
    </section>
  );
}

function ConditionScores(props: {
  readonly result: Result;
  readonly condition: ScatterCondition;
}): JSX.Element {
  const trans = useTrans();
  const { result, condition } = props;
  const { shown, others } = rowsOf(result, condition);
  return (
    <div className="cf-small">
      <p>{trans.__('%1, this condition:', metricInfo(result, result.primary).label)}</p>
      <ScoreTable rows={shown} info={metricInfo(result, result.primary)} />
      {others.length > 0 ? (
        <Fold label={trans._n('%1 other baseline', '%1 other baselines', others.length)}>
          <ScoreTable rows={others} info={metricInfo(result, result.primary)} />
        </Fold>
      ) : null}
      <p className="cf-Why cf-mt2">
        {pointWords(result, trans)} {trans.__('The line is a perfect prediction.')}
      </p>
    </div>
  );
}

function pointWords(result: Result, trans: ReturnType<typeof useTrans>): string {
  switch (measured(result)) {
    case 'atac':
      return trans.__('A point is a peak; change is in shares of cells where it is open.');
    case 'protein':
      return trans.__('A point is a protein; change is in centred log ratios.');
    case 'rna':
      return trans.__('A point is a gene; change is in log1p of counts per 10,000.');
  }
}

type Row = readonly [string, number | null];

function ScoreTable(props: {
  readonly rows: readonly Row[];
  readonly info: MetricInfo;
}): JSX.Element {
  const trans = useTrans();
  const { rows, info } = props;
  return (
    <table className="cf-Table cf-mt1">
      <tbody>
        {rows.map(([id, value]) => (
          <tr key={id} className={id === 'model' ? 'cf-me' : undefined}>
            <th scope="row">
              {id === 'model' ? trans.__('Model') : capital(baselineName(id, trans))}
            </th>
            <td>{metricValue(info, value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The model beside the baselines that stand with every score; the rest, best first, on demand. */
function rowsOf(
  result: Result,
  { scenario, part, scores }: ScatterCondition
): { readonly shown: readonly Row[]; readonly others: readonly Row[] } {
  const parts = result.scenarios[scenario]?.parts ?? {};
  const best = Object.hasOwn(parts, part) ? parts[part].best_baseline : null;
  const first = [...new Set(['model', best, 'no-change', 'training-mean'])];
  return {
    shown: first.flatMap((id): Row[] =>
      id !== null && Object.hasOwn(scores, id) ? [[id, scores[id]]] : []
    ),
    others: Object.entries(scores)
      .filter(([id]) => !first.includes(id))
      .sort(([, a], [, b]) => bestFirst(result, a, b))
  };
}

function byModelScore(result: Result): readonly ScatterCondition[] {
  const of = ({ scores }: ScatterCondition): number | null => scores['model'] ?? null;
  return [...result.scatter].sort((a, b) => bestFirst(result, of(a), of(b)));
}

/** By the primary metric, whichever way is better; what has no score last. */
function bestFirst(result: Result, a: number | null, b: number | null): number {
  const sign = metricInfo(result, result.primary).higher_is_better ? 1 : -1;
  const worth = (value: number | null): number => (value === null ? -Infinity : sign * value);
  return worth(a) === worth(b) ? 0 : worth(b) - worth(a);
}

function grouped(
  conditions: readonly ScatterCondition[]
): readonly (readonly [string, string, readonly ScatterCondition[]])[] {
  const groups = new Map<string, [string, string, ScatterCondition[]]>();
  for (const each of conditions) {
    const key = `${each.scenario}/${each.part}`;
    const group = groups.get(key) ?? [each.scenario, each.part, []];
    group[2].push(each);
    groups.set(key, group);
  }
  return [...groups.values()].sort(
    ([scenarioA, a], [scenarioB, b]) => scenarioA.localeCompare(scenarioB) || comparePartIds(a, b)
  );
}
