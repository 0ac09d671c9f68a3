import type { Message } from './message';

/** How one role is asked: pure functions of the brief, so that the same log gives the same prompt to the byte. */
export interface RolePrompt {
  readonly messages: (brief: unknown) => readonly Message[];
  /** Sentences on what an answer lacks beyond its schema. */
  readonly check?: (brief: unknown, answer: unknown) => readonly string[];
  /** The answer with what the role said before and need not repeat. */
  readonly complete?: (brief: unknown, answer: unknown) => unknown;
}
