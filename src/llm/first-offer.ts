import type { Offer } from '../core';
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

const bytesPerToken = 4;
/** Analysts, librarian and coder, and five rounds of four proposals, four experts' reviews and the critic's. */
const callsOfADesign = 5 + 2 + 5 * 9;
/** What later prompts say beyond the first one, on average. */
const materialBytes = 2600;
const tokensOfAnAnswer = 600;

/** What would be sent first, word for word, and what a whole design is likely to take; sends nothing. */
export function firstOffer({ to, model, mask }: Addressee, role: string, brief: unknown): Offer {
  const messages = (promptFor(role, brief) ?? []).map(message => ({
    ...message,
    content: mask?.(message.content) ?? message.content
  }));
  const text = messages.map(message => `${message.role}:\n${message.content}`).join('\n\n');
  const bytes = new TextEncoder().encode(JSON.stringify(messages)).length;
  const prompt = Math.ceil((bytes + materialBytes) / bytesPerToken);
  return {
    to,
    model,
    isMasked: mask !== undefined,
    text,
    bytes,
    estimate: {
      calls: callsOfADesign,
      prompt_tokens: callsOfADesign * prompt,
      completion_tokens: callsOfADesign * tokensOfAnAnswer,
      money: null
    }
  };
}
