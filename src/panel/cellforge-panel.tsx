import type { ITranslator } from '@jupyterlab/translation';
import { nullTranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';
import { domain, TransProvider } from '../view';
import type { PanelModel } from './model';
import { ModelProvider } from './model-context';
import { Panel } from './panel';

/** The sidebar: drawn from the model's snapshots, asks through its actions. */
export class CellForgePanel extends ReactWidget {
  private readonly model: PanelModel;
  private readonly translator: ITranslator;

  constructor(options: { readonly model: PanelModel; readonly translator?: ITranslator }) {
    super();
    this.model = options.model;
    this.translator = options.translator ?? nullTranslator;
    this.addClass('jp-CellForgePanel');
  }

  protected override render(): JSX.Element {
    return (
      <ModelProvider value={this.model}>
        <TransProvider value={this.translator.load(domain)}>
          <Panel />
        </TransProvider>
      </ModelProvider>
    );
  }
}
