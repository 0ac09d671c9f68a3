import { ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';

import { addCommands } from '../commands';
import type { ModelSource } from '../commands';
import type { LabModel } from '../model';
import { PanelShell } from '../panel-shell';
import { IDesign, IInspect, IRecord, IRun } from '../tokens';

/** How the drawn panel is made from the model; handed in, since lab may not import the panel. */
export type DrawPanel = (model: LabModel, translator: ITranslator) => Promise<Widget>;

/** The sidebar: everything behind it is loaded when it is first shown. */
export function panelPlugin(draw: DrawPanel): JupyterFrontEndPlugin<void> {
  return {
    id: 'jupyterlab-cellforge:panel',
    description: 'The CellForge panel in the sidebar and its commands.',
    autoStart: true,
    requires: [INotebookTracker],
    optional: [ITranslator, ICommandPalette, ILayoutRestorer, IInspect, IDesign, IRun, IRecord],
    activate: (
      app: JupyterFrontEnd,
      tracker: INotebookTracker,
      translator: ITranslator | null,
      palette: ICommandPalette | null,
      restorer: ILayoutRestorer | null,
      inspect: IInspect | null,
      design: IDesign | null,
      run: IRun | null,
      record: IRecord | null
    ) => {
      const language = translator ?? nullTranslator;
      let model: LabModel | null = null;
      const shell = new PanelShell(async visible => {
        const { LabModel } = await import('../model');
        // a panel that could not be drawn is asked for again: its model watches the notebooks already
        model ??= new LabModel({
          tracker,
          visible,
          services: app.serviceManager,
          translator: language,
          capabilities: { inspect, design, run, record }
        });
        return draw(model, language);
      }, language);
      const source: ModelSource = {
        get model() {
          return model;
        },
        open: async () => {
          await shell.ready();
          if (model === null) {
            throw new Error('The panel was loaded without its model.');
          }
          return model;
        }
      };
      app.shell.add(shell, 'right', { rank: 600, type: 'CellForge' });
      restorer?.add(shell, shell.id);
      addCommands({ app, source, palette, trans: language.load('jupyterlab_cellforge') });
      openByAddress(app);
    }
  };
}

/** `npm start` and Binder open the panel beside the notebook by `?cellforge=open`. */
function openByAddress(app: JupyterFrontEnd): void {
  const asked = new URLSearchParams(window.location.search).get('cellforge');
  if (asked === 'open') {
    void app.restored.then(() => app.commands.execute('cellforge:open'));
  }
}
