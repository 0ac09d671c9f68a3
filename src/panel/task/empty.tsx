import React from 'react';
import { useTrans } from '../../view';
import { Button } from '../button';
import { usePanelActions, usePanelState } from '../model-context';

const snippet = ['import anndata as ad', 'adata = ad.read_h5ad("screen.h5ad")'].join('\n');

/** Nothing to read yet: one sentence, one snippet, one way on. */
export function Empty(): JSX.Element {
  const trans = useTrans();
  const { kernel, notebook } = usePanelState();
  const actions = usePanelActions();
  if (notebook === null) {
    return <p>{trans.__('Open a notebook, and the AnnData in its kernel appears here.')}</p>;
  }
  if (kernel === 'none') {
    return <p>{trans.__('This notebook has no kernel. Choose a Python kernel to go on.')}</p>;
  }
  if (kernel === 'not-python') {
    return (
      <p>
        {trans.__(
          'This notebook’s kernel is not Python. CellForge reads AnnData and MuData, which live in Python: choose a Python kernel.'
        )}
      </p>
    );
  }
  return (
    <>
      <p>
        {trans.__(
          'No AnnData or MuData found in this notebook’s kernel. Load one, and it appears here.'
        )}
      </p>
      <pre className="cf-Snippet" tabIndex={0}>
        {snippet}
      </pre>
      <div className="cf-Buttons">
        <Button look="primary" onClick={actions.insertExample}>
          {trans.__('Insert and run a simulated screen')}
        </Button>
      </div>
      <p className="cf-Why">
        {trans.__(
          'Whatever loads .h5ad, .h5mu or .zarr will do. The simulated screen has a known truth.'
        )}
      </p>
    </>
  );
}
