import { CellForgeError } from '../core';
import type { Ports } from '../core';

/**
 * Ports of a run that is taken up because its notebook was opened, by nobody's wish: until its cells are reached there is
 * nothing left to do of an honest one. A log that lacks a step before them, as one from elsewhere may, would have it done
 * now: a service asked, the kernel put to work, cells inserted.
 */
export function takenUp<P extends Omit<Ports, 'analyst' | 'mind'>>(ports: P): P {
  let isAtCells = false;
  const reached = <T extends unknown[], R>(work: (...given: T) => R) => {
    return (...given: T): R => {
      isAtCells = true;
      return work(...given);
    };
  };
  const { notebook, library } = ports;
  return {
    ...ports,
    kernel: only(() => isAtCells, ports.kernel),
    library: { search: library.search.bind(library), get: library.get.bind(library) },
    notebook: {
      name: notebook.name,
      insert: () => Promise.reject(notWhole()),
      read: notebook.read.bind(notebook),
      rewrite: notebook.rewrite.bind(notebook),
      run: reached(notebook.run.bind(notebook)),
      isRunning: reached(async run => (await notebook.isRunning?.(run)) === true),
      progress: notebook.progress.bind(notebook),
      result: reached(notebook.result.bind(notebook))
    }
  };
}

/** The same object, whose methods reject until `isAllowed`. */
function only<T extends object>(isAllowed: () => boolean, object: T): T {
  return new Proxy(object, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') {
        return value;
      }
      return (...given: unknown[]): unknown =>
        isAllowed() ? Reflect.apply(value, target, given) : Promise.reject(notWhole());
    }
  });
}

function notWhole(): CellForgeError {
  return new CellForgeError({
    code: 'run/not-whole',
    message: 'This run was not taken up by itself',
    expected: 'a log that holds every step before its cells',
    found: 'one that lacks this step',
    remedy:
      'Nothing was done. Look at what the run has so far, and resume it if you want the step done now.'
  });
}
