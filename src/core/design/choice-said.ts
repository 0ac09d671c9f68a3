import { type Slot, slotOptions } from './slots';

/** Slots on which a coder can write what no option says. */
export const freeSlots: readonly Slot[] = [
  'perturbation',
  'composition',
  'context',
  'decoder',
  'loss'
];

const prefix = 'free:';
/** Of the words after the prefix; what an option of one's own can be told by on one line of a prompt, a cell and a file name. */
const mostWords = 79;
const leastWords = 3;
const allowed = /[\p{L}\p{N} ,.+()/-]/u;
const begins = /^[\p{L}\p{N}]/u;

/** What "free:WORDS" may hold, for who writes it. */
export const freeWords = `${leastWords} to ${mostWords} characters: letters, digits, spaces and , . + - / ( ) alone, a letter or digit first`;

/** Whether a choice names an architecture of the expert's own. */
export const isFreeChoice = (choice: string): boolean =>
  choice.startsWith(prefix) && wordsProblem(choice.slice(prefix.length)) === null;

/** Why a slot can't have a choice, with what would pass; null where it can. */
export function choiceProblem(slot: Slot, choice: string, isFree: boolean): string | null {
  if ((slotOptions[slot] as readonly string[]).includes(choice)) {
    return null;
  }
  if (!choice.startsWith(prefix)) {
    const others = isFree && freeSlots.includes(slot) ? ` or "${prefix}WORDS"` : '';
    return `not an option of ${slot}: take ${slotOptions[slot].join(', ')}${others}`;
  }
  if (!isFree || !freeSlots.includes(slot)) {
    const why = isFree ? `${slot} takes no choice of your own` : 'nobody here can write code';
    return `${why}: take ${slotOptions[slot].join(', ')}`;
  }
  const problem = wordsProblem(choice.slice(prefix.length));
  return problem === null ? null : `${problem}; "${prefix}" takes ${freeWords}`;
}

function wordsProblem(words: string): string | null {
  const letters = [...words];
  const odd = [...new Set(letters.filter(letter => !allowed.test(letter)))].slice(0, 5);
  if (odd.length > 0) {
    return `found ${odd.map(letter => JSON.stringify(letter)).join(' ')}`;
  }
  if (letters.length < leastWords || letters.length > mostWords) {
    return `found ${letters.length} characters`;
  }
  return begins.test(words) ? null : `begins with ${JSON.stringify(letters[0])}`;
}
