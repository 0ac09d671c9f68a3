import { exampleSituations, exampleTask } from '../../design/testing/situations';
import { exampleInner } from '../../testing/example-inner';
import { candidateFacts } from './candidate-facts';
import type { InnerScores } from './inner-scores';
import { opening } from './opening';
import { whyStop } from './why-stop';

const task = exampleTask(exampleSituations.papalexi);
const cell = { source: 'x', training: {}, knowledge: null, earlier: [] };
const candidate = { n: 1, parent: null, refused: null, dissent: [] };

/** Of 20 scored conditions, 15 can be compared in halves. */
function ofFewer(mean: number): InnerScores {
  const inner = exampleInner(task, cell, () => ({ mean, alone: mean }));
  return {
    ...inner,
    parts: inner.parts.map(part => ({ ...part, ceiling_n: 15 })),
    overall: inner.overall && { ...inner.overall, room_n: 15 }
  };
}

const factsOf = (inner: InnerScores): string =>
  candidateFacts(candidate, inner)
    .map(({ text }) => text)
    .join('\n');

describe('a ceiling of fewer conditions than were scored', () => {
  it('says of how many in the facts', () => {
    const facts = factsOf(ofFewer(0.6));
    expect(facts).toContain('20 conditions: candidate 1 0.6');
    expect(facts).toContain('ceiling 0.7 to 0.9 (15 conditions).');
    expect(facts).toContain('From candidate 1 to the noise ceiling (15 conditions): 0.3');
  });

  it('says so when results open a round, and when no room stops the refinement', () => {
    expect(opening(candidate, ofFewer(0.6)).text).toContain(
      'Left to the ceiling (15 conditions): 0.3'
    );
    const best = { n: 1, parameters: 10, inner: ofFewer(0.895) };
    const left = { minutes: null, tokens: null, tokens_a_round: 0 };
    const asked = { held_out: task.held_out, seeds: task.seeds };
    expect(whyStop({ best, last: null, made: 0, most: 2, left, task: asked })?.text).toContain(
      'is at the noise ceiling (15 conditions): '
    );
  });

  it('is told without a number where it is of all', () => {
    const facts = factsOf(exampleInner(task, cell, () => ({ mean: 0.6, alone: 0.6 })));
    expect(facts).toContain('ceiling 0.7 to 0.9.');
    expect(facts).toContain('From candidate 1 to the noise ceiling: 0.3');
  });
});
