import type { PlannedCell } from '../planned-cell';
import type { Task } from '../../task/task';
import type { CodeInput } from './input';
import { keywordArgument, oneLine, wrapped } from './python';

/** The task as it was frozen, the cells it is about, and who is held out. */
export function dataCell({ task, object }: Pick<CodeInput, 'task' | 'object'>): PlannedCell {
  const source = [
    '# Data and task: what is predicted, and which conditions are held out to score it.',
    ...wrapped(heldOutSentence(task), '# '),
    'task = cf.Task(',
    ...taskArguments(task).map(([name, value]) => keywordArgument(name, value)),
    ')',
    '',
    `# Checks the object against the task and leaves it as it is.${valueNote(task)}`,
    `data = cf.prepare(${object}, task)`,
    '',
    '# Held-out conditions follow from the task, the data and the seed alone, whatever the',
    '# order of the rows. Controls are split too: one half for the model, one for scoring.',
    'folds = cf.split(data)',
    '',
    'print(f"{data.x.shape[0]:,} cells, {len(data.features):,} features")',
    'print(data.table().head(8).to_string(index=False))',
    'folds.table()'
  ];
  return { name: 'data', kind: 'code', title: 'Data and task', source: source.join('\n') };
}

/** Arguments of `cf.Task` that say something: what holds by default is left out, the identity of the split never. */
function taskArguments(task: Task): readonly (readonly [string, unknown])[] {
  const always: [string, unknown][] = [
    ['perturbation', task.perturbation],
    ['control', task.control]
  ];
  const whenSet: [string, unknown][] = [
    ['where', task.where],
    ['separator', task.separator],
    ['context', task.context],
    ['batch', task.batch],
    ['dose', task.dose],
    ['time', task.time]
  ];
  const rest: [string, unknown][] = [
    ['layer', task.layer],
    ['value_state', task.value_state],
    ['modality', task.modality],
    ['perturbation_type', task.perturbation_type],
    ['scenarios', task.scenarios],
    ['folds', task.folds],
    ['inner_folds', task.inner_folds],
    ['seeds', task.seeds],
    ['primary', task.primary],
    ['min_cells', task.min_cells]
  ];
  const last: [string, unknown][] = [];
  if (task.excluded_labels.length > 0) {
    last.push(['excluded_labels', task.excluded_labels]);
  }
  if (task.fingerprint !== '') {
    last.push(['fingerprint', task.fingerprint]);
  }
  return [...always, ...whenSet.filter(([, value]) => value !== null), ...rest, ...last];
}

function heldOutSentence(task: Task): string {
  const chosen = task.held_out.filter(({ scenario }) => task.scenarios.includes(scenario));
  const told = chosen.flatMap(({ scenario, folds, parts }) =>
    parts.map(({ part, conditions }) => {
      const name = part === 'all' ? scenario : `${scenario}, ${part}`;
      return `${name}: ${conditions} conditions${part === 'all' ? ` in ${folds} folds` : ''}`;
    })
  );
  return told.length > 0 ? `Held out: ${oneLine(told.join('; '))}.` : 'Held out as the task says.';
}

function valueNote(task: Task): string {
  if (task.modality === 'atac') {
    return '\n# Peaks become open or closed; cells are weighted to the depths of the controls.';
  }
  const counts = '\n# Counts become log1p(counts per 10,000).';
  if (task.modality !== 'rna') {
    const rna = task.modality !== 'protein' && task.value_state === 'counts' ? counts : '';
    return `${rna.replace('Counts become', 'RNA becomes')}\n# Proteins become centred log ratios within a cell (CLR).`;
  }
  return task.value_state === 'counts' ? counts : '';
}
