import type { Mind } from '../ports';

/** One expected call: who is asked, and what they answer. */
export interface ScriptedAnswer {
  readonly role: string;
  readonly answer: unknown;
}

export interface ScriptedMind extends Mind {
  readonly kind: 'scripted';
  /** @throws Error naming the answers nobody asked for. */
  assertUsedUp(): void;
}

/** A mind that answers by a script, and fails on a call that is not in it. */
export function scriptedMind(script: readonly ScriptedAnswer[]): ScriptedMind {
  const left = [...script];
  return {
    kind: 'scripted',
    async answer(role, _brief, schema, signal) {
      signal.throwIfAborted();
      const next = left.shift();
      if (next === undefined) {
        throw new Error(`unexpected call: ${role} was asked after the script's end`);
      }
      if (next.role !== role) {
        throw new Error(`unexpected call: ${role} was asked, the script expects ${next.role}`);
      }
      return schema.parse(next.answer);
    },
    assertUsedUp() {
      if (left.length > 0) {
        throw new Error(`leftover answers of ${left.map(answer => answer.role).join(', ')}`);
      }
    }
  };
}
