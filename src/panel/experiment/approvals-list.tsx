import React from 'react';
import type { RunApproval } from '../../core';
import { Fold, useTrans } from '../../view';
import { approvalWords, startWords } from './approval-words';

/** Each time cells were to start: who let them. */
export function ApprovalsList(props: {
  readonly approvals: readonly RunApproval[];
}): JSX.Element | null {
  const trans = useTrans();
  const { approvals } = props;
  return approvals.length === 0 ? null : (
    <Fold label={trans._n('%1 run decided on', '%1 runs decided on', approvals.length)}>
      <ol className="cf-Approvals">
        {approvals.map((approval, index) => (
          <li key={index}>
            <span>{startWords(approval, trans)}</span>{' '}
            <span className="cf-small cf-muted">{approvalWords(approval, trans)}</span>
          </li>
        ))}
      </ol>
    </Fold>
  );
}
