import React from 'react';
import { count, useTrans } from '../../view';
import { LinkButton } from '../button';
import { usePanelActions, usePanelState } from '../model-context';

/** Which of the kernel's objects is looked at. */
export function ObjectChoice(): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const { objects, object, kernel, pending } = usePanelState();
  const actions = usePanelActions();
  const canRead = kernel === 'idle' && pending !== 'reading';
  return (
    <section>
      <div className="cf-Block-head">
        <label className="cf-Label" htmlFor={id}>
          {trans.__('Data')}
        </label>
        {canRead ? (
          <LinkButton onClick={actions.readAgain}>{trans.__('Read again')}</LinkButton>
        ) : (
          <span className="cf-small cf-muted">
            {pending === 'reading' ? trans.__('reading') : trans.__('read again when idle')}
          </span>
        )}
      </div>
      <select
        id={id}
        className="cf-Select"
        title={object ?? undefined}
        value={object ?? ''}
        onChange={event => actions.chooseObject(event.target.value)}
      >
        {object === null ? <option value="">{trans.__('Choose an object')}</option> : null}
        {objects.map(({ name, type, n_cells, n_features }) => (
          <option key={name} value={name}>
            {trans.__('%1 (%2, %3 × %4)', name, type, count(n_cells), count(n_features))}
          </option>
        ))}
      </select>
    </section>
  );
}
