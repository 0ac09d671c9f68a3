import React from 'react';
import { day, duration, Fold, Icon, Note, useTrans } from '../../view';
import { Button } from '../button';
import type { Verification } from '../model';
import { usePanelActions, useSecondsSince } from '../model-context';

/** What verify compared, as recorded and as found now: beside the button that asked for it. */
export function VerificationView(props: { readonly verification: Verification }): JSX.Element {
  const trans = useTrans();
  const { state, checks, notes } = props.verification;
  return (
    <section
      className="cf-Verification cf-stack"
      aria-live="polite"
      aria-label={trans.__('Verification')}
    >
      <Answer verification={props.verification} />
      {state === 'running' ? <StopButton /> : null}
      {checks.length > 0 ? (
        <Fold
          label={trans._n(
            'What was compared: %1 check',
            'What was compared: %1 checks',
            checks.length
          )}
          startOpen={state === 'disagrees'}
        >
          <Checks checks={checks} />
        </Fold>
      ) : null}
      {notes.map((note, index) => (
        <p key={index} className="cf-Why">
          {note}
        </p>
      ))}
    </section>
  );
}

/** The status line tells of the run itself, which rests: what verifies is stopped here. */
function StopButton(): JSX.Element {
  const trans = useTrans();
  const actions = usePanelActions();
  return (
    <Button small className="cf-mod-stop" onClick={actions.stopVerifying}>
      <Icon name="stop" />
      {trans.__('Stop verifying')}
    </Button>
  );
}

function Answer({ verification }: { readonly verification: Verification }): JSX.Element {
  const trans = useTrans();
  const { state, device } = verification;
  const when = day(verification.at);
  const seconds = useSecondsSince(state === 'running' ? verification.at : null);
  if (state === 'running') {
    return (
      <Note tone="info">
        {trans.__('Verifying. Where you chose to run the cells, they run in a second kernel.')}{' '}
        <span aria-live="off">{trans.__('Running for %1.', duration(seconds))}</span>
      </Note>
    );
  }
  const where = device === '' ? when : trans.__('on %1, %2', device, when);
  if (state === 'disagrees') {
    return (
      <Note tone="error">
        <b>{trans.__('Verify does not agree')}</b> {trans.__('%1.', where)}
      </Note>
    );
  }
  if (state === 'incomplete') {
    return (
      <Note tone="warn">
        <b>{trans.__('Scores not compared')}</b> {trans.__('%1.', where)}{' '}
        {trans.__(
          'The record replays and the cells are those recorded. They could not run again here, which says nothing about the scores.'
        )}
      </Note>
    );
  }
  return (
    <Note tone="good">
      <b>{trans.__('Verified')}</b> {trans.__('%1.', where)}{' '}
      {device === ''
        ? trans.__(
            'The record replays and the cells are those recorded. No cell was run, so no score was compared.'
          )
        : trans.__('The record replays and the scores agree.')}
    </Note>
  );
}

function Checks({ checks }: Pick<Verification, 'checks'>): JSX.Element {
  const trans = useTrans();
  return (
    <table className="cf-Table">
      <thead>
        <tr>
          <th scope="col">{trans.__('Check')}</th>
          <th scope="col">{trans.__('Recorded')}</th>
          <th scope="col">{trans.__('Now')}</th>
        </tr>
      </thead>
      <tbody>
        {checks.map((check, index) => (
          <tr key={index} className={check.agrees ? undefined : 'cf-mod-differs'}>
            <th scope="row">
              {check.name}
              {check.agrees ? null : <b className="cf-errc"> {trans.__('differs')}</b>}
            </th>
            <td>{check.recorded}</td>
            <td>{check.now}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
