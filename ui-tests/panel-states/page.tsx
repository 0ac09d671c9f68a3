import { nullTranslator } from '@jupyterlab/translation';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { Panel } from '../../src/panel/panel';
import { ModelProvider } from '../../src/panel/model-context';
import { FakeModel } from '../../src/panel/testing/fake-model';
import { planned, states } from '../../src/panel/testing/states';
import {
  exampleBaselineWins,
  exampleResult,
  exampleWithProtein
} from '../../src/view/testing/example-result';
import { domain, ResultView, TransProvider } from '../../src/view';

// One state, one theme, one width: asked for in the address, drawn as in JupyterLab.
const query = new URLSearchParams(location.search);
const name = query.get('state') ?? '2-ready';
const width = Number(query.get('width') ?? '320');
const frame = document.getElementById('frame');
if (frame === null) {
  throw new Error('The page has no frame');
}
frame.style.width = `${width}px`;
const trans = nullTranslator.load(domain);
const outputs: Record<string, typeof exampleResult> = {
  '9-output': exampleResult,
  '9-output-baseline': exampleBaselineWins,
  '9-output-protein': exampleWithProtein
};

function Shown(): JSX.Element {
  if (name in outputs) {
    return (
      <div className="cf-root cf-Output">
        <ResultView result={outputs[name]} where="notebook" />
      </div>
    );
  }
  const model = new FakeModel(states[name], new Map(), planned);
  return (
    <ModelProvider value={model}>
      <Panel />
    </ModelProvider>
  );
}

createRoot(frame).render(
  <TransProvider value={trans}>
    <Shown />
  </TransProvider>
);
