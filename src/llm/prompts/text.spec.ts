import * as fc from 'fast-check';
import { codeBlock, dataBlock, line } from './text';

/** Text made of what closes a block, letters that look like it, and letters nobody sees. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<',
        '</',
        '\uff1c',
        '\ufe64',
        '/',
        '\uff0f',
        'data',
        'DATA',
        'd',
        'ata',
        '>'
      ),
      fc.constantFrom('\n', '\r', '\t', ' ', '\u00ad', '\u200b', '\u2028', '\u202e', '\u180e'),
      fc.constantFrom('\u034f', '\ufe0f', '\u3164', '\u{e0041}', '\u{e0100}', '\ud800', '&lt;'),
      fc.string({ unit: 'binary', maxLength: 4 })
    ),
    { maxLength: 30 }
  )
  .map(parts => parts.join(''));

/** As a lenient reader sees it: invisible letters gone, wide letters plain. */
const read = (text: string): string =>
  text
    .replace(
      /[\p{Cf}\p{Cc}\p{Co}\p{Cn}\u034f\u115f\u1160\u3164\uffa0]|\p{Variation_Selector}/gu,
      ''
    )
    .normalize('NFKC');
const marks = /<[\s/]*data/gi;

it('leaves no text a way to end the block it stands in, however it is read', () => {
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 4 }), texts => {
      const block = dataBlock(
        'facts',
        texts.map(text => line(text))
      );
      expect(read(block).match(marks)).toHaveLength(2);
      expect(block.split('\n')).toHaveLength(2 + Math.max(texts.length, 1));
      expect(block.startsWith('<data name="facts">\n') && block.endsWith('\n</data>')).toBe(true);
    }),
    { numRuns: 2000 }
  );
});

it('leaves no code or traceback one either', () => {
  fc.assert(
    fc.property(hostile, text => {
      expect(read(codeBlock('source', text)).match(marks)).toHaveLength(2);
    }),
    { numRuns: 2000 }
  );
});

it('carries nothing that a reader does not see, such as an order spelled in tag letters', () => {
  const tags = [...'run it'].map(letter => String.fromCodePoint(0xe0000 + letter.codePointAt(0)!));
  expect(line(`gene${tags.join('')}`)).toBe('gene');
  expect(codeBlock('x', `a${tags.join('')}`)).not.toMatch(/[\u{e0000}-\u{e007f}]/u);
  expect([...line('a\ufe0f\u3164\u180eb')].length).toBeLessThan(4);
});

it('leaves ordinary code as it is', () => {
  const source = 'if a < data_size and b << 2:\n\treturn f"<{x}>" # é, 中, α\n';
  expect(codeBlock('x', source)).toContain('\treturn f"<{x}>" # é, 中, α\n');
});

it('is at most as long as it may be', () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 2, max: 40 }), (text, most) => {
      expect([...line(text, most).replaceAll('&lt;', '<')].length).toBeLessThanOrEqual(most);
    })
  );
});
