import { grounded } from './grounded';
import type { ProposalDraft } from './brief';
import type { Proposal, Stand, Turn } from './turns';

const stand = (slot: Stand['slot'], choice: string, more: Partial<Stand> = {}): Stand => ({
  slot,
  choice,
  reason: 'Because.',
  evidence: [],
  facts: [],
  turns: [],
  ...more
});

const previous: Proposal = {
  kind: 'proposal',
  id: 'r3/learning',
  round: 3,
  expert: 'learning',
  mind: 'llm',
  action: 'keeps',
  text: '',
  stands: [stand('composition', 'additive'), stand('loss', 'mse')],
  hyperparameters: { hidden: 128 },
  answers: []
};

const turns: readonly Turn[] = [
  review('r4/critic>learning', ['candidate-1-component-gain']),
  review('r4/data>learning', ['conditions']),
  { kind: 'comment', id: 'r4/you', round: 4, text: 'Try a set network.' },
  { kind: 'comment', id: 'r4/moderator', round: 4, text: 'Scores.', by: 'moderator' }
];

function review(id: string, facts: readonly string[]): Turn {
  const none = { criteria: [], open_concerns: [], evidence: [] };
  return {
    kind: 'review',
    id,
    round: 4,
    reviewer: 'critic',
    mind: 'llm',
    of: 'r4/learning',
    score: 0.9,
    text: '',
    facts,
    ...none
  };
}

function draft(
  stands: readonly Stand[],
  hyperparameters = previous.hyperparameters
): ProposalDraft {
  return { text: 'I move.', stands, hyperparameters, answers: [] };
}

const choices = ({ stands }: Pick<Proposal, 'stands'>): readonly string[] =>
  stands.map(({ slot, choice }) => `${slot} ${choice}`);

describe('a change after results', () => {
  it.each([
    ['cites the fact', { facts: ['candidate-1-gain'] }],
    ['cites a review that cites the fact', { turns: ['r4/critic>learning'] }],
    ['cites the analyst', { turns: ['r4/you'] }]
  ])('stands where it %s', (_what, more) => {
    const said = draft([stand('composition', 'set-network', more), stand('loss', 'mse')]);
    expect(grounded(said, previous, turns)).toEqual(said);
  });

  it.each([
    ['nothing', {}],
    ['a fact of the data', { facts: ['conditions'] }],
    ['a review that rests on no result', { turns: ['r4/data>learning'] }],
    ['only the moderator’s words', { turns: ['r4/moderator'] }]
  ])('is put back where it cites %s, and the turn says so', (_what, more) => {
    const said = draft([stand('composition', 'set-network', more), stand('loss', 'mse')]);
    const kept = grounded(said, previous, turns);
    expect(choices(kept)).toEqual(['composition additive', 'loss mse']);
    expect(kept.text).toBe(
      'I move. Put back by the moderator, since no inner result is cited for it: composition set-network.'
    );
  });

  it('does not lose a stand that is dropped, nor gain one without a result', () => {
    const kept = grounded(draft([stand('loss', 'mse'), stand('decoder', 'full')]), previous, turns);
    expect(choices(kept)).toEqual(['loss mse', 'composition additive']);
    expect(kept.text).toContain('decoder full, composition without additive');
  });

  it('moves values only in a proposal that cites a result', () => {
    const stands = [stand('composition', 'additive'), stand('loss', 'mse')];
    const kept = grounded(draft(stands, { hidden: 512 }), previous, turns);
    expect(kept.hyperparameters).toEqual({ hidden: 128 });
    expect(kept.text).toContain('hidden 512');
    const cited = [
      stand('composition', 'additive', { facts: ['candidate-1-gain'] }),
      stand('loss', 'mse')
    ];
    expect(grounded(draft(cited, { hidden: 512 }), previous, turns).hyperparameters).toEqual({
      hidden: 512
    });
  });
});
