import { nullTranslator } from '@jupyterlab/translation';
import * as fc from 'fast-check';
import {
  clock,
  day,
  decimal,
  difference,
  duration,
  error,
  score,
  shortenMiddle,
  timeLeft,
  typeset
} from './text';

const trans = nullTranslator.load('jupyterlab_cellforge');

describe('numbers', () => {
  it.each([
    { value: 0.781, text: '0.78' },
    { value: -0.14, text: '−0.14' },
    { value: -0.001, text: '0.00' },
    { value: 0, text: '0' },
    { value: null, text: '–' }
  ])('writes the score $value as $text', ({ value, text }) => {
    expect(score(value)).toBe(text);
  });

  it.each([
    { value: 0.00042, text: '0.00042' },
    { value: 0.0258, text: '0.026' },
    { value: -0.031, text: '−0.031' },
    { value: 2.345, text: '2.35' },
    { value: 12345, text: '12,345' }
  ])('writes the error $value as $text, so that small ones keep two digits', ({ value, text }) => {
    expect(decimal(value)).toBe(text);
  });
});

describe('errors in a column', () => {
  it.each([
    { value: 0.005, text: '0.0050' },
    { value: -0.04, text: '−0.040' },
    { value: 0.00042, text: '0.00042' },
    { value: 0.0000012, text: '1.2e−6' },
    { value: 2.345, text: '2.35' },
    { value: null, text: '–' }
  ])('write $value as $text, with both digits', ({ value, text }) => {
    expect(error(value)).toBe(text);
  });
});

describe('an interval', () => {
  const joined = '\u00a0';

  it('has as many decimals at both ends as its number', () => {
    expect(difference(0.0645, [0.045, 0.1])).toEqual(['0.06', `[0.04,${joined}0.10]`]);
    expect(difference(-0.001, [-0.004, 0.02])).toEqual(['0.00', `[0.00,${joined}0.02]`]);
    expect(difference(-0.02, [-0.04, -0.0004])).toEqual(['−0.0200', `[−0.0400,${joined}−0.0004]`]);
  });

  it('stays on one line in a sentence that was written elsewhere', () => {
    expect(typeset('Level: -0.02 [-0.10, 0.05], so 5 [a, b].')).toBe(
      `Level: −0.02 [−0.10,${joined}0.05], so 5 [a, b].`
    );
  });
});

describe('time', () => {
  it.each([
    { seconds: 4, text: '4 s' },
    { seconds: 130, text: '2:10' },
    { seconds: 3723, text: '1:02:03' }
  ])('writes $seconds s as $text', ({ seconds, text }) => {
    expect(duration(seconds)).toBe(text);
  });

  it.each([
    { seconds: 9, text: 'about 9 s left' },
    { seconds: 100, text: 'about 1 min 40 s left' },
    { seconds: 119, text: 'about 2 min left' },
    { seconds: 1200, text: 'about 20 min left' }
  ])('rounds $seconds s left to $text', ({ seconds, text }) => {
    expect(timeLeft(seconds, trans)).toBe(text);
  });
});

describe('shortenMiddle', () => {
  it('keeps both ends of a long perturbation label', () => {
    expect(shortenMiddle('MAP2K3+SLC38A2', 12)).toBe('MAP2K3+S…8A2');
  });

  it('never exceeds the length, keeps short labels, and keeps the ends', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 8, max: 40 }),
        (label, longest) => {
          const letters = [...label];
          const short = [...shortenMiddle(label, longest)];
          expect(short.length).toBeLessThanOrEqual(Math.max(longest, 0));
          if (letters.length <= longest) {
            expect(short).toEqual(letters);
          } else {
            expect(short[0]).toBe(letters[0]);
            expect(short.at(-1)).toBe(letters.at(-1));
          }
        }
      )
    );
  });
});

describe('dates', () => {
  const at = new Date(2026, 10, 12, 16, 40).toISOString();
  afterEach(() => {
    document.documentElement.lang = '';
  });

  it.each([
    { lang: '', told: ['12 Nov 2026, 16:40', '16:40'] },
    { lang: 'en', told: ['12 Nov 2026, 16:40', '16:40'] },
    { lang: 'en-US', told: ['Nov 12, 2026, 04:40 PM', '04:40 PM'] },
    { lang: 'de-DE', told: ['12. Nov. 2026, 16:40', '16:40'] },
    { lang: 'zh_CN', told: ['2026年11月12日 16:40', '16:40'] },
    { lang: 'no tag', told: ['12 Nov 2026, 16:40', '16:40'] }
  ])('are written as the interface’s language "$lang" does', ({ lang, told }) => {
    document.documentElement.lang = lang;
    // newer versions of the tables have a narrow space before PM
    expect([day(at), clock(at)].map(text => text.replace('\u202f', ' '))).toEqual(told);
  });

  it('are empty where there is no such time', () => {
    expect([day(null), clock('never')]).toEqual(['', '']);
  });
});
