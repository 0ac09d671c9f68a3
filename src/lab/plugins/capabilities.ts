import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import { IDesign, IInspect, IRecord, IRun } from '../tokens';

/** Reading the kernel's objects: off, and the panel shows shared runs only. */
export const inspect: JupyterFrontEndPlugin<IInspect> = {
  id: 'jupyterlab-cellforge:inspect',
  description: 'Lets the CellForge panel read AnnData and MuData objects from the running kernel.',
  autoStart: true,
  provides: IInspect,
  activate: () => ({ id: 'inspect' })
};

/** Designing: off, and the panel analyses only. */
export const design: JupyterFrontEndPlugin<IDesign> = {
  id: 'jupyterlab-cellforge:design',
  description: 'Lets the CellForge panel design a method with experts and a moderator.',
  autoStart: true,
  provides: IDesign,
  optional: [ISettingRegistry],
  activate: (_app, registry: ISettingRegistry | null) => {
    const settings = readSettings(registry, design.id);
    return {
      id: 'design',
      experts: () => settings.text('experts', 'built-in'),
      model: () => settings.text('model', ''),
      rounds: () => settings.number('rounds', 20),
      refine: () => {
        const most = settings.number('refine', -1);
        return most < 0 ? null : most;
      },
      search: () => settings.number('search', 0)
    };
  }
};

/** Running: off, and cells can be read but not inserted. */
export const run: JupyterFrontEndPlugin<IRun> = {
  id: 'jupyterlab-cellforge:run',
  description: 'Lets CellForge insert the cells of a plan into the notebook, run and follow them.',
  autoStart: true,
  provides: IRun,
  optional: [ISettingRegistry],
  activate: (_app, registry: ISettingRegistry | null) => {
    const settings = readSettings(registry, run.id);
    return {
      id: 'run',
      changed: settings.changed,
      insertOnly: () => settings.flag('insertOnly', true),
      minutes: () => settings.number('minutes', 60)
    };
  }
};

/** Recording: off, and nothing is written into the notebook's metadata. */
export const record: JupyterFrontEndPlugin<IRecord> = {
  id: 'jupyterlab-cellforge:record',
  description:
    'Keeps the record of each CellForge run in the notebook; shows, replays and verifies it.',
  autoStart: true,
  provides: IRecord,
  activate: () => ({ id: 'record' })
};

interface SettingsReader {
  /** They were loaded, or a person changed one. */
  readonly changed: ISignal<unknown, void>;
  text(key: string, fallback: string): string;
  number(key: string, fallback: number): number;
  flag(key: string, fallback: boolean): boolean;
}

/** The plugin's settings as they stand when asked; the fallback until they are loaded. */
function readSettings(registry: ISettingRegistry | null, id: string): SettingsReader {
  let loaded: ISettingRegistry.ISettings | null = null;
  const changed = new Signal<object, void>({});
  void registry?.load(id).then(
    settings => {
      loaded = settings;
      settings.changed.connect(() => changed.emit());
      changed.emit();
    },
    () => {
      // no schema on this server: the fallbacks stand
    }
  );
  const read = <T>(key: string, fallback: T): T =>
    (loaded?.get(key).composite as T | undefined) ?? fallback;
  return { changed, text: read, number: read, flag: read };
}
