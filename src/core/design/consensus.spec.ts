import fc from 'fast-check';
import { consensus, isAgreed, scoreRound } from './consensus';
import { expertIds } from './turns';

const score = fc.double({ min: 0, max: 1, noNaN: true });

describe('consensus', () => {
  it('weighs the past 0.3, the critic 0.4 and the mean of the peers 0.3', () => {
    expect(consensus(0.5, 0.9, [0.6, 0.7, 0.8])).toBeCloseTo(0.3 * 0.5 + 0.4 * 0.9 + 0.3 * 0.7, 12);
  });

  it('stays in [0, 1] and ignores the order of the peers', () => {
    fc.assert(
      fc.property(
        score,
        score,
        fc.array(score, { minLength: 1, maxLength: 5 }),
        (past, critic, peers) => {
          const c = consensus(past, critic, peers);
          expect(c).toBeGreaterThanOrEqual(0);
          expect(c).toBeLessThanOrEqual(1 + 1e-12);
          expect(consensus(past, critic, [...peers].reverse())).toBe(c);
        }
      )
    );
  });

  it('comes to a constant score, never past it', () => {
    fc.assert(
      fc.property(score, constant => {
        let c = 0;
        for (let round = 1; round <= 20; round++) {
          c = consensus(c, constant, [constant, constant, constant]);
          expect(c).toBeCloseTo(constant * (1 - 0.3 ** round), 9);
        }
      })
    );
  });
});

describe('isAgreed', () => {
  it.each([
    { name: 'all high and close', scores: [0.81, 0.82, 0.825, 0.8], agreed: true },
    { name: 'one below 0.8', scores: [0.81, 0.82, 0.79, 0.8], agreed: false },
    { name: '0.03 apart', scores: [0.8, 0.83, 0.81, 0.82], agreed: false },
    { name: 'nobody there', scores: [], agreed: false }
  ])('is $agreed for $name', ({ scores, agreed }) => {
    expect(isAgreed(scores)).toBe(agreed);
  });
});

describe('scoreRound', () => {
  const reviewsOf = (hardOpen: boolean) =>
    expertIds.flatMap(expert =>
      ['critic', ...expertIds.filter(peer => peer !== expert)].map(reviewer => ({
        reviewer,
        expert,
        score: 0.95,
        hardOpen: hardOpen && reviewer === 'data'
      }))
    );

  it('never lets a proposal with one unmet hard concern reach 0.8, however many rounds pass', () => {
    let scores: readonly number[] = [];
    for (let round = 1; round <= 20; round++) {
      scores = scoreRound(reviewsOf(true), scores);
      expect(scores[expertIds.indexOf('biology')]).toBeLessThan(0.8);
      expect(isAgreed(scores)).toBe(false);
    }
  });

  it('agrees where nothing hard is open', () => {
    const first = scoreRound(reviewsOf(false), []);
    expect(isAgreed(first)).toBe(false);
    expect(isAgreed(scoreRound(reviewsOf(false), first))).toBe(true);
  });

  it('names an expert the critic left out', () => {
    expect(() => scoreRound([], [])).toThrow('data');
  });
});
