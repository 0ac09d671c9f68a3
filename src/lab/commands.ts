import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyJSONObject, ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { SettingKey } from '../core';
import type { LabModel } from './model';
import { PANEL_ID } from './panel-shell';

type Bundle = IRenderMime.TranslationBundle;
type Args = ReadonlyPartialJSONObject;

/** Gives the model, opening the panel where a command is the first to need it. */
export interface ModelSource {
  /** The model if it stands already. */
  readonly model: LabModel | null;
  open(): Promise<LabModel>;
}

interface Entry {
  readonly id: string;
  readonly label: (trans: Bundle) => string;
  readonly args?: ReadonlyJSONObject;
  readonly isEnabled?: (model: LabModel | null) => boolean;
  readonly execute: (model: LabModel, args: Args) => void;
}

const noArguments: ReadonlyJSONObject = {
  type: 'object',
  properties: {},
  additionalProperties: false
};

function oneText(name: string, description: string): ReadonlyJSONObject {
  return {
    type: 'object',
    properties: { [name]: { type: 'string', description } },
    required: [name],
    additionalProperties: false
  };
}

/** A run that is shown to be worked on, not as it was recorded. */
const isLive = (model: LabModel | null): boolean => model?.state.mode === 'live';

/** Every button of the panel as a command, so that keys, palettes and other extensions can press it. */
const entries: readonly Entry[] = [
  {
    id: 'cellforge:read-again',
    label: trans => trans.__('CellForge: Read the object again'),
    execute: model => model.actions.readAgain()
  },
  {
    id: 'cellforge:choose-object',
    label: trans => trans.__('CellForge: Choose the object'),
    args: oneText('name', 'Name of the AnnData or MuData in the kernel'),
    execute: (model, args) => model.actions.chooseObject(String(args.name))
  },
  {
    id: 'cellforge:set',
    label: trans => trans.__('CellForge: Change a field of the task'),
    args: {
      type: 'object',
      properties: {
        key: { type: 'string', description: 'A field of the task, such as "control" or "folds"' },
        value: { type: 'string', description: 'Its value as typed; left out: what was found' }
      },
      required: ['key'],
      additionalProperties: false
    },
    execute: (model, args) => {
      const value = typeof args.value === 'string' ? args.value : null;
      // the kernel names the known keys where this is none of them
      model.actions.setSetting(args.key as SettingKey, value);
    }
  },
  {
    id: 'cellforge:reset-task',
    label: trans => trans.__('CellForge: Reset the task'),
    execute: model => model.actions.resetTask()
  },
  {
    id: 'cellforge:set-objective',
    label: trans => trans.__('CellForge: State the objective'),
    args: oneText('text', 'What is to be predicted, in your words'),
    execute: (model, args) => model.actions.setObjective(String(args.text))
  },
  {
    id: 'cellforge:design',
    label: trans => trans.__('CellForge: Design a method'),
    isEnabled: model => model?.state.described?.task != null,
    execute: model => model.actions.design()
  },
  {
    id: 'cellforge:stop',
    label: trans => trans.__('CellForge: Stop'),
    isEnabled: model => model?.canStop === true,
    execute: model => model.actions.stop()
  },
  {
    id: 'cellforge:resume',
    label: trans => trans.__('CellForge: Resume'),
    isEnabled: model => isLive(model) && model?.state.view != null && !model.isWorking,
    execute: model => model.actions.resume()
  },
  {
    id: 'cellforge:say',
    label: trans => trans.__('CellForge: Say something to the experts'),
    args: oneText('text', 'Read at the start of the next round'),
    execute: (model, args) => model.actions.sendComment(String(args.text))
  },
  {
    id: 'cellforge:send-back',
    label: trans => trans.__('CellForge: Send the plan back'),
    args: oneText('text', 'What should be reconsidered'),
    isEnabled: model => isLive(model) && model?.state.view?.phase === 'plan-ready',
    execute: (model, args) => model.actions.sendBack(String(args.text))
  },
  {
    id: 'cellforge:insert',
    label: trans => trans.__('CellForge: Approve and insert cells'),
    isEnabled: model => isLive(model) && model?.state.view?.phase === 'plan-ready',
    execute: model => model.actions.approve('insert')
  },
  {
    id: 'cellforge:insert-and-run',
    label: trans => trans.__('CellForge: Insert and run'),
    isEnabled: model => isLive(model) && model?.state.view?.phase === 'plan-ready',
    execute: model => model.actions.approve('insert-and-run')
  },
  {
    id: 'cellforge:run-cells',
    label: trans => trans.__('CellForge: Run the inserted cells'),
    isEnabled: model => isLive(model) && model?.state.view?.phase === 'inserted',
    execute: model => model.actions.runCells()
  },
  {
    id: 'cellforge:predict',
    label: trans => trans.__('CellForge: Predict perturbations'),
    args: oneText('labels', 'Labels as in the data, separated by commas'),
    isEnabled: model => isLive(model) && model?.state.view?.result != null,
    execute: (model, args) =>
      model.actions.predict(
        String(args.labels)
          .split(',')
          .map(label => label.trim())
          .filter(Boolean)
      )
  },
  {
    id: 'cellforge:verify',
    label: trans => trans.__('CellForge: Verify the record'),
    isEnabled: model => model?.state.view != null,
    execute: model => model.actions.verify()
  },
  {
    id: 'cellforge:branch',
    label: trans => trans.__('CellForge: Branch from the step shown'),
    isEnabled: model => model?.state.replay != null,
    execute: model => model.actions.branch()
  },
  {
    id: 'cellforge:close-replay',
    label: trans => trans.__('CellForge: Close the replay'),
    isEnabled: model => model?.state.replay != null,
    execute: model => model.actions.leaveReplay()
  },
  {
    id: 'cellforge:new-run',
    label: trans => trans.__('CellForge: New run'),
    isEnabled: model => model !== null && !model.isWorking,
    execute: model => model.actions.newRun()
  },
  {
    id: 'cellforge:export',
    label: trans => trans.__('CellForge: Export the record'),
    isEnabled: model => model?.state.view != null,
    execute: model => model.actions.exportRun()
  },
  {
    id: 'cellforge:open-record',
    label: trans => trans.__('CellForge: Open a record'),
    execute: model => model.actions.openRecord()
  },
  {
    id: 'cellforge:remove-run',
    label: trans => trans.__('CellForge: Remove a run from the notebook'),
    args: oneText('run', 'Id of the run'),
    execute: (model, args) => model.actions.removeRun(String(args.run))
  },
  {
    id: 'cellforge:remove-all-runs',
    label: trans => trans.__('CellForge: Remove all runs from the notebook'),
    isEnabled: model => (model?.state.runs.length ?? 0) > 0,
    execute: model => model.actions.removeAllRuns()
  }
];

/** Adds every command, each with its arguments described, and those without arguments to the palette. */
export function addCommands(options: {
  app: JupyterFrontEnd;
  source: ModelSource;
  palette: ICommandPalette | null;
  trans: Bundle;
}): void {
  const { app, source, palette, trans } = options;
  const add = (id: string, command: CommandRegistry.ICommandOptions, isInPalette: boolean) => {
    app.commands.addCommand(id, command);
    if (isInPalette) {
      palette?.addItem({ command: id, category: trans.__('CellForge') });
    }
  };
  add(
    'cellforge:open',
    {
      label: trans.__('CellForge: Show the panel'),
      describedBy: { args: noArguments },
      execute: async () => {
        app.shell.activateById(PANEL_ID);
        await source.open();
      }
    },
    true
  );
  for (const entry of entries) {
    add(
      entry.id,
      {
        label: entry.label(trans),
        describedBy: { args: entry.args ?? noArguments },
        isEnabled: () => entry.isEnabled?.(source.model) ?? true,
        execute: async args => entry.execute(await source.open(), args)
      },
      entry.args === undefined
    );
  }
}
