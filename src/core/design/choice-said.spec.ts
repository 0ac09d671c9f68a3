import { choiceProblem, freeWords, isFreeChoice } from './choice-said';

describe('a choice that an expert says', () => {
  it.each([
    ['an option', 'decoder', 'low-rank', true],
    ['an architecture of its own', 'decoder', 'free:gated by pathway, at most 2 (soft)', true]
  ] as const)('is taken where it is %s', (_what, slot, choice, isFree) => {
    expect(choiceProblem(slot, choice, isFree)).toBeNull();
  });

  it.each([
    ['no option', 'loss', 'huber', true, 'not an option of loss: take mse, de-weighted'],
    ['no option of it', 'evaluation', 'mse', true, 'not an option of evaluation: take without-'],
    ['of its own where none is', 'training', 'free:by hand', true, 'training takes no choice of'],
    ['of its own where nobody writes', 'loss', 'free:by hand', false, 'nobody here can write code'],
    ['of letters that do not pass', 'perturbation', 'free:0/1 entries; masked', true, 'found ";"'],
    ['too long', 'decoder', `free:${'a'.repeat(80)}`, true, 'found 80 characters'],
    ['too short', 'decoder', 'free:ab', true, 'found 2 characters'],
    ['begun by a sign', 'decoder', 'free:-gated', true, 'begins with "-"']
  ] as const)('is refused where it is %s, and told what would pass', (...row) => {
    const [, slot, choice, isFree, told] = row;
    expect(choiceProblem(slot, choice, isFree)).toContain(told);
  });

  it('is told which characters it may have in the words of the refusal', () => {
    expect(choiceProblem('decoder', 'free:a;b', true)).toContain(freeWords);
    expect(freeWords).toContain('3 to 79 characters');
    expect(isFreeChoice(`free:${'a'.repeat(79)}`)).toBe(true);
    expect(isFreeChoice('free:a;b')).toBe(false);
  });
});
