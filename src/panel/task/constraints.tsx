import React from 'react';
import type { Constraint } from '../../core';
import { primaryMetrics, slotOptions, slots } from '../../core';
import { count, Icon, useTrans } from '../../view';
import { Button, LinkButton } from '../button';
import { optionName, slotName } from '../design/plan/slot-words';
import { useFocusBack, useFocusKept, usePanelActions, usePanelState } from '../model-context';
import { metricName } from '../words';

type Key = Constraint['key'];
const keys: readonly Key[] = [
  'parameters',
  'minutes',
  'memory_mb',
  'require',
  'forbid',
  'primary',
  'words'
];

/** Limits the plan must keep: typed where they can be checked, free words otherwise. */
export function Constraints(): JSX.Element {
  const trans = useTrans();
  const { constraints } = usePanelState();
  const [adding, setAdding] = React.useState(false);
  const opener = useFocusBack(adding);
  return (
    <section>
      <div className="cf-Block-head">
        <h4>{trans.__('Constraints')}</h4>
        {adding ? null : (
          <LinkButton buttonRef={opener} onClick={() => setAdding(true)}>
            {trans.__('Add')}
          </LinkButton>
        )}
      </div>
      {constraints.length === 0 && !adding ? (
        <p className="cf-Why">{trans.__('None. Limits on size, time or method go here.')}</p>
      ) : null}
      <ConstraintList editable opener={opener} />
      {adding ? <AddConstraint close={() => setAdding(false)} /> : null}
    </section>
  );
}

/** Each constraint with whether anybody can read it. */
export function ConstraintList(props: {
  readonly editable: boolean;
  /** What takes focus once nothing is left to be removed. */
  readonly opener?: React.RefObject<HTMLButtonElement>;
}): JSX.Element {
  const trans = useTrans();
  const { editable } = props;
  const none = React.useRef<HTMLButtonElement>(null);
  const state = usePanelState();
  const actions = usePanelActions();
  const constraints = editable ? state.constraints : (state.view?.constraints ?? []);
  const { list, removing } = useFocusKept<HTMLUListElement>(
    constraints.length,
    props.opener ?? none
  );
  return (
    <ul className="cf-Constraints" ref={list}>
      {constraints.map((constraint, index) => (
        <li key={index}>
          <div className="cf-spread">
            <span className="cf-break">
              <span className="cf-muted">{keyName(constraint.key, trans)}</span>{' '}
              <b>{valueText(constraint, trans)}</b>
            </span>
            {editable ? (
              <button
                type="button"
                className="cf-Button cf-mod-plain cf-mod-icon"
                aria-label={trans.__('Remove %1', valueText(constraint, trans))}
                onClick={() => {
                  removing(index);
                  actions.removeConstraint(index);
                }}
              >
                <Icon name="cross" />
              </button>
            ) : null}
          </div>
          {constraint.understood ? null : (
            <p className="cf-Why">
              <span className="cf-Tag">{trans.__('not understood')}</span>{' '}
              {trans.__(
                'The built-in experts can’t read it: kept in the record, not counted as heeded.'
              )}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

function AddConstraint({ close }: { readonly close: () => void }): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const actions = usePanelActions();
  const [key, setKey] = React.useState<Key>('parameters');
  const [value, setValue] = React.useState('');
  const first = React.useRef<HTMLSelectElement>(null);
  React.useEffect(() => first.current?.focus(), []);
  const add = (): void => {
    if (value.trim() !== '') {
      actions.addConstraint(key, value.trim());
      close();
    }
  };
  return (
    <div
      className="cf-AddConstraint"
      onKeyDown={event => {
        if (event.key === 'Escape') {
          close();
        }
      }}
    >
      <label className="cf-vh" htmlFor={`${id}-key`}>
        {trans.__('Kind of constraint')}
      </label>
      <select
        ref={first}
        id={`${id}-key`}
        className="cf-Select"
        value={key}
        onChange={event => {
          const next = keys.find(each => each === event.target.value) ?? 'words';
          setKey(next);
          setValue(firstValue(next));
        }}
      >
        {keys.map(each => (
          <option key={each} value={each}>
            {each === 'memory_mb' ? trans.__('Memory at most, MB') : keyName(each, trans)}
          </option>
        ))}
      </select>
      <label className="cf-vh" htmlFor={`${id}-value`}>
        {keyName(key, trans)}
      </label>
      <ValueInput id={`${id}-value`} constraint={key} value={value} change={setValue} add={add} />
      <div className="cf-Buttons">
        <Button small look="primary" onClick={add}>
          {trans.__('Add constraint')}
        </Button>
        <Button small look="plain" onClick={close}>
          {trans.__('Cancel')}
        </Button>
      </div>
    </div>
  );
}

interface ValueInputProps {
  readonly id: string;
  readonly constraint: Key;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly add: () => void;
}

function ValueInput(props: ValueInputProps): JSX.Element {
  const trans = useTrans();
  const { id, constraint, value, change, add } = props;
  const options = optionsOf(constraint, trans);
  if (options !== null) {
    return (
      <select
        id={id}
        className="cf-Select"
        value={value}
        onChange={event => change(event.target.value)}
      >
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      id={id}
      className="cf-Input"
      type={constraint === 'words' ? 'text' : 'number'}
      min={1}
      value={value}
      onChange={event => change(event.target.value)}
      onKeyDown={event => {
        if (event.key === 'Enter') {
          add();
        }
      }}
    />
  );
}

type Trans = ReturnType<typeof useTrans>;

function slotValues(): readonly string[] {
  return slots.flatMap(slot => slotOptions[slot].map(option => `${slot}:${option}`));
}

function firstValue(key: Key): string {
  switch (key) {
    case 'require':
    case 'forbid':
      return slotValues()[0] ?? '';
    case 'primary':
      return primaryMetrics[0];
    default:
      return '';
  }
}

function optionsOf(
  key: Key,
  trans: Trans
): readonly { readonly value: string; readonly text: string }[] | null {
  switch (key) {
    case 'require':
    case 'forbid':
      return slotValues().map(value => ({ value, text: slotValueText(value, trans) }));
    case 'primary':
      return primaryMetrics.map(value => ({ value, text: metricName(value, trans) }));
    default:
      return null;
  }
}

function slotValueText(value: string, trans: Trans): string {
  const [slot, option] = value.split(':');
  const known = slots.find(each => each === slot);
  return known && option
    ? trans.__('%1: %2', slotName(known, trans), optionName(known, option, trans))
    : value;
}

function valueText({ key, value }: Constraint, trans: Trans): string {
  switch (key) {
    case 'require':
    case 'forbid':
      return slotValueText(value, trans);
    case 'primary':
      return metricName(value, trans);
    case 'parameters':
    case 'minutes':
      return limitText(value);
    case 'memory_mb':
      return trans.__('%1 MB', limitText(value));
    case 'words':
      return value;
  }
}

function limitText(value: string): string {
  const limit = Number(value);
  return Number.isFinite(limit) ? count(limit) : value;
}

function keyName(key: Key, trans: Trans): string {
  switch (key) {
    case 'parameters':
      return trans.__('Parameters at most');
    case 'minutes':
      return trans.__('Minutes at most');
    case 'memory_mb':
      return trans.__('Memory at most');
    case 'require':
      return trans.__('Must use');
    case 'forbid':
      return trans.__('Must not use');
    case 'primary':
      return trans.__('Primary score');
    case 'words':
      return trans.__('In words');
  }
}
