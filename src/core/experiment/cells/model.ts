import type { Plan } from '../../design/plan';
import type { PlannedCell } from '../cells';
import type { CodeInput } from './input';
import { decoder, directions, forward, ownEffects } from './model-parts';
import { chosen } from './options';
import type { Options } from './options';
import { lineLength, oneLine, pythonString } from './python';

/** The network, its loss and its optimiser in full: the one source the worker is sent. */
export function modelCell({ plan }: Pick<CodeInput, 'plan'>, name = 'Model'): PlannedCell {
  const options = chosen(plan);
  const source = [
    ...imports(options),
    ...constants(plan, options),
    '',
    '',
    'class Response(L.LightningModule):',
    ...indented(docstring(options)),
    ...indented(initialiser(options)),
    '',
    ...indented(forward(options)),
    '',
    ...indented(trainingStep(options)),
    '',
    ...indented(optimiser),
    '',
    '',
    ...modelClass(plan, options, name)
  ].join('\n');
  return { name: 'model', kind: 'code', title: 'Model', source };
}

/** The model cell as the coder wrote it. */
export function codedModelCell({ source }: { readonly source: string }): PlannedCell {
  return { name: 'model', kind: 'code', title: 'Model', source };
}

const imports = ({ loss }: Options): readonly string[] => [
  "# Model: trained in a process of its own, which is given this cell's source alone.",
  'import lightning as L',
  'import torch',
  `from cellforge_runtime.training import ShrunkToBaseline${loss === 'bernoulli' ? ', bernoulli_loss, moved_odds' : ''}`,
  'from torch import nn',
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
  // a free code for each context was tried: it learned the training contexts by heart
  const context = ['self.gain = nn.Parameter(torch.ones(hidden))  # contexts differ in what is on'];
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

const weighted = 'loss = (batch["weight"] * error.mean(dim=1)).mean()';
const losses: Readonly<Record<Options['loss'], readonly string[]>> = {
  mse: ['error = (self(batch) - batch["aim"]).square()', weighted],
  'de-weighted': [
    'emphasis = 0.5 + 0.5 * batch["aim"].abs() / batch["aim"].abs().mean()',
    'error = emphasis * (self(batch) - batch["aim"]).square()',
    weighted
  ],
  bernoulli: [
    'share = batch["base"] + self(batch)  # of open cells',
    'loss = bernoulli_loss(share, batch["base"] + batch["aim"], batch["weight"])'
  ]
};

function trainingStep(options: Options): readonly string[] {
  const penalty = [
    '# Few switches per target, small effects: noise is fitted last.',
    `held_back = ${options.composition === 'set-network' ? 'self.join' : 'self.act'}.abs().sum(dim=1).mean()`,
    `held_back += ${directions(options)}.square().sum(dim=1).mean()`,
    'return loss + 0.5 * self.own.square().mean() + 0.0025 * held_back'
  ];
  return [
    'def training_step(self, batch, _):',
    ...indented([
      ...losses[options.loss],
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

function modelClass(plan: Plan, options: Options, className: string): readonly string[] {
  const name = `plan_name = ${pythonString(oneLine(plan.name))}`;
  const attributes = [
    ...(name.length + 4 <= lineLength ? [name] : []),
    `perturbation, context = "${options.perturbation}", "${options.context}"`,
    `response = "${options.response}"`
  ];
  const allOrNothing = ['grid = (0.0, 1.0)  # the network or the baseline, nothing between'];
  return [
    `class ${className}(ShrunkToBaseline):`,
    ...indented([
      '"""Baseline + factor x (network - baseline), the factor chosen on inner folds."""',
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
