import { bundledEvidence } from '../literature/bundled';
import { builtInMind } from '../minds/built-in/built-in-mind';
import { callingMind } from '../testing/calling-mind';
import type { Mind } from '../ports';
import type { Condition, Profile } from '../task/profile';
import type { Task } from '../task/task';
import type { Ablation } from './ablation';
import { composePlan } from './compose-plan';
import { debate } from './debate';
import { expertsByTask } from './experts-by-task';
import { countOfRegulators } from './regulators';
import { neverAborted, unrecordedStep } from './testing/example-debates';
import {
  exampleAssessment,
  exampleProfile,
  exampleSituations,
  type ExampleSituation,
  exampleTask
} from './testing/situations';
import type { Proposal } from './turns';

const condition = (targets: readonly string[], more: Partial<Condition> = {}): Condition => ({
  label: targets.join('+') || 'control',
  targets,
  context: null,
  dose: null,
  time: null,
  n_cells: 100,
  ...more
});
const { kang, norman, papalexi } = exampleSituations;
const column = { from: 'column', column: 'x' } as const;

interface Case {
  readonly situation: ExampleSituation;
  readonly task?: Partial<Task>;
  readonly conditions?: readonly Condition[];
}

function known({ situation, task, conditions = [] }: Case): { task: Task; profile: Profile } {
  return {
    task: { ...exampleTask(situation), ...task },
    profile: {
      ...exampleProfile(situation),
      conditions,
      n_conditions: conditions.length
    }
  };
}

const doses = [0.1, 1, 10].map(dose => condition(['dexamethasone'], { dose }));
const times = [1, 3, 6].map(time => condition(['ifnb'], { time }));
const regulators = ['KLF1', 'FOXA1', 'CEBPE', 'MAP2K3'].map(target => condition([target]));
const drugs: Case = {
  situation: { ...kang, type: 'drug' },
  task: { dose: column },
  conditions: doses
};
const course: Case = { situation: kang, task: { time: column }, conditions: times };
const activated: Case = { situation: norman, conditions: regulators };
const everything: Case = {
  situation: { ...kang, type: 'drug' },
  task: { dose: column, time: column, modality: 'atac' },
  conditions: [1, 2, 3].map(n => condition(['dexamethasone'], { dose: n, time: n }))
};

function hold(given: Case, mind: Mind = builtInMind(), ablation: readonly Ablation[] = []) {
  const { situation } = given;
  return debate({
    ...known(given),
    assessment: exampleAssessment(situation),
    constraints: [],
    evidence: bundledEvidence,
    comments: async () => [],
    mind,
    step: unrecordedStep,
    signal: neverAborted,
    ablation
  });
}

describe('who debates', () => {
  it.each([
    { name: 'a knock-out screen', given: { situation: papalexi }, joined: [] },
    { name: 'drugs with doses', given: drugs, joined: ['chemistry'] },
    { name: 'drugs of one dose', given: { situation: drugs.situation }, joined: ['chemistry'] },
    { name: 'a course in time', given: course, joined: ['dynamics'] },
    {
      name: 'a column of times with one time',
      given: { ...course, conditions: times.slice(0, 1) },
      joined: []
    },
    { name: 'regulators turned up', given: activated, joined: ['regulation'] },
    {
      name: 'the same genes knocked out',
      given: { situation: papalexi, conditions: regulators },
      joined: []
    },
    {
      name: 'kinases turned down',
      given: {
        situation: { ...norman, type: 'interference' as const },
        conditions: ['MAP2K3', 'MAPK1', 'PLK4', 'SGK1'].map(target => condition([target]))
      },
      joined: []
    },
    {
      name: 'a multiplicity in a column of doses of a genetic screen',
      given: { situation: papalexi, task: { dose: column }, conditions: doses },
      joined: []
    },
    {
      name: 'chromatin',
      given: { situation: kang, task: { modality: 'atac' as const } },
      joined: ['regulation']
    },
    { name: 'all of it', given: everything, joined: ['chemistry', 'dynamics', 'regulation'] }
  ])('brings $joined in for $name', ({ given, joined }) => {
    const experts = expertsByTask(known(given));
    expect(experts.slice(0, 4).every(({ why }) => why === '')).toBe(true);
    expect(experts.slice(4).map(({ expert }) => expert)).toEqual(joined);
    expect(experts.slice(4).filter(({ why }) => why === '')).toEqual([]);
  });

  it('counts regulators by the names of their families, and nothing that only begins so', () => {
    const others = ['NFKBIA', 'RELN', 'IDH1', 'SETD2', 'MAPK1', 'RARRES2', 'ELFN1', 'control'];
    expect(countOfRegulators(others)).toBe(0);
    expect(countOfRegulators(['IRF1', 'irf1', 'HOXB9', 'STAT5A', 'POU2F2', 'Klf1'])).toBe(5);
  });
});

describe('debates by built-in experts', () => {
  const first = async (given: Case, expert: string) => {
    const { turns } = await hold(given);
    const said = turns.find(
      (turn): turn is Proposal => turn.kind === 'proposal' && turn.expert === expert
    );
    return { turns, stands: said?.stands ?? [] };
  };

  it.each([
    { given: drugs, expert: 'chemistry', fact: 'doses', slot: 'response' },
    { given: course, expert: 'dynamics', fact: 'times', slot: 'loss' }
  ])('let $expert argue from $fact', async ({ given, expert, fact, slot }) => {
    const { turns, stands } = await first(given, expert);
    const stand = stands.find(item => item.slot === slot);
    expect(stand?.facts).toContain(fact);
    expect(stand?.reason).toMatch(/^3 /);
    // and its concern reaches the others
    const minded = turns.filter(turn => turn.kind === 'review' && turn.reviewer === expert);
    expect(minded.length).toBeGreaterThan(0);
  });

  it('decide otherwise for the reason: three times make what moves at one of them count', async () => {
    const loss = async (given: Case) =>
      composePlan((await hold(given)).turns, bundledEvidence).choices.find(
        ({ slot }) => slot === 'loss'
      );
    const still = await loss({ situation: kang });
    const moving = await loss(course);
    expect([still?.choice, moving?.choice]).toEqual(['mse', 'de-weighted']);
    expect(moving?.facts).toContain('times');
  });

  it('mind controls of another time only where there are conditions without controls of theirs', async () => {
    const minded = async (without: number) => {
      const facts = { ...kang.facts, 'times-without-controls': without };
      const { turns } = await hold({ ...course, situation: { ...kang, facts } });
      return turns
        .flatMap(turn => (turn.kind === 'review' ? turn.open_concerns : []))
        .filter(({ text }) => text.includes('controls of the same time'));
    };
    const [two, none] = [await minded(2), await minded(0)];
    expect(two[0]?.text).toMatch(/^2 times without controls of the same time/);
    expect(two[0]).toMatchObject({ slot: 'evaluation' });
    expect(none).toEqual([]);
  });

  it('agree on a plan whoever joined', async () => {
    for (const given of [drugs, course, activated, everything]) {
      const { turns, rounds, scores } = await hold(given);
      expect(composePlan(turns, bundledEvidence).choices).toHaveLength(9);
      expect(rounds).toBeLessThan(20);
      expect(new Set(scores.map(round => round.length)).size).toBe(1);
    }
  });
});

describe('debates by minds that cost', () => {
  it.each([
    { given: { situation: papalexi }, experts: 4 },
    { given: drugs, experts: 5 },
    { given: { ...drugs, task: { dose: column, modality: 'atac' as const } }, experts: 6 },
    { given: everything, experts: 7 }
  ])('pay for at most nine answers a round of $experts experts', async ({ given, experts }) => {
    const asked: string[] = [];
    const { turns, rounds } = await hold(given, callingMind(asked));
    for (let round = 1; round <= rounds; round++) {
      const paid = asked.filter(item => item.startsWith(`${round}/`));
      expect(paid.length).toBeLessThanOrEqual(9);
    }
    expect(asked.filter(item => item.startsWith('1/'))).toHaveLength(9);
    // nothing is agreed on before everybody has read the others
    const reviewers = asked
      .filter(item => item.endsWith('/reviews'))
      .map(item => item.split('/')[1]);
    expect(new Set(reviewers).size).toBe(experts + 1);
    expect(composePlan(turns, bundledEvidence).choices).toHaveLength(9);
  });

  it.each([
    { off: ['no-critic'] as const },
    { off: ['no-peer-review'] as const },
    { off: ['one-expert'] as const }
  ])('keep to that with $off switched off', async ({ off }) => {
    const asked: string[] = [];
    const { turns, rounds } = await hold(everything, callingMind(asked), off);
    for (let round = 1; round <= rounds; round++) {
      expect(asked.filter(item => item.startsWith(`${round}/`)).length).toBeLessThanOrEqual(9);
    }
    expect(composePlan(turns, bundledEvidence).choices).toHaveLength(9);
  });
});
