import React from 'react';
import type { Profile, Task } from '../../core';
import { count, decimal, Fold, useTrans } from '../../view';
import { deviceName, modalityName, perturbationCount, sizeName, valueStateName } from '../words';
import { CellsPerCondition } from './cells-per-condition';

/** What the object is, in six facts and one picture. */
export function Facts(props: {
  readonly profile: Profile;
  readonly task: Task | null;
}): JSX.Element {
  const trans = useTrans();
  const { profile, task } = props;
  const used = matrixUsed(profile, task);
  const modalities = profile.object.modalities.map(({ id }) => modalityName(id, trans));
  const facts: readonly (readonly [string, string])[] = [
    [
      sizeName(profile, task, trans),
      `${count(profile.object.n_cells)} × ${count(profile.object.n_features)}`
    ],
    [trans.__('Modality'), modalities.join(', ') || trans.__('RNA')],
    [
      trans.__('Values'),
      used ? valueStateName(used.value_state, trans) : trans.__('not recognised')
    ],
    [trans.__('Perturbations'), perturbationCount(profile, trans)],
    [
      trans.__('Control'),
      trans._n('%2 cell', '%2 cells', profile.n_control_cells, count(profile.n_control_cells))
    ],
    [trans.__('Device'), deviceName(profile, trans)]
  ];
  return (
    <section className="cf-stack">
      <dl className="cf-Facts">
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <CellsPerCondition profile={profile} least={task?.min_cells ?? 30} />
      {used ? (
        <Fold label={trans.__('Values are %1: why', valueStateName(used.value_state, trans))}>
          <ul className="cf-Why">
            {profile.matrices.map(matrix => (
              <li key={matrix.name}>
                <b>{matrix.name}</b> {matrix.evidence}{' '}
                {matrix.filled === null
                  ? ''
                  : trans.__('%1 % of values above zero.', decimal(matrix.filled * 100))}
              </li>
            ))}
          </ul>
        </Fold>
      ) : null}
    </section>
  );
}

function matrixUsed(profile: Profile, task: Task | null): Profile['matrices'][number] | undefined {
  const layer = task?.layer ?? profile.findings.layer.value ?? 'X';
  return profile.matrices.find(({ name }) => name === layer) ?? profile.matrices[0];
}
