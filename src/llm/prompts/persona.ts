import type { Slot } from '../../core';

/** Who a role is. Data alone: what is done with it stands in `debate.ts`. */
export interface Persona {
  readonly role: string;
  /** Who speaks, what it looks at, what it distrusts. */
  readonly text: string;
  /** Slots on which it must take a stand; together the experts' cover each slot at least twice. */
  readonly slots: readonly Slot[];
}
