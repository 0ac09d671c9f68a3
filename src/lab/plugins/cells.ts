import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

/** The 20 px line above each inserted cell; loaded when a notebook carries one. */
export const cells: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-cellforge:cells',
  description: 'Names the cells that CellForge inserted, above their editors.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ITranslator],
  activate: (app: JupyterFrontEnd, tracker: INotebookTracker, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_cellforge');
    const watch = (panel: NotebookPanel) => {
      let isDrawn = false;
      const draw = async () => {
        if (isDrawn || !carriesOurs(panel)) {
          return;
        }
        isDrawn = true;
        const { CellLines } = await import('../cell-lines');
        const lines = new CellLines(panel, trans, () => {
          void app.commands.execute('cellforge:open');
        });
        panel.disposed.connect(() => lines.dispose());
      };
      panel.content.modelContentChanged.connect(() => void draw());
      void panel.revealed.then(draw);
    };
    tracker.forEach(watch);
    tracker.widgetAdded.connect((_, panel) => watch(panel));
  }
};

function carriesOurs(panel: NotebookPanel): boolean {
  const cells = panel.content.model?.sharedModel.cells ?? [];
  return cells.some(cell => cell.getMetadata('cellforge') !== undefined);
}
