import React from 'react';
import { day, Note, useTrans } from '../../view';
import type { Verification } from '../model';

/** What verify compared, as recorded and as found now. */
export function VerificationView(props: { readonly verification: Verification }): JSX.Element {
  const trans = useTrans();
  const { verification } = props;
  const { state, at, device, checks, notes } = verification;
  return (
    <section className="cf-stack">
      {state === 'running' ? (
        <Note tone="info">{trans.__('Verifying. The cells run again in this kernel.')}</Note>
      ) : state === 'agrees' ? (
        <Note tone="good">
          <b>{trans.__('Verified')}</b>{' '}
          {trans.__('on %1, %2. The record replays and the scores agree.', device, day(at))}
        </Note>
      ) : (
        <Note tone="error">
          <b>{trans.__('Verify does not agree')}</b> {trans.__('on %1, %2.', device, day(at))}
        </Note>
      )}
      {checks.length > 0 ? (
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
      ) : null}
      {notes.map((note, index) => (
        <p key={index} className="cf-Why">
          {note}
        </p>
      ))}
    </section>
  );
}
