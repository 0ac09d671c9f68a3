import { Signal } from '@lumino/signaling';
import type { PanelActions, PanelMemory, PanelModel, PanelState } from '../model';

/** A panel model whose state a test sets and whose actions it reads back. */
export class FakeModel implements PanelModel {
  notebookId = 'notebook-1';
  readonly asked: (readonly [keyof PanelActions, ...unknown[]])[] = [];
  readonly changed = new Signal<this, void>(this);
  readonly memory: PanelMemory;
  readonly actions: PanelActions;

  constructor(
    public state: PanelState,
    readonly stored = new Map<string, string>(),
    preview: Awaited<ReturnType<PanelActions['preview']>> = []
  ) {
    this.memory = {
      read: key => this.stored.get(key) ?? null,
      write: (key, value) => {
        if (value === null) {
          this.stored.delete(key);
        } else {
          this.stored.set(key, value);
        }
      }
    };
    this.actions = new Proxy({} as PanelActions, {
      get:
        (_, name: keyof PanelActions) =>
        (...values: unknown[]) => {
          this.asked.push([name, ...values]);
          return name === 'preview' ? Promise.resolve(preview) : undefined;
        }
    });
  }

  set(parts: Partial<PanelState>): void {
    this.state = { ...this.state, ...parts };
    this.changed.emit();
  }
}
