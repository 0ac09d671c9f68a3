import React from 'react';
import type { SettingKey, Task } from '../../core';
import { primaryMetrics } from '../../core';
import { Fold, useTrans } from '../../view';
import { usePanelActions, usePanelState } from '../model-context';
import { metricName, settingName } from '../words';

const keys: readonly SettingKey[] = ['folds', 'seeds', 'primary'];

/** How the task is scored: defaults that may be changed until the task is frozen. */
export function Scoring({ task }: { readonly task: Task }): JSX.Element {
  const trans = useTrans();
  const { settings } = usePanelState();
  const changed = keys.some(key => settings[key] !== undefined);
  return (
    <Fold
      label={
        <>
          {trans.__('Scoring and folds:')}{' '}
          <b>{changed ? trans.__('set by you') : trans.__('defaults')}</b>
        </>
      }
    >
      <div className="cf-stack">
        <ul className="cf-Map cf-mod-plain">
          <TextSetting setting="folds" value={String(task.folds)} pattern="[0-9]+" />
          <TextSetting setting="seeds" value={task.seeds.join(', ')} pattern="[0-9]+(, *[0-9]+)*" />
          <PrimarySetting value={task.primary} />
        </ul>
        <p className="cf-Why">
          {trans.__(
            '%1 folds, %2 inner folds; conditions under %3 cells are trained on, not scored.',
            task.folds,
            task.inner_folds,
            task.min_cells
          )}
        </p>
      </div>
    </Fold>
  );
}

/** Sent when the box is left or Enter is pressed, so that half a number is not read. */
function TextSetting(props: {
  readonly setting: 'folds' | 'seeds';
  readonly value: string;
  readonly pattern: string;
}): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const actions = usePanelActions();
  const [text, setText] = React.useState(props.value);
  React.useEffect(() => setText(props.value), [props.value]);
  const commit = (): void => {
    const value = text.replace(/\s/g, '');
    if (value !== props.value.replace(/\s/g, '')) {
      actions.setSetting(props.setting, value === '' ? null : value);
    }
  };
  return (
    <li>
      <label className="cf-Label" htmlFor={id}>
        {settingName(props.setting, trans)}
      </label>
      <input
        id={id}
        className="cf-Input"
        inputMode="numeric"
        pattern={props.pattern}
        value={text}
        onChange={event => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={event => {
          if (event.key === 'Enter') {
            commit();
          }
        }}
      />
    </li>
  );
}

function PrimarySetting({ value }: { readonly value: string }): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const actions = usePanelActions();
  const known = (primaryMetrics as readonly string[]).includes(value);
  return (
    <li>
      <label className="cf-Label" htmlFor={id}>
        {settingName('primary', trans)}
      </label>
      <select
        id={id}
        className="cf-Select"
        title={metricName(value, trans)}
        value={value}
        onChange={event => actions.setSetting('primary', event.target.value)}
      >
        {known ? null : <option value={value}>{metricName(value, trans)}</option>}
        {primaryMetrics.map(metric => (
          <option key={metric} value={metric}>
            {metricName(metric, trans)}
          </option>
        ))}
      </select>
    </li>
  );
}
