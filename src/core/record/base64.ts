const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Map([...letters].map((letter, value) => [letter.charCodeAt(0), value]));
const padding = '='.charCodeAt(0);

/** Base64 with padding, the same in every browser and in Node. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const group = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    parts.push(
      letters[group >> 18] +
        letters[(group >> 12) & 63] +
        (left > 1 ? letters[(group >> 6) & 63] : '=') +
        (left > 2 ? letters[group & 63] : '=')
    );
  }
  return parts.join('');
}

/** @throws RangeError when `text` is not base64 with padding. */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) {
    throw new RangeError('not base64: its length is no multiple of 4');
  }
  const pads = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - pads);
  for (let at = 0, to = 0; at < text.length; at += 4, to += 3) {
    const group =
      (valueAt(text, at, pads) << 18) |
      (valueAt(text, at + 1, pads) << 12) |
      (valueAt(text, at + 2, pads) << 6) |
      valueAt(text, at + 3, pads);
    // writes beyond the end are dropped by the array
    bytes[to] = group >> 16;
    bytes[to + 1] = (group >> 8) & 255;
    bytes[to + 2] = group & 255;
  }
  return bytes;
}

function valueAt(text: string, at: number, pads: number): number {
  const code = text.charCodeAt(at);
  if (code === padding && at >= text.length - pads) {
    return 0;
  }
  const value = values.get(code);
  if (value === undefined) {
    throw new RangeError('not base64: a letter outside its alphabet');
  }
  return value;
}
