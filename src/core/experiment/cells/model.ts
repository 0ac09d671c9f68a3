import type { Plan } from '../../design/plan';
import type { PlannedCell } from '../planned-cell';
import { switchesOf } from '../../design/hyperparameters';
import { evidenceResponse } from './evidence-model';
import type { CodeInput } from './input';
import { decodeMethod, decoder, directions, forward, joins, ownEffects } from './model-parts';
import { lossLines, namesOfRuntime, noiseBuffers } from './losses';
import { chosen } from './options';
import type { Options } from './options';
import { lineLength, oneLine, pythonString, pythonStrings } from './python';

/** Lines of a cell at most. */
const mostLines = 60;

/** The network, its loss and its optimiser in full: the one source the worker is sent. */
export function modelCell({ plan }: Pick<CodeInput, 'plan'>, name = 'Model'): PlannedCell {
  const options = chosen(plan);
  const full = sourceOf(plan, options, { isShort: false, className: name });
  // where several of the longer options meet, what all networks share is imported
  const lines = full.length <= mostLines ? full : shortened(plan, options, name);
  return { name: 'model', kind: 'code', title: 'Model', source: lines.join('\n') };
}

/** Names of the runtime stand behind `ct.`: one line imports them all. `cf` is the notebook's own. */
function shortened(plan: Plan, options: Options, className: string): readonly string[] {
  const names = [...namesOfRuntime(options), 'OneCycle'].join('|');
  const used = new RegExp(`(?<![\\w.])(${names})(?=[()])`, 'g');
  const lines = joined(sourceOf(plan, options, { isShort: true, className }));
  return lines.map(line => line.replace(used, 'ct.$1'));
}

/** A change that is returned as it is needs no name. */
function joined(lines: readonly string[]): readonly string[] {
  const last = lines.findIndex(line => line.trim() === 'return change');
  return last < 0
    ? lines
    : [
        ...lines.slice(0, last - 1),
        lines[last - 1].replace('change =', 'return'),
        ...lines.slice(last + 1)
      ];
}

/** How the cell is written: with all that networks share, or with that imported; and what its class is called. */
interface Written {
  readonly isShort: boolean;
  readonly className: string;
}

function sourceOf(plan: Plan, options: Options, written: Written): readonly string[] {
  const { isShort } = written;
  if (options.loss === 'evidence') {
    return byEvidence(plan, options, written);
  }
  return [
    ...imports(options, isShort),
    ...constants(plan, options),
    '',
    '',
    `class Response(${isShort ? 'OneCycle' : 'L.LightningModule'}):`,
    ...indented(docstring(options)),
    ...indented(initialiser(options)),
    '',
    ...indented(decodeMethod(options)),
    ...indented(forward(options)),
    '',
    ...indented(trainingStep(options, isShort)),
    '',
    ...(isShort ? [] : [...indented(optimiser), '']),
    '',
    ...modelClass(plan, options, written)
  ];
}

/** Nothing is trained by gradient descent on an error: no step, no optimiser, no settings. */
const byEvidence = (plan: Plan, options: Options, written: Written): readonly string[] => [
  header,
  'import torch',
  ...fromRuntime(namesOfRuntime(options)),
  'from torch import nn',
  '',
  `programmes = ${switchesOf(plan.hyperparameters, plan.choices)}  # soft switches; the evidence shuts those that data do not ask for`,
  '',
  '',
  'class Response(nn.Module):',
  ...indented(docstring(options)),
  '',
  ...indented(evidenceResponse(options)),
  '',
  '',
  ...modelClass(plan, options, written)
];

/** The model cell as the coder wrote it. */
export function codedModelCell({ source }: { readonly source: string }): PlannedCell {
  return { name: 'model', kind: 'code', title: 'Model', source };
}

const header = "# Model: trained in a process of its own, which is given this cell's source alone.";

const imports = (options: Options, isShort: boolean): readonly string[] => [
  header,
  ...(isShort ? [] : ['import lightning as L']),
  ...(isShort ? ['import cellforge_runtime.training as ct'] : []),
  'import torch',
  ...(isShort ? [] : fromRuntime(namesOfRuntime(options))),
  'from torch import nn',
  ''
];

function fromRuntime(names: readonly string[]): readonly string[] {
  const line = `from cellforge_runtime.training import ${names.join(', ')}`;
  return line.length <= lineLength
    ? [line]
    : ['from cellforge_runtime.training import (', ...names.map(name => `    ${name},`), ')'];
}

function constants({ hyperparameters }: Plan, options: Options): readonly string[] {
  const lines = [
    `hidden = ${hyperparameters.hidden}  # soft switches: change it here, run this cell and those below`
  ];
  return options.decoder !== 'full' || options.perturbation === 'learned'
    ? [...lines, `rank = ${hyperparameters.rank}  # directions that the switches write on`]
    : lines;
}

function docstring(options: Options): readonly string[] {
  switch (options.composition) {
    case 'additive':
      return ['"""Each target flips soft switches; what the targets change adds up."""'];
    case 'interaction-residual':
      return ['"""Targets add up and flip soft switches together: pairs can do more, or less."""'];
    case 'set-network':
      return ['"""A network joins the targets, in any order, into what flips soft switches."""'];
    case 'latent-additive':
      return ['"""Targets add up in a latent space; a dense network decodes the sum."""'];
    case 'attention':
      return ['"""Targets attend to one another, and together flip soft switches."""'];
  }
}

function initialiser(options: Options): readonly string[] {
  // a free code for each context was tried: it learned the training contexts by heart
  const context = ['self.gain = nn.Parameter(torch.ones(hidden))  # contexts differ in what is on'];
  return [
    'def __init__(self, described, *, learning_rate, weight_decay, dropout):',
    ...indented([
      'super().__init__()',
      'self.save_hyperparameters(ignore=["described"])',
      ...ownEffects(options),
      // a dense network has thresholds of its own
      ...(options.composition === 'latent-additive'
        ? []
        : ['self.rest = nn.Parameter(torch.full((hidden,), -0.5))  # off unless driven']),
      ...decoder(options),
      ...noiseBuffers(options),
      ...(options.context === 'none' ? [] : context),
      'self.dropout = nn.Dropout(dropout)'
    ])
  ];
}

function trainingStep(options: Options, isShort: boolean): readonly string[] {
  const act = joins(options) ? 'self.join' : 'self.act';
  // fixed directions have nothing to hold back but how they are mixed
  const along = options.decoder === 'pca' ? 'self.mix' : directions(options);
  const penalty = isShort
    ? [`return loss + self.held_back(${act}, ${along.replace(/^\((.*)\)$/, '$1')})`]
    : [
        '# Few switches per target, small effects: noise is fitted last.',
        `held_back = ${act}.abs().sum(dim=1).mean()`,
        `held_back += ${along}.square().sum(dim=1).mean()`,
        'return loss + 0.5 * self.own.square().mean() + 0.0025 * held_back'
      ];
  return [
    'def training_step(self, batch, _):',
    ...indented([
      ...lossLines(options),
      'self.log("loss", loss)',
      ...(options.regularisation === 'weight-decay' ? ['return loss'] : penalty)
    ])
  ];
}

const optimiser = [
  'def configure_optimizers(self):',
  '    rate, decay = self.hparams.learning_rate, self.hparams.weight_decay',
  '    adam = torch.optim.AdamW(self.parameters(), lr=rate, weight_decay=decay)',
  '    steps = self.trainer.estimated_stepping_batches',
  '    once = torch.optim.lr_scheduler.OneCycleLR(adam, rate, total_steps=steps)',
  '    return [adam], [{"scheduler": once, "interval": "step"}]'
];

/** What the result calls the model; where lines are scarce, the beginning of it. */
function planName(plan: Plan, isShort: boolean): readonly string[] {
  const name = oneLine(plan.name);
  const line = `plan_name = ${pythonString(name)}`;
  if (line.length + 4 <= lineLength) {
    return [line];
  }
  if (isShort) {
    const [begin] = pythonStrings(name, lineLength - 'plan_name = '.length - 5);
    return [`plan_name = ${begin.replace(/ ?"$/, '…"')}`];
  }
  return ['plan_name = (', ...indented(pythonStrings(name, lineLength - 8)), ')'];
}

function modelClass(
  plan: Plan,
  options: Options,
  { isShort, className }: Written
): readonly string[] {
  const what = '"""Baseline + factor x (network - baseline), the factor chosen on inner folds."""';
  const attributes = [
    ...planName(plan, isShort),
    `perturbation, context = "${options.perturbation}", "${options.context}"`,
    // "delta" is what a model answers that says nothing
    ...(isShort && options.response === 'delta' ? [] : [`response = "${options.response}"`])
  ];
  const allOrNothing = ['grid = (0.0, 1.0)  # the network or the baseline, nothing between'];
  const byEvidence = 'fitted_by = "evidence"  # what switches do is integrated out, in closed form';
  const sampled = 'cells_sampled = 32  # of each condition, and of its controls';
  return [
    `class ${className}(ShrunkToBaseline):`,
    ...indented([
      ...(isShort ? [] : [what]),
      ...attributes,
      ...(options.regularisation === 'weight-decay' ? allOrNothing : []),
      ...(options.loss === 'distributional' ? [sampled] : []),
      ...(options.loss === 'evidence' ? [byEvidence] : []),
      '',
      'def build(self, described):',
      options.loss === 'evidence'
        ? '    return Response(described)'
        : '    return Response(described, **self.settings)'
    ])
  ];
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map(line => (line === '' ? line : `    ${line}`));
}
