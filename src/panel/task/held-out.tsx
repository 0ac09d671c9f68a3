import React from 'react';
import type { HeldOut as Scenario, ScenarioId, Task } from '../../core';
import { count, Fold, partName, scenarioName, useTrans } from '../../view';
import { usePanelActions } from '../model-context';

/** What each scenario holds out here, in conditions and cells, or why it cannot be had. */
export function HeldOut({ task }: { readonly task: Task }): JSX.Element {
  const trans = useTrans();
  const actions = usePanelActions();
  const chosen = task.held_out.filter(scenario => scenario.chosen).map(({ scenario }) => scenario);
  // with none left, the most specific scenario is held out again: something must be
  const toggle = (scenario: ScenarioId, on: boolean): void => {
    const next = on ? [...chosen, scenario] : chosen.filter(each => each !== scenario);
    actions.setSetting('scenario', next.length === 0 ? null : next.join(','));
  };
  return (
    <section>
      <div className="cf-Block-head">
        <h4>{trans.__('Held out')}</h4>
      </div>
      <ul className="cf-Scenarios">
        {task.held_out.map(scenario => (
          <ScenarioLine key={scenario.scenario} scenario={scenario} toggle={toggle} />
        ))}
      </ul>
    </section>
  );
}

function ScenarioLine(props: {
  readonly scenario: Scenario;
  readonly toggle: (scenario: ScenarioId, on: boolean) => void;
}): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const { scenario, toggle } = props;
  const name = scenarioName(scenario.scenario, trans);
  return (
    <li>
      <input
        type="checkbox"
        id={id}
        checked={scenario.chosen}
        disabled={!scenario.available}
        aria-describedby={`${id}-why`}
        onChange={event => toggle(scenario.scenario, event.target.checked)}
      />
      <label htmlFor={id} className={scenario.available ? 'cf-Label' : 'cf-muted'}>
        {name}
      </label>
      <span className="cf-small cf-muted">
        {scenario.available ? foldWords(scenario, trans) : ''}
      </span>
      <span className="cf-Why" id={`${id}-why`}>
        {scenario.reason}
      </span>
      {scenario.chosen ? <Parts scenario={scenario} /> : null}
      {scenario.chosen && scenario.unscored.length > 0 ? <Unscored scenario={scenario} /> : null}
    </li>
  );
}

/** Each part draws folds of its own: what will be fitted is their sum, which is known once they are drawn. */
function foldWords({ folds, parts }: Scenario, trans: ReturnType<typeof useTrans>): string {
  return parts.filter(({ conditions }) => conditions > 0).length > 1
    ? trans._n('%1 fold a part', '%1 folds a part', folds)
    : trans._n('%1 fold', '%1 folds', folds);
}

function Parts({ scenario }: { readonly scenario: Scenario }): JSX.Element {
  const trans = useTrans();
  return (
    <div className="cf-Sub">
      {scenario.parts.map(({ part, conditions, cells }) => (
        <React.Fragment key={part}>
          <span>{shortName(scenario.scenario, part, trans)}</span>
          <span>{trans._n('%2 condition', '%2 conditions', conditions, count(conditions))}</span>
          <span>{trans.__('%1 cells', count(cells))}</span>
        </React.Fragment>
      ))}
      {scenario.parts.some(({ part }) => part === 'seen-1') ? (
        <span className="cf-Why cf-Span">
          {trans.__(
            'With one seen, a pair is scored once for each of its targets, in further folds where they can’t share one.'
          )}
        </span>
      ) : null}
    </div>
  );
}

/** The scenario's name stands above, so a part needs only what sets it apart. */
function shortName(scenario: string, part: string, trans: ReturnType<typeof useTrans>): string {
  switch (part) {
    case 'all':
      return trans.__('all');
    case 'seen-2':
      return trans.__('both seen');
    case 'seen-1':
      return trans.__('one seen');
    case 'seen-0':
      return trans.__('none seen');
    default:
      return partName(scenario, part, trans);
  }
}

const mostNamed = 30;

function Unscored({ scenario }: { readonly scenario: Scenario }): JSX.Element {
  const trans = useTrans();
  const more = scenario.unscored.length - mostNamed;
  return (
    <Fold
      className="cf-Span"
      label={trans._n(
        '%1 condition can’t be scored: why',
        '%1 conditions can’t be scored: why',
        scenario.unscored.length
      )}
    >
      <ul className="cf-Why">
        {scenario.unscored.slice(0, mostNamed).map(({ label, reason }, index) => (
          <li key={index}>
            <b>{label}</b> {reason}
          </li>
        ))}
        {more > 0 ? <li>{trans.__('and %1 more', more)}</li> : null}
      </ul>
    </Fold>
  );
}
