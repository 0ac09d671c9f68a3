import * as fc from 'fast-check';
import { scrubber } from './scrub';

const scrub = scrubber({
  folders: ['/home/annika', '/home/annika/work/study', '/'],
  user: 'annika',
  host: 'lab-node-7',
  secrets: ['s3cret-of-the-hub']
});

describe('scrubber', () => {
  it.each([
    ['home', 'read /home/annika/a.h5ad', 'read ~/a.h5ad'],
    ['the working folder', '/home/annika/work/study/a.h5ad', '~/a.h5ad'],
    ["another person's home", 'see /home/bo/x and C:\\Users\\bo\\x', 'see ~/x and ~\\x'],
    ['the user', 'by annika, on lab-node-7', 'by [name], on [name]'],
    ['a secret of the environment', 'token s3cret-of-the-hub!', 'token [secret]!'],
    ['an API key', 'key sk-abcdefghijklmnop1234 was used', 'key [secret] was used'],
    ['a GitHub token', 'ghp_abcdefghijklmnopqrstuvwx', '[secret]'],
    ['a named value', 'OPENAI_API_KEY=abcdef123', 'OPENAI_API_KEY=[secret]'],
    ['a bearer', 'Authorization: Bearer abc.def-ghi_jkl', 'Authorization: Bearer [secret]'],
    ['credentials in an address', 'https://ann:pass@host/x', 'https://[secret]@host/x']
  ])('removes %s', (_name, text, clean) => {
    expect(scrub(text)).toBe(clean);
  });

  it.each([
    ['a relative path', '../data/pairs.h5ad'],
    ['a relative path through home', '../../home/annika-data/pairs.h5ad'],
    ['genes and labels', 'KLF1+TGFBR2 in K562, HLA-A, NKX2-1'],
    ['a longer word', 'annikas and sublab-node-70'],
    ['code', 'model = Model(hidden=128, rank=8)  # token mixing']
  ])('leaves %s', (_name, text) => {
    expect(scrub(text)).toBe(text);
  });

  it('leaves names that are too common or too short to tell', () => {
    const rooted = scrubber({ folders: [], user: 'root', host: 'TP53', secrets: [] });
    expect(rooted('root of TP53')).toBe('root of TP53');
  });

  it.each([
    'a_',
    '_',
    'a.',
    'a-',
    '-eyJaaaaaaaaaaaa',
    'api_',
    'hf_',
    'x://',
    'a@',
    '/home/',
    'token '
  ])('is done soon with a long text of %p', unit => {
    const text = unit.repeat(100_000 / unit.length);
    const started = performance.now();
    scrub(text);
    // by the square of the length it would be half a minute
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('changes nothing the second time', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '/home/annika',
        'annika',
        'Bearer ',
        'sk-',
        'token=',
        'lab-node-7',
        '://',
        '@'
      ),
      fc.string()
    );
    fc.assert(
      fc.property(fc.array(piece), pieces => {
        const once = scrub(pieces.join(''));
        expect(scrub(once)).toBe(once);
      })
    );
  });
});
