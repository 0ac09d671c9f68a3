import type { PanelMemory } from '../panel/model';

/** Drafts and folds of one notebook, in this browser tab: they survive a reload and leave with the tab. */
export function browserMemory(notebookPath: string): PanelMemory {
  const name = (key: string) => `jupyterlab-cellforge:${notebookPath}:${key}`;
  return {
    read: key => window.sessionStorage.getItem(name(key)),
    write: (key, value) => {
      if (value === null) {
        window.sessionStorage.removeItem(name(key));
      } else {
        window.sessionStorage.setItem(name(key), value);
      }
    }
  };
}
