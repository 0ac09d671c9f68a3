/** Controls, invisible characters and direction marks: nothing that a reader would not see. */
// eslint-disable-next-line no-control-regex
const unseen = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;
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
  return short.replace(/</g, '&lt;');
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

/** Three significant digits: more than a bootstrap interval carries, and the same on every machine. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}
