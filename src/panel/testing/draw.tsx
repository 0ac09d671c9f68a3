import { act, render } from '@testing-library/react';
import type { RenderResult } from '@testing-library/react';
import React from 'react';
import type { PanelState } from '../model';
import { ModelProvider } from '../model-context';
import { Panel } from '../panel';
import { FakeModel } from './fake-model';
import { planned } from './states';

export interface Drawn extends RenderResult {
  readonly model: FakeModel;
  /** What the panel asked the model for, by name. */
  asked(name: FakeModel['asked'][number][0]): readonly (readonly unknown[])[];
  /** A new snapshot, as the model would send it. */
  become(parts: Partial<PanelState>): void;
  /** Another notebook comes to the front, of which nothing is stored. */
  goTo(notebookId: string, state: PanelState): void;
}

/** The panel over one snapshot. `stored` is what a reload would find. */
export function draw(state: PanelState, stored = new Map<string, string>()): Drawn {
  const model = new FakeModel(state, stored, planned);
  const drawn = render(
    <ModelProvider value={model}>
      <Panel />
    </ModelProvider>
  );
  return {
    ...drawn,
    model,
    asked: name => model.asked.filter(([asked]) => asked === name).map(([, ...rest]) => rest),
    become: parts => act(() => model.set(parts)),
    goTo: (notebookId, other) =>
      act(() => {
        stored.clear();
        model.notebookId = notebookId;
        model.set(other);
      })
  };
}
