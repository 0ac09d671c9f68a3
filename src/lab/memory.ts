import type { PanelMemory } from '../panel/model';

const prefixOf = (notebookPath: string) => `jupyterlab-cellforge:${notebookPath}:`;

/** Drafts and folds of one notebook, in this browser tab: they survive a reload and leave with the tab. */
export function browserMemory(notebookPath: string): PanelMemory {
  const name = (key: string) => prefixOf(notebookPath) + key;
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

/** A notebook that gets another path keeps what is remembered of it, and leaves nothing to the next one at its old path. */
export function moveMemory(from: string, to: string): void {
  const { sessionStorage } = window;
  const of = (path: string) =>
    Object.keys(sessionStorage).filter(name => name.startsWith(prefixOf(path)));
  for (const name of of(to)) {
    sessionStorage.removeItem(name);
  }
  for (const name of of(from)) {
    const value = sessionStorage.getItem(name) ?? '';
    sessionStorage.setItem(prefixOf(to) + name.slice(prefixOf(from).length), value);
    sessionStorage.removeItem(name);
  }
}
