import React from 'react';
import type { PartResult, Result } from '../../core/experiment/result';
import { useTrans } from '../trans';
import { baselineName, metricInfo, metricValue, namedParts } from './names';

/** What one part says of the conditions that are scored apart. */
export interface PartApart<Told> {
  readonly name: string;
  readonly result: Result;
  readonly best: string | null;
  readonly told: Told;
}

/** Conditions that are scored apart, by part; nothing where no part tells of any. */
export function ScoredApart<Told>(props: {
  readonly title: string;
  readonly result: Result;
  readonly toldOf: (part: PartResult) => Told | undefined;
  readonly of: (part: PartApart<Told>) => JSX.Element;
}): JSX.Element | null {
  const trans = useTrans();
  const parts = namedParts(props.result, trans).flatMap(({ name, result: part }) => {
    const told = props.toldOf(part);
    return told === undefined
      ? []
      : [{ name, result: props.result, best: part.best_baseline, told }];
  });
  if (parts.length === 0) {
    return null;
  }
  return (
    <section>
      <div className="cf-Block-head">
        <h4>{props.title}</h4>
      </div>
      {parts.map(part => (
        <div key={part.name} className="cf-Apart">
          {props.of(part)}
        </div>
      ))}
    </section>
  );
}

/** The model's value, those of the baselines it is told beside, and the number of conditions. */
export function valuesBeside(
  { result, id, trans }: { result: Result; id: string; trans: ReturnType<typeof useTrans> },
  scores: {
    readonly model: number | null;
    readonly baselines: Readonly<Record<string, number | null>>;
    readonly n: number;
  },
  rivals: readonly (string | null)[]
): readonly [model: string, rivals: string, n: number] {
  const info = metricInfo(result, id);
  const told = [...new Set(rivals)].flatMap(rival =>
    rival !== null && rival in scores.baselines
      ? [`${baselineName(rival, trans)} ${metricValue(info, scores.baselines[rival] ?? null)}`]
      : []
  );
  return [metricValue(info, scores.model), told.join(', '), scores.n];
}
