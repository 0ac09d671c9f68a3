import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledEvidence } from '../literature/bundled';
import { componentPage } from './component-page';
import { offeredOptions, optionTold } from './offered-options';
import { optionNotes } from './option-notes';
import { optionTexts } from './option-texts';
import { slotOptions, slots } from './slots';
import { exampleSituations, exampleTask } from './testing/situations';

const page = join(__dirname, '../../../docs/component-library.md');
const every = slots.flatMap(slot => slotOptions[slot].map(choice => ({ slot, choice })));
const told = (facts: Readonly<Record<string, number>>, changes = {}) => ({
  task: { ...exampleTask(exampleSituations.norman), ...changes },
  facts: Object.entries(facts).map(([id, value]) => ({ id, value }))
});

it.each(every)(
  '$slot: $choice has a sentence, a source, a cost, and when to use it and when not',
  ({ slot, choice }) => {
    expect(optionTexts[slot][choice]?.sentence).toMatch(/\S{3}/);
    const note = optionNotes[slot][choice];
    for (const text of [note.source, note.cost, note.use, note.not]) {
      expect(text).toMatch(/\S{3}/);
    }
    const known = bundledEvidence.map(({ id }) => id);
    expect(note.evidence.filter(id => !known.includes(id))).toEqual([]);
  }
);

it('stands in docs/component-library.md as experts are told it', () => {
  const text = componentPage();
  if (process.env.CELLFORGE_WRITE_FIXTURES === '1') {
    writeFileSync(page, text);
  }
  expect(readFileSync(page, 'utf8')).toBe(text);
  for (const { slot, choice } of every) {
    expect(text).toContain(optionTexts[slot][choice].sentence);
  }
});

describe('what is offered', () => {
  it('is what small screens were offered before there was more', () => {
    const { facts } = exampleSituations.norman;
    const offered = Object.fromEntries(
      slots.map(slot => [slot, offeredOptions(slot, told(facts))])
    );
    expect(offered).toMatchObject({
      perturbation: ['multi-hot', 'control-coexpression'],
      composition: ['additive', 'interaction-residual', 'set-network'],
      decoder: ['low-rank', 'full'],
      loss: ['mse', 'de-weighted']
    });
  });

  const many = {
    conditions: 300,
    perturbations: 200,
    'pairs-both-seen': 100,
    'cells-per-condition': 120,
    contexts: 3
  };
  it.each([
    ['perturbation', 'learned', { perturbations: 20 }, {}],
    ['composition', 'attention', { 'pairs-both-seen': 20 }, {}],
    ['composition', 'latent-additive', { conditions: 60 }, {}],
    ['decoder', 'pca', { conditions: 20 }, {}],
    ['decoder', 'autoencoder', { conditions: 60 }, {}],
    ['loss', 'rank', { conditions: 20 }, {}],
    ['loss', 'negative-binomial', {}, { value_state: 'log' as const }],
    ['loss', 'distributional', { 'cells-per-condition': 20 }, {}]
  ] as const)('%s has %s where there is enough to learn it from', (slot, choice, less, task) => {
    const counts = { value_state: 'counts' as const };
    expect(offeredOptions(slot, told(many, counts))).toContain(choice);
    expect(offeredOptions(slot, told({ ...many, ...less }, { ...counts, ...task }))).not.toContain(
      choice
    );
    expect(optionTold(slot, choice)).toContain(optionNotes[slot][choice].not);
  });
});
