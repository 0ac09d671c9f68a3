import type { PlannedCell } from '../planned-cell';
import type { CodeInput } from './input';
import { chosen } from './options';
import { oneLine, wrapped } from './python';

/** Scores what came back from training beside every simple baseline and the noise ceiling. */
export function evaluationCell({ task, plan }: Pick<CodeInput, 'task' | 'plan'>): PlannedCell {
  const usesKnowledge = chosen(plan).perturbation === 'knowledge';
  const emphasis = plan.choices.find(({ slot }) => slot === 'evaluation')?.choice;
  const source = [
    '# Evaluation: the kernel scores the predictions; the model never saw these cells.',
    '#',
    ...wrapped(
      `Judged first by ${oneLine(task.primary)}: the correlation of predicted and observed change, ` +
        'the model measuring change from one half of the control cells, the scorer from the other.',
      '# '
    ),
    ...wrapped(emphasised(emphasis), '# '),
    '# Scored the same way: every simple baseline that applies, the trained component before',
    '# it was shrunk to the best of them, and the noise ceiling, which is as far as any model',
    '# could get on cells this few. A gain counts when its paired interval excludes zero.',
    ...(usesKnowledge
      ? [
          '# What the tables of prior knowledge were worth: beside none, and beside five copies',
          '# shuffled between genes.',
          'result = run.evaluate(predictions, knowledge=knowledge)'
        ]
      : ['result = run.evaluate(predictions)']),
    '',
    '# A picture first, from baseline over model to ceiling; then every metric, and predicted',
    '# against observed change of any held-out condition. Kept in result.json in the folder',
    '# of the run.',
    '# How often these held-out conditions have been looked at is part of the result: after',
    '# many looks even an honest interval is too narrow.',
    'result'
  ];
  return { name: 'evaluation', kind: 'code', title: 'Evaluation', source: source.join('\n') };
}

function emphasised(choice: string | undefined): string {
  switch (choice) {
    case 'without-targets':
      return (
        'Read pearson_delta_notarget beside it: without the target genes, so that a rule which ' +
        'only moves the perturbed gene itself can not win.'
      );
    case 'mean-reference':
      return (
        'Read pearson_delta_mean_ref beside it: against the mean training response, so that ' +
        'what all perturbations share can not win.'
      );
    case 'discrimination':
      return (
        'Read discrimination beside it: whether each prediction is nearest to its own condition, ' +
        'so that one answer for all can not win.'
      );
    default:
      return 'Read the other metrics beside it: no single one tells the whole.';
  }
}
