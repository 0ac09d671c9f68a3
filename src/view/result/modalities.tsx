import React from 'react';
import type { Result } from '../../core/experiment/result';
import { resultOfModality, scoredModalities } from '../../core/experiment/modality-result';
import type { Modality } from '../../core/task/profile';
import { useTrans } from '../trans';
import { headline } from './verdict';

/** A result of several modalities, one at a time: each is scored by itself and has a verdict of its own. */
export function OneModality(props: {
  readonly result: Result;
  readonly children: (result: Result) => React.ReactNode;
}): JSX.Element {
  const { result, children } = props;
  const modalities = scoredModalities(result);
  const [chosen, choose] = React.useState<Modality | null>(null);
  const [first] = modalities;
  if (first === undefined) {
    return <>{children(result)}</>;
  }
  const now = chosen !== null && modalities.includes(chosen) ? chosen : first;
  return (
    <>
      <Choice result={result} modalities={modalities} now={now} choose={choose} />
      <React.Fragment key={now}>{children(resultOfModality(result, now))}</React.Fragment>
    </>
  );
}

function Choice(props: {
  readonly result: Result;
  readonly modalities: readonly Modality[];
  readonly now: Modality;
  readonly choose: (modality: Modality) => void;
}): JSX.Element {
  const trans = useTrans();
  const group = React.useId();
  const { result, modalities, now, choose } = props;
  const names: Readonly<Record<Modality, string>> = {
    rna: trans.__('RNA'),
    protein: trans.__('Protein'),
    atac: trans.__('Chromatin')
  };
  const told = modalities.map(modality => ({
    modality,
    status: headline(resultOfModality(result, modality), trans).status
  }));
  return (
    <section>
      <fieldset className="cf-Seg">
        <legend className="cf-vh">{trans.__('Modality shown')}</legend>
        {modalities.map(modality => (
          <label key={modality}>
            <input
              type="radio"
              name={group}
              checked={modality === now}
              onChange={() => choose(modality)}
            />
            <span>{names[modality]}</span>
          </label>
        ))}
      </fieldset>
      <p className="cf-Why cf-mt1">
        {told.map(({ modality, status }, index) => (
          <React.Fragment key={modality}>
            {index > 0 ? '. ' : null}
            <b>{names[modality]}:</b> {afterColon(status)}
          </React.Fragment>
        ))}
        .
      </p>
    </section>
  );
}

/** "Done: the baseline wins" tells a state and an answer; here the answer is asked for. */
function afterColon(status: string): string {
  const answer = status.slice(status.indexOf(': ') === -1 ? 0 : status.indexOf(': ') + 2);
  return answer.charAt(0).toLowerCase() + answer.slice(1);
}
