import { slotOptions } from './slots';
import { checkConstraints, optionLimits, readConstraint } from './read-constraint';
import { readWords } from './read-words';

describe('readConstraint', () => {
  it.each([
    ['parameters', '200000', '200000 parameters of the model at most'],
    ['minutes', '2.5', '2.5 minutes of training at most'],
    ['memory_mb', ' 4000 ', '4000 MB of memory at most'],
    ['require', 'composition:additive', 'composition must be additive'],
    ['forbid', 'training : ensemble', 'training must not be ensemble'],
    ['primary', 'mse', 'judged by mse first'],
    ['words', 'please no ensemble', 'read as: training not ensemble']
  ])('understands %s=%s', (key, value, note) => {
    expect(readConstraint(key, value)).toMatchObject({ key, understood: true, note });
  });

  it('keeps words it can not read and says so', () => {
    expect(readConstraint('words', 'mind the mitochondria')).toEqual({
      key: 'words',
      value: 'mind the mitochondria',
      understood: false,
      note: 'not understood by the built-in experts'
    });
  });

  it.each([
    ['speed', 'high', 'one of parameters'],
    ['parameters', 'many', 'a whole number above 0'],
    ['parameters', '0', 'a whole number above 0'],
    ['parameters', '1.5', 'a whole number above 0'],
    ['minutes', '-1', 'a number above 0'],
    ['minutes', '', 'a number above 0'],
    ['require', 'composition', 'one of additive'],
    ['require', 'size:large', 'SLOT:OPTION'],
    ['forbid', 'composition:magic', 'one of additive'],
    ['forbid', 'composition:additive:x', 'one of additive'],
    ['primary', 'beauty', 'one of pearson_delta_indep']
  ])('refuses %s=%s, saying what was expected', (key, value, expected) => {
    expect(() => readConstraint(key, value)).toThrow(
      expect.objectContaining({
        code: 'design/bad-constraint',
        expected: expect.stringContaining(expected),
        found: expect.stringContaining(key),
        remedy: expect.stringMatching(/./)
      })
    );
  });
});

describe('checkConstraints', () => {
  const all = (...pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([key, value]) => readConstraint(key, value));

  it.each([
    { name: 'two required', given: all(['require', 'loss:mse'], ['require', 'loss:de-weighted']) },
    { name: 'required and forbidden', given: all(['require', 'loss:mse'], ['forbid', 'loss:mse']) },
    {
      name: 'all forbidden',
      given: all(...slotOptions.decoder.map(choice => ['forbid', `decoder:${choice}`] as const))
    },
    {
      name: 'words against a type',
      given: all(['require', 'training:ensemble'], ['words', 'no ensemble'])
    }
  ])('refuses $name in one slot', ({ given }) => {
    expect(() => checkConstraints(given)).toThrow(
      expect.objectContaining({ code: 'design/contradicting-constraints' })
    );
  });

  it('lets constraints pass that one plan can keep', () => {
    checkConstraints(
      all(['require', 'loss:mse'], ['forbid', 'loss:de-weighted'], ['minutes', '5'])
    );
  });

  it('refuses knowledge without a table of it', () => {
    const given = all(['require', 'perturbation:knowledge']);
    expect(() => checkConstraints(given)).toThrow(
      expect.objectContaining({ code: 'design/no-knowledge' })
    );
    checkConstraints(given, true);
  });

  it('reads what an option must and must not be', () => {
    const given = all(['require', 'loss:mse'], ['words', 'avoid the full decoder']);
    expect(optionLimits(given, 'loss')).toEqual({ required: ['mse'], forbidden: [] });
    expect(optionLimits(given, 'decoder')).toEqual({ required: [], forbidden: ['full'] });
  });
});

describe('readWords', () => {
  it.each([
    ['keep the sum', ['composition:additive']],
    ['non-additive, please', ['composition:interaction-residual']],
    ['No low-rank decoder; rather an ensemble', ['not decoder:low-rank', 'training:ensemble']],
    ["Don't use early stopping", ['not training:early-stopping']],
    ['score it without the targets', ['evaluation:without-targets']],
    ['mitochondria', []],
    ['', []]
  ])('reads "%s"', (text, expected) => {
    const read = readWords(text).map(
      ({ slot, choice, wanted }) => `${wanted ? '' : 'not '}${slot}:${choice}`
    );
    expect(read.sort()).toEqual([...expected].sort());
  });
});
