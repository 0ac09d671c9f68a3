import React from 'react';
import type { Plan, RunView } from '../../../core';
import { slotOptions } from '../../../core';
import { useTrans } from '../../../view';
import { Button, LinkButton } from '../../button';
import { useFocusBack, usePanelActions, usePanelState } from '../../model-context';
import { Chips } from '../chips';
import type { References } from '../references';
import { optionName, slotName } from './slot-words';

type Choice = Plan['choices'][number];

/** One decided slot: what, why, on what evidence, argued for in which turns; changed in place. */
export function ChoiceView(props: {
  readonly choice: Choice;
  readonly view: RunView;
  readonly references: References;
  readonly editable: boolean;
}): JSX.Element {
  const trans = useTrans();
  const [editing, setEditing] = React.useState(false);
  const opener = useFocusBack(editing);
  const { choice, view, references, editable } = props;
  const slot = slotName(choice.slot, trans);
  return (
    <li className="cf-Choice">
      <div>
        <span className="cf-Slot">{slot}</span>
        <div>
          {editing ? (
            <Change
              choice={choice}
              view={view}
              references={references}
              close={() => setEditing(false)}
            />
          ) : (
            <>
              <div className="cf-spread">
                <span>
                  <b>{optionName(choice.slot, choice.choice, trans)}</b>{' '}
                  {choice.changed_by_analyst ? (
                    <span className="cf-Tag">{trans.__('changed by you')}</span>
                  ) : null}
                </span>
                {editable ? (
                  <LinkButton
                    buttonRef={opener}
                    label={trans.__('Change %1', slot)}
                    onClick={() => setEditing(true)}
                  >
                    {trans.__('Change')}
                  </LinkButton>
                ) : null}
              </div>
              <p className="cf-Why">{choice.reason}</p>
              <Chips
                references={references}
                evidence={choice.evidence}
                facts={choice.facts}
                turns={choice.turns}
                label={trans.__('Evidence for %1', slot)}
              />
            </>
          )}
        </div>
      </div>
    </li>
  );
}

function Change(props: {
  readonly choice: Choice;
  readonly view: RunView;
  readonly references: References;
  readonly close: () => void;
}): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const actions = usePanelActions();
  const { pending } = usePanelState();
  const { choice, view, references, close } = props;
  const [option, setOption] = React.useState(choice.choice);
  const select = React.useRef<HTMLSelectElement>(null);
  React.useEffect(() => select.current?.focus(), []);
  return (
    <div
      className="cf-stack"
      onKeyDown={event => {
        if (event.key === 'Escape') {
          close();
        }
      }}
    >
      <label className="cf-vh" htmlFor={id}>
        {slotName(choice.slot, trans)}
      </label>
      <select
        ref={select}
        id={id}
        className="cf-Select"
        value={option}
        onChange={event => setOption(event.target.value)}
      >
        {[...new Set<string>([choice.choice, ...slotOptions[choice.slot]])].map(each => (
          <option key={each} value={each}>
            {optionName(choice.slot, each, trans)}
          </option>
        ))}
      </select>
      <p className="cf-Why">{standOf(choice, option, view, references, trans)}</p>
      <div className="cf-Buttons">
        <Button
          small
          look="primary"
          onClick={() => {
            if (option !== choice.choice && pending !== 'changing') {
              actions.changeChoice(choice.slot, option);
            }
            close();
          }}
        >
          {trans.__('Use my choice')}
        </Button>
        <Button small look="plain" onClick={close}>
          {trans.__('Cancel')}
        </Button>
      </div>
    </div>
  );
}

/** Who argued for an option, so that a change is made with open eyes. */
function standOf(
  choice: Choice,
  option: string,
  view: RunView,
  references: References,
  trans: ReturnType<typeof useTrans>
): string {
  const rest = trans.__('No other choice changes.');
  if (option === choice.choice) {
    return choice.changed_by_analyst ? trans.__('Your choice.') : trans.__('The experts’ choice.');
  }
  const dissent = view.plan?.dissent.find(
    each => each.slot === choice.slot && each.choice === option
  );
  const named = dissent?.turns.map(turn => references.turns.get(turn)?.name).find(Boolean);
  return dissent && named
    ? `${trans.__('Proposed in %1.', named)} ${dissent.reason} ${rest}`
    : `${trans.__('No expert proposed this.')} ${rest}`;
}
