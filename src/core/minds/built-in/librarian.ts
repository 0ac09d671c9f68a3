import type { LibraryBrief, LibraryDraft } from '../../literature/cite';

/** Works chosen at most: rules know which words a work shares with the question, not what it found. */
const most = 3;
/** A quote of fewer letters is none, and of more letters too many. */
const letters = { least: 20, most: 400 };

/**
 * What rules can choose in the librarian's place: the best-ranked works that share words with the question, each with
 * the sentence of its abstract that shares most, as it stands there.
 */
export function choose({ question, works }: LibraryBrief): LibraryDraft {
  const asked = new Set(wordsIn(question));
  const chosen = works.flatMap(({ key, abstract }) => {
    const quote = nearest(sentencesIn(abstract), asked);
    return quote === null ? [] : [{ key, claim: quote, quote }];
  });
  return { chosen: chosen.slice(0, most) };
}

function nearest(sentences: readonly string[], asked: ReadonlySet<string>): string | null {
  const shared = (sentence: string): number =>
    new Set(wordsIn(sentence).filter(word => asked.has(word))).size;
  const best = [...sentences].sort((a, b) => shared(b) - shared(a))[0];
  return best === undefined || shared(best) === 0 ? null : best;
}

const sentencesIn = (text: string): readonly string[] =>
  text
    .split(/(?<=[.!?])\s+(?=\p{Lu})/u)
    .map(sentence => sentence.trim())
    .filter(({ length }) => length >= letters.least && length <= letters.most);

/** Words that say something: longer ones, an ending "s" aside. */
const wordsIn = (text: string): readonly string[] =>
  (text.toLowerCase().match(/\p{L}{4,}/gu) ?? []).map(word => word.replace(/s$/, ''));
