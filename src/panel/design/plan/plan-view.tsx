import React from 'react';
import type { Plan, RunView, Slot } from '../../../core';
import { Fold, Note, decimal, score, useTrans } from '../../../view';
import { expertName } from '../experts';
import { Chips } from '../chips';
import type { References } from '../references';
import { agreement } from '../../status-of';
import { ChoiceView } from './choice';
import { Drawing } from './drawing';
import { hyperparameterNames, optionName, slotName } from './slot-words';

const partSlots: Readonly<Record<Exclude<keyof Plan['parts'], 'implementation'>, readonly Slot[]>> =
  {
    architecture: ['perturbation', 'composition', 'context', 'decoder'],
    data: ['response'],
    training: ['loss', 'regularisation', 'training'],
    evaluation: ['evaluation']
  };

/** The plan: drawing, choices with reasons, the paper's five parts, what was not chosen, what stays open. */
export function PlanView(props: {
  readonly plan: Plan;
  readonly view: RunView;
  readonly references: References;
  readonly editable: boolean;
  readonly showDebate: () => void;
}): JSX.Element {
  const trans = useTrans();
  const { plan, view, references, editable, showDebate } = props;
  const shared = { plan, view, references, editable };
  const changed = plan.choices.filter(choice => choice.changed_by_analyst).length;
  return (
    <>
      <section>
        <h3 className="cf-PlanName">{plan.name}</h3>
        <p className="cf-small cf-muted">
          {trans.__('%1.', agreement(view, trans))} <LastScores view={view} />{' '}
          <button type="button" className="cf-Link cf-small" onClick={showDebate}>
            {trans.__('See the debate')}
          </button>
        </p>
        {plan.agreed || !view.consensus.agreed ? null : (
          <p className="cf-mt1">
            <span className="cf-Tag">{trans.__('best-scored, not agreed')}</span>
          </p>
        )}
        {changed > 0 ? (
          <p className="cf-Why">
            {trans._n('%1 choice changed by you.', '%1 choices changed by you.', changed)}
          </p>
        ) : null}
      </section>
      <Drawing plan={plan} profile={view.profile} task={view.task} />
      <section>
        <div className="cf-Block-head">
          <h4>{trans.__('Architecture')}</h4>
          <span className="cf-small cf-muted">
            {choiceCount(choicesIn(plan, partSlots.architecture).length, trans)}
          </span>
        </div>
        <Choices {...shared} slots={partSlots.architecture} />
      </section>
      <section>
        <Part
          {...shared}
          title={trans.__('Data processing')}
          slots={partSlots.data}
          text={plan.parts.data}
        />
        <Part
          {...shared}
          title={trans.__('Training')}
          slots={partSlots.training}
          text={plan.parts.training}
        />
        <Part
          {...shared}
          title={trans.__('Evaluation')}
          slots={partSlots.evaluation}
          text={`${plan.parts.evaluation} ${trans.__('Task, folds and metrics were frozen before the debate; no expert can change them.')}`}
        />
        <Implementation plan={plan} />
        <Dissent plan={plan} references={references} />
      </section>
      <OpenPoints view={view} references={references} />
    </>
  );
}

type Trans = ReturnType<typeof useTrans>;

function choiceCount(n: number, trans: Trans): string {
  return trans._n('%1 choice', '%1 choices', n);
}

function choicesIn(plan: Plan, slots: readonly Slot[]): Plan['choices'] {
  return slots.flatMap(slot => plan.choices.filter(choice => choice.slot === slot));
}

function LastScores({ view }: { readonly view: RunView }): JSX.Element | null {
  const trans = useTrans();
  const last = view.consensus.scores[view.consensus.scores.length - 1];
  if (!last || last.length === 0) {
    return null;
  }
  const lowest = Math.min(...last);
  return (
    <>{trans.__('Lowest %1, largest gap %2.', score(lowest), score(Math.max(...last) - lowest))}</>
  );
}

interface Shared {
  readonly plan: Plan;
  readonly view: RunView;
  readonly references: References;
  readonly editable: boolean;
}

function Choices(props: Shared & { readonly slots: readonly Slot[] }): JSX.Element {
  const { plan, slots, ...rest } = props;
  return (
    <ul>
      {choicesIn(plan, slots).map(choice => (
        <ChoiceView key={choice.slot} choice={choice} {...rest} />
      ))}
    </ul>
  );
}

function Part(
  props: Shared & {
    readonly title: string;
    readonly slots: readonly Slot[];
    readonly text: string;
  }
): JSX.Element {
  const trans = useTrans();
  const { title, text, ...rest } = props;
  const n = choicesIn(props.plan, props.slots).length;
  return (
    <Fold
      label={
        <>
          <b>{title}</b>, {choiceCount(n, trans)}
        </>
      }
    >
      <div className="cf-Indent">
        <Choices {...rest} />
        <p className="cf-Why">{text}</p>
      </div>
    </Fold>
  );
}

function Implementation({ plan }: { readonly plan: Plan }): JSX.Element {
  const trans = useTrans();
  const h = plan.hyperparameters;
  const names = hyperparameterNames(trans);
  const rows = Object.keys(names) as (keyof typeof h)[];
  return (
    <Fold
      label={
        <>
          <b>{trans.__('Implementation')}</b>, {trans._n('%1 value', '%1 values', rows.length)}
        </>
      }
    >
      <div className="cf-Indent cf-stack">
        <table className="cf-Table">
          <tbody>
            {rows.map(key => (
              <tr key={key}>
                <th scope="row">{names[key]}</th>
                <td>{valueText(h[key])}</td>
                {plan.argued === undefined ? null : <td>{spokenFor(plan, key, trans)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
        <p className="cf-Why">{plan.parts.implementation}</p>
      </div>
    </Fold>
  );
}

const valueText = (value: number): string =>
  Number.isInteger(value) ? String(value) : decimal(value);

/** Who spoke for a training value, who for another, and how many reviews mind it. */
function spokenFor(
  { argued = [] }: Plan,
  name: keyof Plan['hyperparameters'],
  trans: ReturnType<typeof useTrans>
): string {
  const found = argued.find(item => item.name === name);
  const names = (experts: readonly string[]): string =>
    experts.map(expert => expertName(expert, trans)).join(', ');
  if (found === undefined) {
    return trans.__('as usual');
  }
  return [
    found.experts.length === 0 ? trans.__('by the training choice') : names(found.experts),
    ...found.others.map(({ value, experts }) =>
      trans.__('%1: %2', names(experts), valueText(value))
    ),
    ...(found.open.length === 0
      ? []
      : [trans._n('%1 review minds it', '%1 reviews mind it', found.open.length)])
  ].join('; ');
}

/** Losing options stay: who held them, and why. */
function Dissent(props: {
  readonly plan: Plan;
  readonly references: References;
}): JSX.Element | null {
  const trans = useTrans();
  const { plan, references } = props;
  if (plan.dissent.length === 0) {
    return null;
  }
  return (
    <Fold
      label={
        <>
          <b>{trans.__('Not chosen')}</b>,{' '}
          {trans._n('%1 option', '%1 options', plan.dissent.length)}
        </>
      }
    >
      <ul className="cf-Indent cf-stack">
        {plan.dissent.map((each, index) => (
          <li key={index} className="cf-stack">
            <p className="cf-Why">
              {slotName(each.slot, trans)}: <b>{optionName(each.slot, each.choice, trans)}</b>,{' '}
              {trans.__(
                'held by %1.',
                each.experts.map(expert => expertName(expert, trans)).join(', ')
              )}{' '}
              {each.reason}
            </p>
            <Chips references={references} turns={each.turns} label={trans.__('Argued in')} />
          </li>
        ))}
      </ul>
    </Fold>
  );
}

const mostPoints = 4;

/** Concerns that the last reviews left open; the plan goes ahead without them. */
function OpenPoints(props: {
  readonly view: RunView;
  readonly references: References;
}): JSX.Element | null {
  const trans = useTrans();
  const { view, references } = props;
  const round = view.consensus.rounds;
  const seen = new Set<string>();
  const points = view.turns.flatMap(turn =>
    turn.kind === 'review' && turn.round === round
      ? turn.open_concerns
          .filter(({ id }) => !seen.has(id) && seen.add(id))
          .map(concern => ({ concern, turn }))
      : []
  );
  if (points.length === 0) {
    return null;
  }
  return (
    <section className="cf-stack">
      <Note tone="info">
        <b>{trans._n('%1 open point', '%1 open points', points.length)}</b>
        <ul className="cf-Points">
          {points.slice(0, mostPoints).map(({ concern, turn }) => (
            <li key={concern.id}>
              {references.turns.get(turn.id)?.name}: {concern.text}
            </li>
          ))}
        </ul>
      </Note>
      {points.length > mostPoints ? (
        <p className="cf-Why">
          {trans.__('and %1 more, in the reviews of round %2', points.length - mostPoints, round)}
        </p>
      ) : null}
    </section>
  );
}
