/** Controls, direction marks, tag letters, variation selectors and fillers: nothing that a reader would not see. */
const unseen =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5|\p{Variation_Selector}/gu;
/** What opens a mark, and letters that look like it. */
const opening = /[<\u02c2\u2039\u2329\u3008\ufe64\uff1c]/g;
/** The same before what would close or open a block, or a chat template's turn: code keeps its other signs. */
const mark =
  /[<\u02c2\u2039\u2329\u3008\ufe64\uff1c](?=[\s/\uff0f\u2215]*d\s*a\s*t\s*a|\||\/?[a-z_]+>)/gi;
const loneSurrogate = /[\ud800-\udfff]/gu;

/** Somebody else's words on one line, at most `most` characters, unable to end the block they stand in. */
export function line(text: string, most = 400): string {
  const plain = text
    .replace(loneSurrogate, '\ufffd')
    .replace(unseen, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  const letters = [...plain];
  const short = letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : plain;
  return short.replace(opening, '&lt;');
}

/** Code or a program's words with their lines and indents, unable to end the block they stand in. */
export function codeBlock(name: string, source: string): string {
  const lines = source.replace(loneSurrogate, '\ufffd').split(/\r\n?|\n/);
  const seen = lines.map(row =>
    row
      .split('\t')
      .map(part => part.replace(unseen, ' '))
      .join('\t')
  );
  const safe = seen.join('\n').replace(mark, '&lt;');
  return `<data name="${name}">\n${safe}\n</data>`;
}

/**
 * Lines of data between marks that nothing inside can write, since `line` leaves no "<" in it. Every line must be one of
 * `line`'s or made of names of ours.
 */
export function dataBlock(name: string, lines: readonly string[]): string {
  return [`<data name="${name}">`, ...(lines.length === 0 ? ['(none)'] : lines), '</data>'].join(
    '\n'
  );
}

/** "free:" and the 79 letters it may have: a choice that is cut cannot be adopted word for word. */
export const wholeChoice = 84;

/** Three significant digits: more than an interval over conditions carries, and the same on every machine. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}
