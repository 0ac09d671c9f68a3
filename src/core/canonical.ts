/**
 * Canonical JSON after RFC 8785: keys in the order of their UTF-16 code units, numbers and strings as ECMAScript
 * writes them. Members that are `undefined` are left out, as JSON does.
 *
 * @throws TypeError for what JSON cannot carry: NaN, infinities, lone surrogates, functions, other classes.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
    case 'number':
      if (!Number.isFinite(value)) {
        throw new TypeError(`${value} has no JSON form`);
      }
      return JSON.stringify(value);
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : canonicalContainer(value);
    default:
      throw new TypeError(`a ${typeof value} has no JSON form`);
  }
}

function canonicalContainer(value: object): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new TypeError('only plain objects have a canonical JSON form');
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([key, member]) => `${canonicalString(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

// with the u flag a surrogate pair is one character, so only lone ones match
const loneSurrogate = /[\uD800-\uDFFF]/u;

function canonicalString(text: string): string {
  if (loneSurrogate.test(text)) {
    throw new TypeError('a lone surrogate has no canonical JSON form');
  }
  return JSON.stringify(text);
}
