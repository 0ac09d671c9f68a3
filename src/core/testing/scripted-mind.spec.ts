import { z } from 'zod';
import { scriptedMind } from './scripted-mind';

const { signal } = new AbortController();

describe('ScriptedMind', () => {
  it('answers in the order of its script', async () => {
    const mind = scriptedMind([
      { role: 'data', answer: 1 },
      { role: 'critic', answer: 2 }
    ]);
    expect(await mind.answer('data', {}, z.number(), signal)).toBe(1);
    expect(await mind.answer('critic', {}, z.number(), signal)).toBe(2);
    mind.assertUsedUp();
  });

  it('fails on another role, on a call too many and on a leftover answer', async () => {
    const mind = scriptedMind([{ role: 'data', answer: 1 }]);
    expect(() => mind.assertUsedUp()).toThrow('leftover answers of data');
    await expect(mind.answer('critic', {}, z.number(), signal)).rejects.toThrow('expects data');
    await expect(mind.answer('data', {}, z.number(), signal)).rejects.toThrow("script's end");
  });
});
