import { type Slot, slotOptions } from './slots';
import { optionWords, refusals } from './lexicon';

/** One thing an analyst's words ask for. */
export interface Wish {
  readonly slot: Slot;
  readonly choice: string;
  readonly wanted: boolean;
}

/** What the built-in experts can read in free words; nothing at all where they can't. */
export function readWords(text: string): readonly Wish[] {
  const words = ` ${text
    .toLowerCase()
    .replace(/[.,;:!?]+/g, ' | ')
    .replace(/[^a-z0-9'|-]+/g, ' ')
    .trim()} `;
  const found = optionWords.flatMap(option => {
    const phrase = option.words.find(
      word => words.includes(` ${word} `) || words.includes(` ${word}s `)
    );
    return phrase === undefined ? [] : [{ ...option, phrase, at: words.indexOf(` ${phrase}`) }];
  });
  const whole = found.filter(
    item =>
      !found.some(
        other => other !== item && other.phrase.length > item.phrase.length && covers(other, item)
      )
  );
  return whole.map(({ slot, choice, at }) => ({ slot, choice, wanted: !isRefused(words, at) }));
}

interface Found {
  readonly at: number;
  readonly phrase: string;
}

const covers = (long: Found, short: Found): boolean =>
  long.at <= short.at && short.at + short.phrase.length <= long.at + long.phrase.length;

/** A refusal reaches no further than its clause. */
function isRefused(words: string, at: number): boolean {
  const clause = words.slice(words.lastIndexOf('|', at) + 1, at);
  const before = ` ${clause.trim().split(' ').slice(-4).join(' ')} `;
  return refusals.some(refusal => before.includes(` ${refusal} `));
}

/** The option a wish leads to: the wanted one, or for a refused one the first other that is not forbidden. */
export function optionFor(wish: Wish, forbidden: readonly string[]): string | null {
  if (wish.wanted) {
    return forbidden.includes(wish.choice) ? null : wish.choice;
  }
  const others = (slotOptions[wish.slot] as readonly string[]).filter(
    choice => choice !== wish.choice && !forbidden.includes(choice)
  );
  return others[0] ?? null;
}
