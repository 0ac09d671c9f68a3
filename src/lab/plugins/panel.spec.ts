import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { INotebookTracker } from '@jupyterlab/notebook';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import type { LabModel } from '../model';
import { settingsWith } from '../testing';
import { panelPlugin } from './panel';

test('a panel that could not be drawn is drawn over the model there is, not over a second one', async () => {
  const given: LabModel[] = [];
  const plugin = panelPlugin(async model => {
    given.push(model);
    if (given.length === 1) {
      throw new Error('Loading chunk 85 failed');
    }
    return new Widget();
  });
  const commands = new CommandRegistry();
  const app = {
    commands,
    shell: { add: () => undefined, activateById: () => undefined },
    serviceManager: { serverSettings: settingsWith(async () => new Response('{}')) }
  } as unknown as JupyterFrontEnd;
  const tracker = { currentChanged: new Signal({}), currentWidget: null };
  await plugin.activate(app, tracker as unknown as INotebookTracker, nullTranslator);

  await expect(commands.execute('cellforge:open')).rejects.toThrow('chunk');
  await commands.execute('cellforge:open');
  expect(given).toHaveLength(2);
  expect(given[1]).toBe(given[0]);
});
