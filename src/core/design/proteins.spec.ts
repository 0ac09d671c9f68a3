import { bundledLibrary } from '../literature/bundled';
import { evidenceTopics } from '../literature/topics';
import type { TaskModality } from '../task/task';
import { designed, lossOf } from './testing/designed';
import { neverAborted } from './testing/example-debates';
import { exampleSituations, type ExampleSituation, exampleTask } from './testing/situations';

/** One screen with 39 antibodies, as `describe` and `assess` measure simulate("protein"). */
const screen: ExampleSituation = {
  ...exampleSituations.norman,
  facts: {
    ...exampleSituations.norman.facts,
    proteins: 39,
    'background-share': 0.28,
    'protein-noise-range': 4.2,
    'rna-protein-agreement': 0.48
  }
};

it('gives proteins a noise of their own because of what was measured, and RNA alone never hears of it', async () => {
  const both = await designed(screen, 'rna,protein');
  const rna = await designed(exampleSituations.norman, 'rna');
  expect(both.agreed).toBe(true);
  expect(lossOf(both)).toMatchObject({ choice: 'protein-noise' });
  expect(both.plan.choices.find(({ slot }) => slot === 'loss')?.evidence).toContain('mule-2022');
  expect(lossOf(rna)?.choice).not.toBe('protein-noise');
  expect(JSON.stringify(rna.turns)).not.toMatch(/protein/i);
});

it('raises background, lag and noise as concerns with their numbers', async () => {
  const said = JSON.stringify((await designed(screen, 'rna,protein')).turns);
  expect(said).toContain('0.28 of the proteins are no brighter than isotype controls');
  expect(said).toContain('agree only 0.48: protein comes later and weaker');
  expect(said).toContain('vary 4.20 times as much in control cells');
});

it('says nothing of a lag where protein follows its RNA', async () => {
  const facts = { ...screen.facts, 'rna-protein-agreement': 0.95 };
  const said = JSON.stringify((await designed({ ...screen, facts }, 'rna,protein')).turns);
  expect(said).not.toContain('protein comes later');
});

it('writes few proteins out one by one where they are all there is', async () => {
  const alone = await designed({ ...screen, facts: { ...screen.facts, features: 39 } }, 'protein');
  expect(alone.plan.choices.find(({ slot }) => slot === 'decoder')?.choice).toBe('full');
});

it('reads records on protein for protein alone', async () => {
  const ids = async (modality: TaskModality) => {
    const topics = evidenceTopics({ ...exampleTask(screen), modality });
    return (await bundledLibrary().search(topics, neverAborted)).map(({ id }) => id);
  };
  expect(await ids('rna,protein')).toContain('schwanhausser-2011');
  expect(await ids('rna')).not.toContain('schwanhausser-2011');
});
