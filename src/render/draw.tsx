import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { nullTranslator } from '@jupyterlab/translation';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { domain, TransProvider } from '../view';
import { Output } from './output';

export interface Drawn {
  show(kind: 'result' | 'progress', data: unknown): void;
  end(): void;
}

/** Draws into a node; a second `show` patches the first. */
export function drawInto(
  node: HTMLElement,
  translator: IRenderMime.ITranslator | undefined
): Drawn {
  const root = createRoot(node);
  const trans = (translator ?? nullTranslator).load(domain);
  return {
    show: (kind, data) =>
      root.render(
        <TransProvider value={trans}>
          <Output kind={kind} data={data} />
        </TransProvider>
      ),
    end: () => root.unmount()
  };
}
