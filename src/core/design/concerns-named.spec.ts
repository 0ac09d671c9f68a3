import { builtInMind } from '../minds/built-in/built-in-mind';
import type { Mind } from '../ports';
import { exampleCall } from '../testing/calling-mind';
import type { ProposalBrief, ProposalDraft, ReviewsBrief } from './brief';
import { holdExample } from './testing/example-debates';
import { exampleSituations } from './testing/situations';
import type { Proposal, Review, Turn } from './turns';

/** A soft concern of the critic on the decoder, in round 1, against stands that cite more ids than it does. */
const raised = {
  slot: 'decoder',
  hard: false,
  wants: ['full'],
  text: 'A few directions miss what single genes do.',
  facts: ['conditions'],
  evidence: []
} as const;
const many = ['conditions', 'features', 'cells-per-condition'];

/** The rules' proposals, asked for as a model's are; from round 2 on the decoder's stand names these concerns. */
function table(names: (round: number) => readonly string[], facts: readonly string[] = many) {
  const rules = builtInMind();
  const briefs: (ProposalBrief | ReviewsBrief)[] = [];
  const mind: Mind = {
    kind: 'llm',
    answer: rules.answer,
    async call(role, asked, schema, signal) {
      const brief = asked as ProposalBrief | ReviewsBrief;
      briefs.push(brief);
      if (brief.kind === 'reviews') {
        const isRaised = brief.reviewer === 'critic' && brief.round === 1;
        const said = { withdraw: [], raise: isRaised ? [raised] : [], remarks: [] };
        const values = brief.values === undefined ? {} : { values: [] };
        return { value: schema.parse({ ...said, ...values }), by: 'llm', call: exampleCall };
      }
      const draft = (await rules.answer(role, brief, schema, signal)) as unknown as ProposalDraft;
      const stands = (brief.previous?.stands ?? draft.stands).map(stand =>
        stand.slot === 'decoder'
          ? { ...stand, choice: 'low-rank', facts, evidence: [], concerns: names(brief.round) }
          : stand
      );
      return { value: schema.parse({ ...draft, stands }), by: 'llm', call: exampleCall };
    }
  };
  return { mind, briefs };
}

const hold = ({ mind }: { mind: Mind }, maxRounds: number) =>
  holdExample(exampleSituations.papalexi, { mind, maxRounds });
const ofCritic = (turns: readonly Turn[], round: number): readonly Review[] =>
  turns.filter(
    (turn): turn is Review =>
      turn.kind === 'review' && turn.round === round && turn.reviewer === 'critic'
  );
const openIn = (turns: readonly Turn[], round: number) =>
  ofCritic(turns, round).flatMap(review => review.open_concerns.map(({ id }) => id));

describe('a soft concern of a language model', () => {
  it('is open against a stand that cites more ids, and reaches the expert', async () => {
    const asked = table(() => []);
    const { turns } = await hold(asked, 2);
    expect(openIn(turns, 1)).toContain('critic/r1-1');
    const told = asked.briefs.filter(
      (brief): brief is ProposalBrief => brief.kind === 'proposal' && brief.round === 2
    );
    expect(told.map(({ expert }) => expert)).toContain('data');
    const reviews = told.flatMap(brief => brief.reviews);
    expect(reviews.flatMap(review => review.open_concerns.map(({ id }) => id))).toContain(
      'critic/r1-1'
    );
    expect(openIn(turns, 2)).toContain('critic/r1-1');
  });

  it('is answered by a founded stand that names it, of which its reviewer is told', async () => {
    const asked = table(round => (round === 2 ? ['critic/r1-1'] : []));
    const { turns } = await hold(asked, 2);
    expect(openIn(turns, 2)).toEqual([]);
    const review = asked.briefs.find(brief => brief.kind === 'reviews' && brief.round === 2);
    expect(review).toMatchObject({ reviewer: 'critic', answered: ['decoder'] });
  });

  it('stays answered while the stand keeps its choice', async () => {
    const asked = table(round => (round === 2 ? ['critic/r1-1'] : []));
    const { turns } = await hold(asked, 3);
    const stands = turns
      .filter((turn): turn is Proposal => turn.kind === 'proposal' && turn.round === 3)
      .flatMap(turn => turn.stands.filter(({ slot }) => slot === 'decoder'));
    expect(stands.map(({ concerns }) => concerns)).toEqual(stands.map(() => ['critic/r1-1']));
    expect(openIn(turns, 3)).toEqual([]);
  });

  it('may be named again once it is answered', async () => {
    const asked = table(round => (round === 1 ? [] : ['critic/r1-1']));
    const { turns } = await holdExample(exampleSituations.papalexi, {
      mind: asked.mind,
      maxRounds: 3,
      comments: { 3: ['Say it again, please.'] }
    });
    expect(asked.briefs.some(brief => brief.kind === 'proposal' && brief.round === 3)).toBe(true);
    expect(openIn(turns, 3)).toEqual([]);
  });

  it('is not answered by a stand that names it and cites nothing', async () => {
    const asked = table(round => (round === 2 ? ['critic/r1-1'] : []), []);
    const { turns } = await hold(asked, 2);
    expect(openIn(turns, 2)).toContain('critic/r1-1');
  });

  it('can be named only once it has been raised', async () => {
    await expect(
      hold(
        table(() => ['critic/r1-1']),
        1
      )
    ).rejects.toThrow('unknown concern id');
  });
});

describe('who is asked to review', () => {
  it('is the critic alone where all have come to hold the same', async () => {
    const asked = table(() => []);
    const rules = asked.mind.call!;
    const mind: Mind = {
      ...asked.mind,
      async call(role, told, schema, signal) {
        const called = await rules(role, told, schema, signal);
        const { kind, round, expert } = told as ProposalBrief;
        if (kind !== 'proposal') {
          return called;
        }
        const draft = called.value as unknown as ProposalDraft;
        const choice = round === 1 && expert === 'data' ? 'low-rank' : 'full';
        const stands = draft.stands.map(stand =>
          stand.slot === 'decoder' ? { ...stand, choice, concerns: [] } : stand
        );
        return { ...called, value: schema.parse({ ...draft, stands }) };
      }
    };
    await hold({ mind }, 2);
    const later = asked.briefs.filter(brief => brief.round === 2);
    expect(later.map(brief => (brief.kind === 'reviews' ? brief.reviewer : brief.expert))).toEqual([
      'data',
      'critic'
    ]);
  });
});
