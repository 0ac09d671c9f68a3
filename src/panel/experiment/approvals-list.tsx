import React from 'react';
import type { RunView } from '../../core';
import { Fold, useTrans } from '../../view';
import { approvalWords, startWords } from './approval-words';

/** The plan and each time cells were to start: who let them. */
export function ApprovalsList(props: {
  readonly view: Pick<RunView, 'approvals' | 'planApproval'>;
}): JSX.Element | null {
  const trans = useTrans();
  const { approvals, planApproval } = props.view;
  return approvals.length === 0 ? null : (
    <Fold label={trans._n('%1 decision to run code', '%1 decisions to run code', approvals.length)}>
      <ol className="cf-Approvals">
        {planApproval === null || planApproval.by === null ? null : (
          <li>
            <span>{trans.__('Plan')}</span>{' '}
            <span className="cf-small cf-muted">
              {approvalWords(
                { decision: 'run', by: planApproval.by, source_hash: planApproval.hash },
                trans
              )}
            </span>
          </li>
        )}
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
