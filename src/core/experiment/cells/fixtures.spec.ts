import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { usualHyperparameters } from '../../design/hyperparameters';
import { slotOptions } from '../../design/slots';
import { unfit } from '../../design/ties';
import { planCells } from './index';
import type { CellsInput } from './index';
import { modelCell } from './model';
import { countParameters } from './parameters';
import { trainingSettings } from './training-settings';
import type { Options } from './options';
import { exampleInput, examplePlan } from './testing/example-input';

const folder = join(__dirname, '../../../../tests/fixtures/cells');
const isWritten = process.env.CELLFORGE_WRITE_FIXTURES === '1';

/** The generated cells that runtime/tests/models lints and runs: written by CELLFORGE_WRITE_FIXTURES=1 npx jest fixtures. */
function keepsTo(file: string, made: unknown): void {
  const path = join(folder, file);
  const text = `${JSON.stringify(made, null, 1)}\n`;
  if (isWritten) {
    writeFileSync(path, text);
  }
  expect(readFileSync(path, 'utf8')).toBe(text);
}

/** The same of a screen whose features are peaks. */
const peaks = (input: CellsInput): CellsInput => ({
  ...input,
  task: { ...input.task, modality: 'atac', batch: null }
});

/** The same of a screen with surface protein, beside RNA or alone. */
const proteins = (input: CellsInput, modality: 'rna,protein' | 'protein'): CellsInput => ({
  ...input,
  task: { ...input.task, modality }
});

const notebooks: Readonly<Record<string, CellsInput>> = {
  pairs: exampleInput('unseen-combination'),
  'pairs-ensemble': exampleInput('unseen-combination', {
    composition: 'set-network',
    loss: 'de-weighted',
    regularisation: 'weight-decay',
    training: 'ensemble'
  }),
  'pairs-search': {
    ...exampleInput('unseen-combination'),
    search: { others: [examplePlan({ composition: 'additive' })], trials: 2, minutes: null }
  },
  contexts: exampleInput('unseen-context', { composition: 'additive', context: 'control-profile' }),
  'contexts-by-similarity': exampleInput('unseen-context', {
    context: 'similarity-weighted',
    decoder: 'full',
    training: 'fixed-epochs'
  }),
  peaks: peaks(exampleInput('unseen-context', { loss: 'bernoulli', context: 'control-profile' })),
  'rna-and-protein': proteins(
    exampleInput('unseen-combination', { loss: 'protein-noise' }),
    'rna,protein'
  ),
  genes: exampleInput('unseen-perturbation', { perturbation: 'control-coexpression' }),
  'genes-by-knowledge': exampleInput(
    'unseen-perturbation',
    { perturbation: 'knowledge', response: 'profile' },
    { knowledgePath: ['knowledge.tsv'], object: 'screen', dataPath: 'data/screen.h5ad' }
  )
};

/** The models of docs/benchmarks.md: the same cells at the sizes that the built-in experts speak for. */
const benchmarked: Readonly<Record<string, Partial<Options>>> = {
  'unseen-combination': { composition: 'interaction-residual', training: 'ensemble' },
  'unseen-context': { context: 'control-profile', training: 'ensemble' },
  'unseen-perturbation': { perturbation: 'control-coexpression', training: 'ensemble' }
};

/** What the built-in experts say of about a hundred conditions. */
const spoken = { ...usualHyperparameters, rank: 10, members: 3 };

/** Options that are seldom offered, each beside others that change the same lines. */
const furtherOptions: readonly Partial<Options>[] = [
  { perturbation: 'learned', composition: 'additive' },
  { perturbation: 'learned', composition: 'interaction-residual', decoder: 'full' },
  { perturbation: 'learned', composition: 'attention', context: 'control-profile' },
  { perturbation: 'learned', decoder: 'pca', loss: 'rank', regularisation: 'weight-decay' },
  { composition: 'latent-additive', context: 'similarity-weighted' },
  { composition: 'latent-additive', response: 'profile', decoder: 'autoencoder' },
  { composition: 'attention', loss: 'negative-binomial' },
  { composition: 'attention', response: 'profile', decoder: 'pca', context: 'control-profile' },
  { decoder: 'pca', loss: 'bernoulli', context: 'dose-time-curve' },
  { decoder: 'autoencoder', loss: 'rank' },
  { decoder: 'autoencoder', loss: 'negative-binomial', context: 'similarity-weighted' },
  { loss: 'negative-binomial', response: 'profile', context: 'control-profile' },
  { loss: 'distributional' },
  { loss: 'distributional', response: 'profile', context: 'control-profile', decoder: 'pca' }
];

/** Switches fitted by evidence, alone or over doses and times, and taken whole or not at all. */
const closed: Partial<Options> = { loss: 'evidence', decoder: 'full', training: 'ensemble' };
const evidencePlans: readonly Partial<Options>[] = [
  { ...closed, composition: 'interaction-residual' },
  { ...closed, composition: 'additive' },
  { ...closed, composition: 'additive', context: 'dose-time-curve' },
  { ...closed, composition: 'interaction-residual', context: 'dose-time-curve' },
  { ...closed, composition: 'additive', context: 'control-profile' },
  { ...closed, composition: 'interaction-residual', context: 'control-profile' },
  { ...closed, training: 'fixed-epochs', regularisation: 'weight-decay' }
];

const variant = (name: string, plan: ReturnType<typeof examplePlan>) => ({
  name,
  parameters: countParameters(plan, { features: 30, targets: 5, contexts: 3 }),
  source: modelCell({ plan }).source
});

describe('generated cells', () => {
  it('can be read at a glance: 15 to 60 lines each, whatever the plan', () => {
    const lengths = Object.values(notebooks)
      .flatMap(input => planCells(input))
      .filter(cell => !['load', 'design-note'].includes(cell.name))
      .map(cell => cell.source.split('\n').length);
    const models = readFileSync(join(folder, 'model-cells.json'), 'utf8');
    const variants = (JSON.parse(models) as { source: string }[]).map(
      cell => cell.source.split('\n').length
    );
    expect(Math.max(...lengths, ...variants)).toBeLessThanOrEqual(60);
    expect(Math.min(...lengths, ...variants)).toBeGreaterThanOrEqual(15);
  });

  it('are at most 60 lines of model for every plan that can be agreed on', () => {
    const training = 'ensemble' as const; // evidence stops at no epoch
    const kinds = [
      'perturbation',
      'composition',
      'context',
      'response',
      'decoder',
      'loss',
      'regularisation'
    ] as const;
    const every = kinds.reduce<readonly Partial<Options>[]>(
      (plans, slot) =>
        plans.flatMap(plan => slotOptions[slot].map(choice => ({ ...plan, [slot]: choice }))),
      [{}]
    );
    const together = every
      .map(options => (options.loss === 'evidence' ? { ...options, training } : options))
      .filter(options => unfit(examplePlan(options).choices).length === 0);
    expect(together.some(({ loss }) => loss === 'evidence')).toBe(true);
    const long = together.filter(options => {
      const lines = modelCell({ plan: examplePlan(options) }).source.split('\n');
      return lines.length > 60 || lines.some(line => line.length > 88);
    });
    expect(long.slice(0, 3)).toEqual([]);
  });

  it('has the model cells whose switches are fitted by evidence', () => {
    const made = evidencePlans.map(options => {
      const plan = { ...examplePlan(options), hyperparameters: { ...spoken, hidden: 256 } };
      const training = trainingSettings(plan);
      const one = { ...plan, hyperparameters: { ...plan.hyperparameters, members: 1 } };
      return { ...variant(Object.values(options).join(' '), one), training };
    });
    keepsTo('evidence-cells.json', made);
  });

  it('gives RNA and proteins heads with a noise of their own, in the open', () => {
    const { source } = modelCell({ plan: examplePlan({ loss: 'protein-noise' }) });
    expect(source).toMatch(/RNA: squared error[^]*proteins: Gaussian on CLR/);
  });

  it('has the model cells that the benchmarks train', () => {
    const made = Object.entries(benchmarked).map(([scenario, options]) => {
      const plan = { ...examplePlan(options), hyperparameters: spoken };
      return { scenario, source: modelCell({ plan }).source, training: spoken };
    });
    keepsTo('benchmark-cells.json', made);
  });

  it('has the model cells that options are compared with', () => {
    const usual = benchmarked['unseen-combination'];
    const others: readonly Partial<Options>[] = [
      {},
      { perturbation: 'learned' },
      { composition: 'set-network' },
      { composition: 'latent-additive' },
      { composition: 'attention' },
      { decoder: 'pca' },
      { decoder: 'autoencoder' },
      { loss: 'negative-binomial' },
      { loss: 'rank' },
      { loss: 'distributional' }
    ];
    const made = others.map(other => {
      const plan = { ...examplePlan({ ...usual, ...other }), hyperparameters: spoken };
      const option = Object.values(other)[0] ?? 'usual';
      return { option, source: modelCell({ plan }).source, training: spoken };
    });
    keepsTo('option-cells.json', made);
  });

  it.each(Object.keys(notebooks))('the %s notebook is the one that runs in a kernel', name => {
    keepsTo(`${name}.json`, planCells(notebooks[name]));
  });

  it('has model cells for all that changes their code', () => {
    const made = slotOptions.composition.slice(0, 3).flatMap((composition, c) =>
      slotOptions.context.flatMap((context, x) =>
        slotOptions.response.flatMap((response, r) =>
          slotOptions.decoder.slice(0, 2).map((decoder, d) => {
            // the other slots change a line each: one option here, the other there
            const usual = slotOptions.loss[(c + x + r + d) % 2];
            const loss = r === 0 && d === 0 ? 'bernoulli' : usual;
            const regularisation = slotOptions.regularisation[(x + d) % 2];
            const plan = examplePlan({
              composition,
              context,
              response,
              decoder,
              loss,
              regularisation
            });
            const name = [composition, context, response, decoder, loss, regularisation];
            return variant(name.join(' '), plan);
          })
        )
      )
    );
    const further = furtherOptions.map(options =>
      variant(Object.values(options).join(' '), examplePlan(options))
    );
    keepsTo('model-cells.json', [...made, ...further]);
  });
});
