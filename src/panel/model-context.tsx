import * as React from 'react';
import type { PanelActions, PanelMemory, PanelModel, PanelState } from './model';

const ModelContext = React.createContext<PanelModel | null>(null);

export const ModelProvider = ModelContext.Provider;

function useModel(): PanelModel {
  const model = React.useContext(ModelContext);
  if (model === null) {
    throw new Error('A part of the panel was drawn outside of it');
  }
  return model;
}

/** The snapshot the whole panel is drawn from. */
export function usePanelState(): PanelState {
  const model = useModel();
  const subscribe = React.useCallback(
    (listener: () => void) => {
      model.changed.connect(listener);
      return () => {
        model.changed.disconnect(listener);
      };
    },
    [model]
  );
  return React.useSyncExternalStore(subscribe, () => model.state);
}

/** What the panel may ask for. */
export function usePanelActions(): PanelActions {
  return useModel().actions;
}

function usePanelMemory(): PanelMemory {
  return useModel().memory;
}

/** Which notebook is shown: the name alone may be that of another in another folder. */
export function useNotebookId(): string {
  usePanelState();
  return useModel().notebookId;
}

/** Does `commit` when the part of the panel goes, as it does with another notebook in front: leaving a box tells it too late. */
export function useLeaving(commit: () => void): void {
  const last = React.useRef(commit);
  React.useEffect(() => {
    last.current = commit;
  });
  React.useEffect(() => () => last.current(), []);
}

/** Text that survives a reload until it is sent. */
export function useDraft(key: string): readonly [string, (text: string) => void] {
  const memory = usePanelMemory();
  const [draft, setDraft] = React.useState(() => memory.read(`draft/${key}`) ?? '');
  React.useEffect(() => setDraft(memory.read(`draft/${key}`) ?? ''), [key]);
  return [
    draft,
    text => {
      setDraft(text);
      memory.write(`draft/${key}`, text === '' ? null : text);
    }
  ];
}

/** A fold that the analyst may take over: until then `auto` decides, afterwards the analyst. */
export function useOpen(key: string, auto: boolean): readonly [boolean, (open: boolean) => void] {
  const memory = usePanelMemory();
  const { view } = usePanelState();
  const name = `open/${view?.run ?? ''}/${key}`;
  const stored = (): boolean | null => {
    const value = memory.read(name);
    return value === null ? null : value === 'open';
  };
  const [chosen, setChosen] = React.useState(stored);
  React.useEffect(() => setChosen(stored()), [name]);
  return [
    chosen ?? auto,
    open => {
      setChosen(open);
      memory.write(name, open ? 'open' : 'folded');
    }
  ];
}

/** Gives focus back to the control that opened something in place, where closing it left focus nowhere. */
export function useFocusBack(open: boolean): React.RefObject<HTMLButtonElement> {
  const opener = React.useRef<HTMLButtonElement>(null);
  const wasOpen = React.useRef(open);
  React.useEffect(() => {
    if (wasOpen.current && !open && isFocusLost()) {
      opener.current?.focus();
    }
    wasOpen.current = open;
  }, [open]);
  return opener;
}

/**
 * Keeps focus in a list whose buttons take themselves away: it goes to the one now in that place, else to the last, else to `opener`.
 *
 * `removing` is called with the place of the button pressed.
 */
export function useFocusKept<T extends HTMLElement>(
  count: number,
  opener: React.RefObject<HTMLElement>
): { readonly list: React.RefObject<T>; readonly removing: (place: number) => void } {
  const list = React.useRef<T>(null);
  const pressed = React.useRef<number | null>(null);
  React.useEffect(() => {
    const place = pressed.current;
    pressed.current = null;
    if (place !== null && isFocusLost()) {
      const left = [...(list.current?.querySelectorAll('button') ?? [])];
      (left[place] ?? left.at(-1) ?? opener.current)?.focus();
    }
  }, [count]);
  return {
    list,
    removing: place => {
      pressed.current = place;
    }
  };
}

function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** True once `active` has lasted; false at once when it ends. */
export function useLasting(active: boolean, milliseconds: number): boolean {
  const [lasting, setLasting] = React.useState(false);
  React.useEffect(() => {
    setLasting(false);
    if (!active) {
      return;
    }
    const timer = setTimeout(() => setLasting(true), milliseconds);
    return () => clearTimeout(timer);
  }, [active, milliseconds]);
  return active && lasting;
}

/** Seconds since a moment, counting while `active`. */
export function useSecondsSince(iso: string | null): number {
  const [now, setNow] = React.useState(() => Date.now());
  React.useEffect(() => {
    if (iso === null) {
      return;
    }
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [iso]);
  const from = new Date(iso ?? '').getTime();
  return Number.isNaN(from) ? 0 : Math.max(0, (now - from) / 1000);
}
