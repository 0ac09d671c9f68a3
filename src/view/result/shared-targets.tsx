import React from 'react';
import type { Result, SharedTargetResult } from '../../core/experiment/result';
import { Fold } from '../fold';
import { useTrans } from '../trans';
import { metricInfo } from './names';
import { type PartApart, ScoredApart, valuesBeside } from './scored-apart';

/** Held-out compounds that are no new mechanism, scored apart; nothing where obs tells no targets of them. */
export function SharedTargets({ result }: { readonly result: Result }): JSX.Element {
  const trans = useTrans();
  return (
    <ScoredApart
      title={trans.__('Compounds whose targets are all in training')}
      result={result}
      toldOf={part => part.shared_targets}
      of={part => <OfPart {...part} />}
    />
  );
}

function OfPart(props: PartApart<SharedTargetResult>): JSX.Element {
  const trans = useTrans();
  const { name, result, best, told } = props;
  const { shared, conditions, column } = told;
  return (
    <>
      <p>
        <b>{trans.__('%1:', name)}</b>{' '}
        {trans.__(
          '%1 of %2 conditions, by obs["%3"]. They are no new mechanism.',
          shared,
          conditions,
          column
        )}
      </p>
      {shared === 0
        ? null
        : Object.entries(told.scores).flatMap(([id, groups]) =>
            (['shared', 'new'] as const)
              .filter(group => groups[group].n > 0)
              .map(group => (
                <p key={`${id}/${group}`} className="cf-Why cf-mt1">
                  <Scores id={id} isShared={group === 'shared'} {...{ result, best }}>
                    {groups[group]}
                  </Scores>
                </p>
              ))
          )}
      {told.each.length === 0 ? null : <Compounds compounds={told.each} />}
    </>
  );
}

function Scores(props: {
  readonly id: string;
  readonly isShared: boolean;
  readonly result: Result;
  readonly best: string | null;
  readonly children: SharedTargetResult['scores'][string]['shared'];
}): JSX.Element {
  const trans = useTrans();
  const { id, isShared, result, best, children: scores } = props;
  const { label } = metricInfo(result, id);
  const told = valuesBeside({ result, id, trans }, scores, [best, 'training-mean']);
  return (
    <>
      {isShared
        ? trans.__('%1 on them: model %2, %3 (n = %4).', label, ...told)
        : trans.__(
            '%1 on compounds that hit something new: model %2, %3 (n = %4).',
            label,
            ...told
          )}
    </>
  );
}

function Compounds(props: { readonly compounds: SharedTargetResult['each'] }): JSX.Element {
  const trans = useTrans();
  const label = trans.__('Their targets, and who else hits them');
  return (
    <Fold label={label}>
      <div className="cf-Scroll" tabIndex={0} role="group" aria-label={label}>
        <table className="cf-Table">
          <thead>
            <tr>
              <th scope="col">{trans.__('Compound')}</th>
              <th scope="col">{trans.__('Targets')}</th>
              <th scope="col">{trans.__('Hit in training by')}</th>
            </tr>
          </thead>
          <tbody>
            {props.compounds.map(({ compound, fold, targets, also_hit_by }) => (
              <tr key={`${fold}/${compound}`}>
                <th scope="row">{compound}</th>
                <td>{targets.join(', ')}</td>
                <td>{also_hit_by.join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Fold>
  );
}
