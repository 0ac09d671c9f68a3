import { modalitiesOf, type ScenarioId, type Task } from '../../task/task';
import type { PlannedCell } from '../planned-cell';
import type { CodeInput, NoteInput } from './input';

/** Refits on everything, keeps the model, and predicts what nobody measured. */
export function predictionCell({
  task,
  search
}: Pick<CodeInput, 'task'> & Pick<NoteInput, 'search'>): PlannedCell {
  const source = [
    search === undefined
      ? '# Prediction: the same model, trained on every condition, asked about new ones.'
      : '# Prediction: chosen by the same rule on every condition, asked about new ones.',
    ...imports(task),
    `final = run.refit(${search === undefined ? 'Model, data, **training' : 'search, data'})`,
    'final.save(run.folder / "model")  # cf.load_model(...) reads it in any kernel',
    '',
    ...question(task),
    '',
    '# Change in layers["change"]; the interval is what held-out conditions of the same kind',
    '# scored. A question that the scenario does not cover is refused by name.',
    'if asked:',
    '    predicted = final.predict(asked)',
    '    print(predicted.obs.to_string())',
    ...beside(task),
    'else:',
    '    print("Everything of this kind was measured: there is nothing left to ask.")'
  ].join('\n');
  return { name: 'prediction', kind: 'code', title: 'Prediction', source };
}

/** Of two modalities the second stands in obsm. */
function beside(task: Task): readonly string[] {
  const [, second] = modalitiesOf(task);
  return second === undefined
    ? []
    : [
        `    print("{second}: obsm['${second}'], and its change:")`.replace('{second}', second),
        `    print(predicted.obsm["${second}_change"].round(2).to_string(max_cols=8))`
      ];
}

function imports(task: Task): readonly string[] {
  switch (asks(task)) {
    case 'unseen-combination':
      return ['from itertools import combinations', ''];
    case 'unseen-context':
      return hasAmounts(task) ? ['from dataclasses import replace', ''] : [];
    case 'unseen-dose':
    case 'time':
      return ['from dataclasses import replace', ''];
    default:
      return [];
  }
}

function question(task: Task): readonly string[] {
  switch (asks(task)) {
    case 'unseen-combination':
      return [
        '# Five pairs that were measured apart but never together; write your own here.',
        'measured = {(query.targets, query.context) for query in data.queries}',
        'alone = sorted((where, names[0]) for names, where in measured if len(names) == 1)',
        'asked = [',
        '    cf.Query((one, other), here)',
        '    for (here, one), (there, other) in combinations(alone, 2)',
        '    if here == there and ((one, other), here) not in measured',
        '][:5]'
      ];
    case 'unseen-context':
      if (hasAmounts(task)) {
        return [
          '# Perturbations in contexts where nobody measured them, at the doses and times of the',
          '# others; write your own here.',
          'elsewhere = [',
          '    replace(query, context=context)',
          '    for query in data.queries',
          '    for context in data.contexts',
          '    if len(data.controls_of(context))',
          ']',
          'asked = [query for query in dict.fromkeys(elsewhere) if query not in data.queries][:5]'
        ];
      }
      return [
        '# Perturbations in contexts where nobody measured them; write your own here.',
        'measured = {(query.targets, query.context) for query in data.queries}',
        'asked = [',
        '    cf.Query(targets, context)',
        '    for targets in sorted({targets for targets, _ in measured})',
        '    for context in data.contexts',
        '    if (targets, context) not in measured and len(data.controls_of(context))',
        '][:5]'
      ];
    case 'unseen-dose':
      return between('dose', 'Doses between the two lowest measured ones');
    case 'time':
      return between('time', 'Times between the first two measured ones');
    default:
      return [
        '# Five measured genes that nobody perturbed; write your own here.',
        'perturbed = {target for query in data.queries for target in query.targets}',
        'context = data.queries[0].context',
        'genes = data.features if perturbed & set(data.features) else []',
        'asked = [cf.Query((gene,), context) for gene in genes if gene not in perturbed][:5]'
      ];
  }
}

/** Conditions half way between the two lowest measured amounts of each target. */
function between(axis: 'dose' | 'time', what: string): readonly string[] {
  return [
    `# ${what}; write your own here.`,
    'courses = {}',
    'for query in data.queries:',
    `    if query.${axis} is not None:`,
    `        courses.setdefault(replace(query, ${axis}=None), []).append(query.${axis})`,
    'asked = [',
    `    replace(query, ${axis}=sum(sorted(measured)[:2]) / 2)`,
    '    for query, measured in courses.items()',
    '    if len(measured) > 1',
    '][:5]'
  ];
}

/** Whether conditions differ in dose or time, so that a question has to say which. */
function hasAmounts(task: Task): boolean {
  return task.dose !== null || task.time !== null;
}

/** The scenario the example questions are of: the first that the task holds out. */
function asks(task: Task): ScenarioId {
  return task.scenarios[0] ?? 'unseen-perturbation';
}
