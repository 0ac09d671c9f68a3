import type { Plan } from '../../design/plan';
import type { PlannedCell } from '../cells';
import type { CodeInput } from './input';
import { decoder, forward, ownEffects } from './model-parts';
import { chosen } from './options';
import type { Options } from './options';
import { wrapped } from './python';

/** The network, its loss and its optimiser in full: the one source the worker is sent. */
export function modelCell({ plan }: Pick<CodeInput, 'plan'>): PlannedCell {
  const options = chosen(plan);
  const source = [
    ...heading(plan),
    ...imports,
    ...constants(plan, options),
    '',
    '',
    'class Response(L.LightningModule):',
    ...indented(docstring(options)),
    '',
    ...indented(initialiser(options)),
    '',
    ...indented(forward(options)),
    '',
    ...indented(trainingStep(options)),
    '',
    ...indented(optimiser),
    '',
    '',
    ...modelClass(options)
  ].join('\n');
  return { name: 'model', kind: 'code', title: 'Model', source };
}

function heading(plan: Plan): readonly string[] {
  return wrapped(
    `Model: ${plan.name}. It is trained in a process of its own from this source alone.`,
    '# '
  );
}

const imports = [
  'import lightning as L',
  'import torch',
  'from torch import nn',
  '',
  'from cellforge_runtime.training import ShrunkToBaseline',
  ''
];

function constants({ hyperparameters }: Plan, options: Options): readonly string[] {
  const lines = [
    `hidden = ${hyperparameters.hidden}  # soft switches: change it here, run this cell and those below`
  ];
  return options.decoder === 'low-rank'
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
  }
}

function initialiser(options: Options): readonly string[] {
  const context = [
    'self.gain = nn.Parameter(torch.ones(hidden))',
    'self.context = nn.Linear(described.n_context_codes, hidden, bias=False)'
  ];
  return [
    'def __init__(self, described, *, learning_rate, weight_decay, dropout):',
    ...indented([
      'super().__init__()',
      'self.save_hyperparameters(ignore=["described"])',
      ...ownEffects(options),
      'self.rest = nn.Parameter(torch.full((hidden,), -0.5))  # off unless driven',
      ...decoder(options),
      ...(options.context === 'none' ? [] : context),
      'self.dropout = nn.Dropout(dropout)'
    ])
  ];
}

function trainingStep(options: Options): readonly string[] {
  const emphasis = [
    '# Features that change count more, or the many that do not would decide.',
    'emphasis = 1 + batch["aim"].abs() / batch["aim"].abs().mean()',
    'error = error * emphasis / emphasis.mean()'
  ];
  const penalty = [
    '# Few switches per target, small effects: noise is fitted last.',
    `held_back = ${options.composition === 'set-network' ? 'self.each[-1].weight.T' : 'self.act'}.abs().sum(dim=1).mean()`,
    'held_back = held_back + self.directions().square().sum(dim=1).mean()',
    'return loss + 0.5 * self.own.square().mean() + 0.0025 * held_back'
  ];
  return [
    'def training_step(self, batch, _):',
    ...indented([
      'error = (self(batch) - batch["aim"]).square()',
      ...(options.loss === 'de-weighted' ? emphasis : []),
      'loss = (batch["weight"] * error.mean(dim=1)).mean()',
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

function modelClass(options: Options): readonly string[] {
  const attributes = [
    `perturbation = "${options.perturbation}"`,
    `context = "${options.context}"`,
    `response = "${options.response}"`
  ];
  const allOrNothing = ['grid = (0.0, 1.0)  # the network or the baseline, nothing between'];
  return [
    'class Model(ShrunkToBaseline):',
    ...indented([
      '"""Baseline + factor x (network - baseline), the factor chosen on inner folds."""',
      '',
      ...attributes,
      ...(options.regularisation === 'weight-decay' ? allOrNothing : []),
      '',
      'def build(self, described):',
      '    return Response(described, **self.settings)'
    ])
  ];
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map(line => (line === '' ? line : `    ${line}`));
}
