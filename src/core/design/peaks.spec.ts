import { bundledLibrary } from '../literature/bundled';
import { evidenceTopics } from '../literature/topics';
import { designed, lossOf } from './testing/designed';
import { neverAborted } from './testing/example-debates';
import { exampleSituations, type ExampleSituation, exampleTask } from './testing/situations';

/** One screen, read once as genes and once as peaks of which a tenth is open. */
const screen: ExampleSituation = {
  ...exampleSituations.kang,
  facts: { ...exampleSituations.kang.facts, filled: 0.1, 'depth-ratio': 0.75 }
};

it('argues for a loss of peaks from how many are open, and never for genes', async () => {
  const peaks = await designed(screen, 'atac');
  const genes = await designed(screen, 'rna');
  expect(peaks.agreed && genes.agreed).toBe(true);
  expect(lossOf(peaks)).toMatchObject({
    choice: 'bernoulli',
    facts: expect.arrayContaining(['filled'])
  });
  expect(lossOf(peaks)?.reason).toContain('0.10');
  expect(lossOf(genes)?.choice).not.toBe('bernoulli');
  expect(JSON.stringify(genes.turns)).not.toMatch(/bernoulli|peak/i);
});

it('hears both sides: that shares over many cells are quantities stands against it', async () => {
  const { turns } = await designed(screen, 'atac');
  const first = turns.flatMap(turn =>
    turn.kind === 'proposal' && turn.round === 1
      ? turn.stands.filter(({ slot }) => slot === 'loss').map(({ choice }) => choice)
      : []
  );
  expect(first).toEqual(expect.arrayContaining(['bernoulli', 'mse']));
});

it('never describes a target by its own peak: no peak is a target', async () => {
  const { plan } = await designed(screen, 'atac');
  const choice = (slot: string) => plan.choices.find(item => item.slot === slot)?.choice;
  expect(choice('perturbation')).toBe('multi-hot');
  expect(choice('evaluation')).not.toBe('without-targets');
});

it('reads records on chromatin for peaks alone', async () => {
  const ids = async (modality: 'rna' | 'atac') => {
    const topics = evidenceTopics({ ...exampleTask(screen), modality });
    return (await bundledLibrary().search(topics, neverAborted)).map(({ id }) => id);
  };
  expect(await ids('atac')).toContain('peakvi-2022');
  expect(await ids('rna')).not.toContain('peakvi-2022');
});
