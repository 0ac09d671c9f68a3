import React from 'react';
import type { InteractionResult, Result } from '../../core/experiment/result';
import { Fold } from '../fold';
import { useTrans } from '../trans';
import { capital } from '../text';
import { baselineName, metricInfo, partName } from './names';
import { type PartApart, ScoredApart, valuesBeside } from './scored-apart';

/** Strongly non-additive pairs of each part, scored apart; nothing where no pair was judged. */
export function NonAdditivePairs({ result }: { readonly result: Result }): JSX.Element {
  const trans = useTrans();
  return (
    <ScoredApart
      title={trans.__('Pairs that are not the sum of their targets')}
      result={result}
      toldOf={part => part.interactions}
      of={part => <OfPart {...part} />}
    />
  );
}

function OfPart(props: PartApart<InteractionResult>): JSX.Element {
  const trans = useTrans();
  const { name, result, best, told } = props;
  const { each: pairs } = told;
  return (
    <>
      <p>
        <b>{trans.__('%1:', name)}</b>{' '}
        {trans.__(
          '%1 of %2 pairs far from the sum, %3 further than noise.',
          told.non_additive,
          told.pairs,
          told.beyond_noise
        )}
      </p>
      {told.non_additive === 0
        ? null
        : Object.entries(told.scores).map(([id, scores]) => (
            <p key={id} className="cf-Why cf-mt1">
              {trans.__(
                '%1 on them: model %2, %3 (n = %4).',
                metricInfo(result, id).label,
                ...valuesBeside({ result, id, trans }, scores, [best, 'additive', 'training-mean'])
              )}
            </p>
          ))}
      {pairs.length === 0 ? null : <Pairs pairs={pairs} />}
    </>
  );
}

const scores = ['magnitude', 'dominance', 'model_fit', 'equality', 'similarity'] as const;

function Pairs({ pairs }: { readonly pairs: InteractionResult['each'] }): JSX.Element {
  const trans = useTrans();
  const label = trans.__('Genetic-interaction scores, predicted in brackets');
  const names = {
    magnitude: trans.__('Magnitude'),
    dominance: trans.__('Dominance'),
    model_fit: trans.__('Model fit'),
    equality: trans.__('Equality'),
    similarity: trans.__('Similarity')
  };
  const shown = (value: number | null): string => (value === null ? '–' : value.toFixed(2));
  return (
    <Fold label={label}>
      <div className="cf-Scroll" tabIndex={0} role="group" aria-label={label}>
        <table className="cf-Table">
          <thead>
            <tr>
              <th scope="col">{trans.__('Pair')}</th>
              <th scope="col">{trans.__('Beyond sum')}</th>
              {scores.map(score => (
                <th scope="col" key={score}>
                  {names[score]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {pairs.map(({ label, fold, share, observed, predicted }) => (
              <tr key={`${fold}/${label}`}>
                <th scope="row">{label}</th>
                <td>{share === null ? '–' : `${Math.round(100 * share)} %`}</td>
                {scores.map(score => (
                  <td key={score}>
                    {shown(observed[score])} ({shown(predicted[score])})
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Fold>
  );
}

/** Columns by the conventions of cell-eval, folded away: for comparison with papers, never the headline. */
export function CellEvalColumns({ result }: { readonly result: Result }): JSX.Element | null {
  const trans = useTrans();
  const { cell_eval: told } = result;
  if (told === undefined) {
    return null;
  }
  const label = trans.__('Columns of cell-eval %1', told.version);
  return (
    <Fold label={label}>
      <p className="cf-Why">{told.note}</p>
      {told.parts.map(({ scenario, part, n, columns }) => {
        const models = Object.keys(Object.values(columns)[0] ?? {});
        return (
          <div
            key={`${scenario}/${part}`}
            className="cf-Scroll"
            tabIndex={0}
            role="group"
            aria-label={label}
          >
            <table className="cf-Table">
              <caption className="cf-Why">
                {trans.__('%1, %2 conditions', partName(scenario, part, trans), n)}
              </caption>
              <thead>
                <tr>
                  <th scope="col">{trans.__('Column')}</th>
                  {models.map(id => (
                    <th scope="col" key={id}>
                      {id === 'model' ? trans.__('Model') : capital(baselineName(id, trans))}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {Object.entries(columns).map(([column, values]) => (
                  <tr key={column}>
                    <th scope="row">{column}</th>
                    {models.map(id => (
                      <td key={id}>{values[id] === null ? '–' : values[id]?.toFixed(3)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        );
      })}
    </Fold>
  );
}
