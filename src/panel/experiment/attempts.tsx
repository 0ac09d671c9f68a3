import React from 'react';
import type { Attempt } from '../../core';
import { capital, Disclosure, Fold, Icon, plain, Traceback, useTrans } from '../../view';
import type { IconName } from '../../view';
import { approvalWords } from './approval-words';
import { CodeDiff } from './code-diff';

/** Model cells that the coder wrote, in order: what became of each, and what it changed. */
export function Attempts(props: { readonly attempts: readonly Attempt[] }): JSX.Element | null {
  const trans = useTrans();
  const { attempts } = props;
  const last = attempts.at(-1);
  if (last === undefined) {
    return null;
  }
  const repairs = repairsOf(attempts);
  return (
    <section>
      <div className="cf-Block-head">
        <h4>{trans.__('Model cell')}</h4>
        <span className="cf-small cf-muted">{repairedWords(repairs, trans)}</span>
      </div>
      <ol className="cf-CellList">
        {attempts.map((attempt, index) => (
          <AttemptRow
            key={attempt.n}
            attempt={attempt}
            before={attempts[index - 1] ?? null}
            startOpen={attempt === last}
          />
        ))}
      </ol>
    </section>
  );
}

type Trans = ReturnType<typeof useTrans>;

/** Attempts that a fence sent back before the one that may run. */
function repairsOf(attempts: readonly Attempt[]): number {
  const isFine = outcomeOf(attempts.at(-1) as Attempt) === 'passed';
  return isFine ? attempts.slice(0, -1).filter(each => outcomeOf(each) === 'failed').length : 0;
}

function repairedWords(repairs: number, trans: Trans): string {
  switch (repairs) {
    case 0:
      return '';
    case 1:
      return trans.__('repaired once');
    case 2:
      return trans.__('repaired twice');
    default:
      return trans.__('repaired %1 times', repairs);
  }
}

type Outcome = 'trying' | 'failed' | 'idea' | 'waiting' | 'refused' | 'passed';

function outcomeOf(attempt: Attempt): Outcome {
  const { faults, policy, check, approved } = attempt;
  if (faults === 'idea') {
    return 'idea';
  }
  if (failureOf(attempt) !== null) {
    return 'failed';
  }
  if (policy === null) {
    return 'trying';
  }
  if (approved === null) {
    return 'waiting';
  }
  if (approved.decision === 'refuse') {
    return 'refused';
  }
  return check === null ? 'trying' : 'passed';
}

const icons: Readonly<Record<Outcome, IconName>> = {
  trying: 'run',
  failed: 'error',
  idea: 'info',
  waiting: 'wait',
  refused: 'cross',
  passed: 'check'
};

function outcomeWords(attempt: Attempt, trans: Trans): string {
  switch (outcomeOf(attempt)) {
    case 'trying':
      return trans.__('being tried');
    case 'failed':
      return plain(failureOf(attempt)?.class ?? trans.__('failed'));
    case 'idea':
      return trans.__('the idea is at fault');
    case 'waiting':
      return trans.__('waits for you');
    case 'refused':
      return trans.__('refused');
    case 'passed':
      return trans.__('passed');
  }
}

interface Failure {
  readonly class: string | null;
  readonly message: string;
  readonly expected: string;
  readonly found: string;
  readonly line: number | null;
  readonly text: string;
  readonly traceback: readonly string[];
}

function failureOf({ policy, check, ran }: Attempt): Failure | null {
  return ran?.failure ?? [check, policy].find(each => each?.ok === false) ?? null;
}

function AttemptRow(props: {
  readonly attempt: Attempt;
  readonly before: Attempt | null;
  readonly startOpen: boolean;
}): JSX.Element {
  const trans = useTrans();
  const { attempt, before } = props;
  const [chosen, setChosen] = React.useState<boolean | null>(null);
  const open = chosen ?? props.startOpen;
  return (
    <li>
      <Disclosure
        className="cf-Attempt"
        open={open}
        onToggle={setChosen}
        summary={
          <div className="cf-CellRow">
            <span className="cf-flex cf-muted">
              <Icon name={icons[outcomeOf(attempt)]} />
            </span>
            <span>{trans.__('Attempt %1', attempt.n)}</span>
            <span className="cf-small cf-muted">{outcomeWords(attempt, trans)}</span>
          </div>
        }
      >
        <div className="cf-Attempt-body cf-stack">
          <AttemptBody attempt={attempt} before={before} />
        </div>
      </Disclosure>
    </li>
  );
}

function AttemptBody(props: {
  readonly attempt: Attempt;
  readonly before: Attempt | null;
}): JSX.Element {
  const trans = useTrans();
  const { attempt, before } = props;
  const failure = failureOf(attempt);
  return (
    <>
      {attempt.by === 'built-in' ? (
        <span className="cf-Tag">{trans.__('built-in rule')}</span>
      ) : null}
      {attempt.explanation ? <p className="cf-Why">{attempt.explanation}</p> : null}
      {attempt.faults === 'idea' ? <p className="cf-Why">{attempt.reason}</p> : null}
      {attempt.approved === null ? null : (
        <p className="cf-Why">{approvalWords(attempt.approved, trans)}</p>
      )}
      {failure ? <FailureView failure={failure} /> : null}
      {attempt.source === '' ? null : before === null || before.source === '' ? (
        <Fold label={trans.__('The cell')}>
          <pre className="cf-Log" tabIndex={0}>
            {attempt.source}
          </pre>
        </Fold>
      ) : (
        <Fold label={trans.__('Changes since attempt %1', before.n)}>
          <CodeDiff before={before.source} now={attempt.source} />
        </Fold>
      )}
    </>
  );
}

/** What a fence found, with the line it found it on. */
function FailureView({ failure }: { readonly failure: Failure }): JSX.Element {
  const trans = useTrans();
  const { message, expected, found, line, text, traceback } = failure;
  const told = [
    expected ? trans.__('Expected: %1', expected) : '',
    found ? trans.__('Found: %1', found) : ''
  ].filter(Boolean);
  return (
    <>
      <p className="cf-break">{capital(message)}</p>
      {told.map(words => (
        <p key={words} className="cf-Why">
          {words}
        </p>
      ))}
      {line === null ? null : (
        <>
          <p className="cf-Why">{trans.__('Line %1', line)}</p>
          <pre className="cf-Log" tabIndex={0}>
            {text}
          </pre>
        </>
      )}
      {traceback.length > 0 ? <Traceback lines={traceback} /> : null}
    </>
  );
}
