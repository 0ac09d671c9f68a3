import type { Evidence } from '../../core';
import { shortCitation } from './references';

const cited = (authors: string): string =>
  shortCitation({ authors, year: 2025, title: 'Title' } as Evidence);

it('names the first author, or what a group wrote', () => {
  expect(cited('Ahlmann-Eltze C, Huber W')).toBe('Ahlmann-Eltze 2025');
  expect(cited('J. Replogle and others')).toBe('Replogle 2025');
  expect(cited('The Consortium of Very Many Groups')).toBe('Title');
});

it.each([' A', 'A. ', ' '])('is done soon with a long list of %p', unit => {
  const started = performance.now();
  cited(`${unit.repeat(100_000)}!`);
  expect(performance.now() - started).toBeLessThan(1000);
});
