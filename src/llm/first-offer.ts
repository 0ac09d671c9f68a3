import type { Offer } from '../core';
import { sizeOf, usualRounds, wholeDesign } from './estimate';
import type { Mask } from './mask';
import { promptFor } from './prompts/table';

/** Who would be told. */
export interface Addressee {
  /** The host, or a label for it; never an address. */
  readonly to: string;
  readonly model: string;
  /** Over all text that would be sent; absent: it goes as it is. */
  readonly mask?: Mask | undefined;
}

/** What would be sent first, word for word, and what a whole design is likely to take; sends nothing. */
export function firstOffer({ to, model, mask }: Addressee, role: string, brief: unknown): Offer {
  const messages = (promptFor(role, brief) ?? []).map(message => ({
    ...message,
    content: mask?.(message.content) ?? message.content
  }));
  const text = messages.map(message => `${message.role}:\n${message.content}`).join('\n\n');
  const first = sizeOf(messages);
  const design = wholeDesign(first, usualRounds);
  return {
    to,
    model,
    isMasked: mask !== undefined,
    text,
    bytes: first.bytes,
    estimate: {
      calls: design.calls,
      prompt_tokens: design.tokens,
      completion_tokens: design.answerTokens,
      money: null
    }
  };
}
