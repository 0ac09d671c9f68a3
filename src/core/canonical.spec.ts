import * as fc from 'fast-check';
import { canonicalJson } from './canonical';

describe('canonicalJson', () => {
  it.each([
    // RFC 8785, section 3.2.2 and appendix B
    [
      'keys by UTF-16 code units',
      { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 },
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}'
    ],
    [
      'numbers as ECMAScript writes them',
      [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27, -0],
      '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]'
    ],
    [
      'strings with the shortest escapes',
      '€$\u000f\nA\'B"\\\\"/',
      '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'
    ],
    ['literals', [null, true, false], '[null,true,false]'],
    ['members that are undefined left out', { a: undefined, b: 1 }, '{"b":1}']
  ])('writes %s', (_name, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each([
    ['NaN', NaN],
    ['an infinity', [Infinity]],
    ['a lone surrogate', '\ud800'],
    ['a function', { f: () => 1 }],
    ['another class', new Map()]
  ])('refuses %s', (_name, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it('is read back as the same value, and does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        const text = canonicalJson(plain);
        expect(JSON.parse(text)).toEqual(plain);
        expect(canonicalJson(reversed(plain))).toBe(text);
      })
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(reversed);
  }
  return value !== null && typeof value === 'object'
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, member]) => [key, reversed(member)])
      )
    : value;
}
