import { proposalDraft } from './brief';

const citable = {
  evidence: [],
  facts: ['conditions'],
  turns: ['r1/critic>data'],
  claims: ['refiner/1'],
  concerns: ['critic/r1-1']
};

const read = (changes: object, isFree = true) => {
  const stand = { slot: 'decoder', choice: 'low-rank', reason: '', evidence: [], facts: [] };
  return proposalDraft(citable, isFree).safeParse({
    text: '',
    stands: [{ ...stand, turns: [], concerns: [], ...changes }],
    hyperparameters: {},
    answers: []
  });
};
const refusal = (changes: object): string => read(changes).error?.issues[0].message ?? '';

describe('a stand', () => {
  it('may name a claim of the report among what moved it, as it may a turn', () => {
    expect(read({ turns: ['refiner/1', 'r1/critic>data'] }).success).toBe(true);
  });

  it('is refused for an id that nobody gave, with what is there', () => {
    expect(refusal({ turns: ['refiner/9'] })).toBe(
      'unknown turn id "refiner/9": one of r1/critic>data, refiner/1'
    );
    expect(refusal({ concerns: ['critic/r1-2'] })).toContain('unknown concern id "critic/r1-2"');
  });

  it('is refused for words of its own with the sign that does not pass', () => {
    expect(refusal({ choice: 'free:0/1 entries; masked' })).toContain('found ";"');
  });
});
