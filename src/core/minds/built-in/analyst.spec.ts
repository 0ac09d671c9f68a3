import type { AnalysisBrief } from '../../task/analysts';
import { AnalysisDraft } from '../../task/analysts';
import { baselineFacts } from '../../task/baseline-facts';
import { AnalystRole } from '../../task/report';
import { exampleAssessment, exampleProfile } from '../../design/testing/situations';
import { exampleSituations, exampleTask } from '../../design/testing/situations';
import { situationFacts } from '../../design/facts';
import { founded } from '../../task/founded';
import { bundledLibrary } from '../../literature/bundled';
import { evidenceTopics } from '../../literature/topics';
import type { LibraryBrief } from '../../literature/cite';
import { LibraryDraft } from '../../literature/cite';
import { builtInMind } from './built-in-mind';

const { signal } = new AbortController();
const names = Object.keys(exampleSituations) as (keyof typeof exampleSituations)[];

async function briefOf(name: (typeof names)[number], role: AnalystRole): Promise<AnalysisBrief> {
  const situation = exampleSituations[name];
  const task = exampleTask(situation);
  const assessment = exampleAssessment(situation);
  const facts = situationFacts(exampleProfile(situation), assessment);
  return {
    kind: 'analysis',
    role,
    objective: '',
    task,
    facts: [...facts, ...baselineFacts(assessment, task)],
    assessment,
    evidence: await bundledLibrary().search(evidenceTopics(task), signal),
    columns: [],
    questions: {},
    claims: []
  };
}

const asks = (brief: AnalysisBrief) =>
  builtInMind().answer(brief.role, brief, AnalysisDraft, signal);

describe.each(names)('an analyst by rules on %s', name => {
  it.each(AnalystRole.options.filter(role => role !== 'refiner'))(
    'states as the %s only what measured numbers and known records hold',
    async role => {
      const brief = await briefOf(name, role);
      const { claims } = await asks(brief);
      expect(claims.length).toBeGreaterThan(0);
      expect(claims.filter(claim => founded(claim, brief) === null)).toEqual([]);
    }
  );
});

it('says of each part which baseline is to beat, citing its scores', async () => {
  const { claims } = await asks(await briefOf('norman', 'baseline-assessor'));
  expect(claims[0]).toEqual({
    text: 'On unseen-combination, seen-2, multi-hot-ridge is the baseline to beat; there is reason to train beyond it.',
    facts: ['baselines-unseen-combination-seen-2'],
    evidence: []
  });
});

it('does not say again what another analyst said', async () => {
  const brief = await briefOf('papalexi', 'problem-investigator');
  const [first] = (await asks(brief)).claims;
  const said = { ...first, id: 'dataset-analyst/1', role: 'dataset-analyst' } as const;
  const { claims } = await asks({ ...brief, claims: [said] });
  expect(claims.map(claim => claim.text)).not.toContain(first.text);
});

describe('a librarian by rules', () => {
  const works = [
    { key: 'a', title: 'A', year: 2024, abstract: 'We bake bread. Bread needs time and warmth.' },
    {
      key: 'b',
      title: 'B',
      year: 2024,
      abstract:
        'We measured 20 screens. Sums of single gene effects predict most gene pairs. Code is free.'
    }
  ];
  const brief: LibraryBrief = { kind: 'library', question: 'predict gene pairs', works };

  it('chooses works that share words with the question, quoting a sentence as it stands', async () => {
    const { chosen } = await builtInMind().answer('librarian', brief, LibraryDraft, signal);
    const sentence = 'Sums of single gene effects predict most gene pairs.';
    expect(chosen).toEqual([{ key: 'b', claim: sentence, quote: sentence }]);
  });

  it('chooses nothing where nothing is shared', async () => {
    const other = { ...brief, question: 'weather' };
    const { chosen } = await builtInMind().answer('librarian', other, LibraryDraft, signal);
    expect(chosen).toEqual([]);
  });
});
