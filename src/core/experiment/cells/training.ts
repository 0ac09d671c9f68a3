import type { PlannedCell } from '../planned-cell';
import type { Hyperparameters } from '../../design/plan';
import type { CodeInput, NoteInput } from './input';
import { chosen, type Options } from './options';
import { modalitiesOf } from '../../task/task';
import { lineLength, pythonString } from './python';
import { searchLines } from './search';

/** Every setting of the loop, and the fit of each fold in a process of its own. */
export function trainingCell({
  plan,
  knowledgePath,
  code,
  search,
  task
}: Pick<CodeInput, 'plan' | 'knowledgePath' | 'task'> &
  Pick<NoteInput, 'code' | 'search'>): PlannedCell {
  const options = chosen(plan);
  const values = plan.hyperparameters;
  const stops = options.training !== 'fixed-epochs';
  const patience = [
    `    "patience": ${values.patience},  # epochs without a better error on the inner fold`
  ];
  const members = [`    "members": ${values.members},  # networks with other seeds, averaged`];
  const usual = [
    `    "learning_rate": ${values.learning_rate},  # the peak of one cycle: up, then down to zero`,
    `    "weight_decay": ${values.weight_decay},`,
    `    "dropout": ${values.dropout},`,
    `    "max_epochs": ${values.max_epochs},`,
    ...(stops ? patience : []),
    `    "batch_size": ${values.batch_size},  # conditions a step`,
    ...(options.training === 'ensemble' ? members : [])
  ];
  const source = [
    '# Training: one process a fold, which is given training conditions and half of the',
    ...(options.loss === 'evidence' ? evidenceChooses : innerFoldsChoose),
    ...(options.perturbation === 'knowledge' ? knowledge(knowledgePath) : []),
    'training = {',
    ...(options.loss === 'evidence' ? evidenceSettings(values, options) : usual),
    ...(options.perturbation === 'knowledge' ? ['    "knowledge": knowledge,'] : []),
    '}',
    '',
    ...(search === undefined ? [] : [...searchLines({ plan, search }), '']),
    '# Interrupt the kernel to stop: within two seconds this cell ends, the kernel and its',
    '# variables stay, and the finished folds are used when the cell runs again.',
    `predictions = run.fit(${search === undefined ? 'Model, folds, **training' : 'search, folds'})`,
    '',
    ...forEach(task, [
      ...(search !== undefined
        ? takenInFolds
        : code === undefined
          ? chosenOnInnerFolds
          : toldByModel),
      ...(search === undefined && code === undefined && options.perturbation === 'knowledge'
        ? keptOnInnerFolds
        : [])
    ])
  ].join('\n');
  return { name: 'training', kind: 'code', title: 'Training', source };
}

const innerFoldsChoose = [
  '# controls. Epochs, baseline and shrinkage are chosen on inner folds of those alone.'
];
const evidenceChooses = [
  '# controls. Baseline and shrinkage are chosen on inner folds of those alone; switches are',
  '# fitted by the evidence, which asks for no condition to stop on.'
];

function evidenceSettings(values: Hyperparameters, { training }: Options): readonly string[] {
  return [
    `    "learning_rate": ${values.learning_rate},  # of what drives the switches`,
    `    "max_epochs": ${values.max_epochs},  # steps of the optimiser, from each start`,
    ...(training === 'ensemble'
      ? [`    "members": ${values.members},  # the starts with the most evidence, averaged`]
      : [])
  ];
}

/** Of several modalities each is told by its name. */
function forEach(task: CodeInput['task'], lines: readonly string[]): readonly string[] {
  if (modalitiesOf(task).length === 1) {
    return lines;
  }
  const [said, ...rest] = lines;
  return [
    said,
    'for modality, own in predictions.each.items():',
    '    print(modality)',
    ...rest.map(line => `    ${line.replace('in predictions:', 'in own:')}`)
  ];
}

const chosenOnInnerFolds = [
  '# What was chosen on the inner folds of each fold; shrinkage 0 is the baseline itself.',
  'for fitted in predictions:',
  '    told = fitted.report',
  '    print(',
  '        f"fold {fitted.fold.index:2d}  {fitted.fold.part:8s}"',
  `        f"  {told['baseline']:24s} shrinkage {told['shrinkage']:.1f}"`,
  '    )'
];

const keptOnInnerFolds = [
  '    kept = "kept" if told["knowledge"]["kept"] else "left aside"',
  '    print(f"         prior knowledge {kept}")'
];

const takenInFolds = [
  '# What each fold took, and what its model then chose; inner scores: in the result.',
  'for fitted in predictions:',
  '    print(f"fold {fitted.fold.index:2d}  {fitted.fold.part:8s}  {fitted.choice.taken}")',
  '    print(f"         {fitted.choice.why}; {fitted.report}")'
];

/** A model of the coder's need not choose a baseline. */
const toldByModel = [
  '# What the model reports of each fold, if it reports anything.',
  'for fitted in predictions:',
  '    print(f"fold {fitted.fold.index:2d}  {fitted.fold.part:8s}  {fitted.report}")'
];

function knowledge(paths: readonly string[] | null): readonly string[] {
  const listed = (paths ?? ['knowledge.tsv']).map(pythonString);
  const call = `knowledge = cf.read_knowledge([${listed.join(', ')}], data)`;
  return [
    '',
    '# Prior knowledge, which may know the answer: whoever wrote it may have read the paper',
    '# that the data is from. It is used in a fold only where inner folds bear it out.',
    ...(call.length <= lineLength
      ? [call]
      : [
          'knowledge = cf.read_knowledge(',
          '    [',
          ...listed.map(path => `        ${path},`),
          '    ],',
          '    data,',
          ')'
        ]),
    'print(knowledge)  # what was read, what was guessed, what was left out',
    ''
  ];
}
