import { refineOf, searchOf } from './refine-of';

describe('what a run is asked to try', () => {
  it.each([
    [null, 'built-in', {}],
    [null, 'llm', { refine: 1 }],
    [0, 'llm', {}],
    [3, 'built-in', { refine: 3 }]
  ])('set to %p for %s experts is %p new candidates', (set, experts, expected) => {
    expect(refineOf(set, experts)).toEqual(expected);
  });

  it.each([
    [0, {}],
    [1, {}],
    [2, { search: 2 }]
  ])('searches among %p candidates only where there is a choice', (set, expected) => {
    expect(searchOf(set)).toEqual(expected);
  });
});
