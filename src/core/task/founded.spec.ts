import { founded, numbersStand } from './founded';

describe('numbersStand', () => {
  it.each([
    {
      name: 'a number as it was told',
      text: 'agree at 0.76',
      source: 'halves agree at 0.76.',
      stands: true
    },
    {
      name: 'a number rounded',
      text: 'agree at 0.8',
      source: 'halves agree at 0.7623.',
      stands: true
    },
    { name: 'a share as percent', text: '40% are silent', source: 'a share of 0.4', stands: true },
    {
      name: 'a number that is a year taken for percent',
      text: 'about 20 examples',
      source: 'published in 2025',
      stands: false
    },
    { name: 'thousands with commas', text: '12,345 cells', source: '12345 cells', stands: true },
    {
      name: 'an invented number',
      text: 'agree at 0.91',
      source: 'halves agree at 0.76.',
      stands: false
    },
    {
      name: 'digits inside a name',
      text: 'NKX2-1 and IL6',
      source: 'no number at all',
      stands: true
    },
    {
      name: 'a range with an invented end',
      text: '10-99 cells',
      source: '10 cells',
      stands: false
    },
    { name: 'no number', text: 'halves agree', source: '', stands: true }
  ])('$name: $stands', ({ text, source, stands }) => {
    expect(numbersStand(text, source)).toBe(stands);
  });
});

describe('founded', () => {
  const facts = [
    { id: 'pairs', value: 128, unit: 'conditions', text: '128 conditions combine targets.' }
  ];
  const grounds = { facts, evidence: [] };

  it('keeps a claim that cites what was measured, with only the ids that exist', () => {
    const claim = {
      text: 'There are 128 pairs.',
      facts: ['pairs', 'dreams'],
      evidence: ['nobody-1900']
    };
    expect(founded(claim, grounds)).toEqual({ text: claim.text, facts: ['pairs'], evidence: [] });
  });

  it.each([
    { name: 'cites nothing', claim: { text: 'Pairs matter.', facts: [], evidence: [] } },
    {
      name: 'cites unknown ids',
      claim: { text: 'Pairs matter.', facts: ['dreams'], evidence: ['x'] }
    },
    { name: 'names another number', claim: { text: '900 pairs.', facts: ['pairs'], evidence: [] } },
    { name: 'says nothing', claim: { text: ' ', facts: ['pairs'], evidence: [] } }
  ])('drops a claim that $name', ({ claim }) => {
    expect(founded(claim, grounds)).toBeNull();
  });
});
