import { firstRequest, usualRounds, wholeDesign } from './estimate';
import { firstOffer } from './first-offer';
import { exampleSituation } from './testing/example-briefs';

const { situation, brief } = exampleSituation();

describe('what a design is likely to take', () => {
  it('is the same figure in the panel and on the command line for as many rounds', () => {
    const { bytes, estimate } = firstOffer({ to: 'our cluster', model: 'm' }, 'data', brief);
    const first = firstRequest(situation);
    const design = wholeDesign(first, usualRounds);
    expect(bytes).toBe(first.bytes);
    expect(estimate).toEqual({
      calls: design.calls,
      prompt_tokens: design.tokens,
      completion_tokens: design.answerTokens,
      money: null
    });
  });

  it('grows by the calls of a round, beside those that every design makes once', () => {
    const calls = [0, 1, 2].map(rounds => wholeDesign({ bytes: 0 }, rounds).calls);
    expect(calls).toEqual([7, 16, 25]);
  });
});
