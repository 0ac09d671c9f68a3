import React from 'react';
import type { PlannedCell } from '../core';
import { Disclosure, Chevron, Note, useTrans } from '../view';
import { usePanelActions } from './model-context';

/** The cells the plan would become, as text, before anything is inserted. */
export function Preview(): JSX.Element {
  const trans = useTrans();
  const actions = usePanelActions();
  const [cells, setCells] = React.useState<readonly PlannedCell[] | null>(null);
  const [refusal, setRefusal] = React.useState<string | null>(null);
  React.useEffect(() => {
    let wanted = true;
    actions.preview().then(
      made => {
        if (wanted) {
          setCells(made);
        }
      },
      (error: unknown) => {
        if (wanted) {
          setRefusal(error instanceof Error ? error.message : String(error));
        }
      }
    );
    return () => {
      wanted = false;
    };
  }, []);
  if (refusal !== null) {
    return <Note tone="error">{refusal}</Note>;
  }
  return (
    <div className="cf-Preview" aria-label={trans.__('Cells to be inserted')} role="group">
      {(cells ?? []).map(cell => (
        <PreviewCell key={cell.name} cell={cell} />
      ))}
    </div>
  );
}

function PreviewCell({ cell }: { readonly cell: PlannedCell }): JSX.Element {
  const trans = useTrans();
  const [open, setOpen] = React.useState(false);
  return (
    <Disclosure
      className="cf-Fold"
      open={open}
      onToggle={setOpen}
      summary={
        <>
          <Chevron />
          <span>
            <b>{cell.title}</b>, {trans._n('%1 line', '%1 lines', cell.source.split('\n').length)}
          </span>
        </>
      }
    >
      <pre className="cf-Log" tabIndex={0}>
        {cell.source}
      </pre>
    </Disclosure>
  );
}
