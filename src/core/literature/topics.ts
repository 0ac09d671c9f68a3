import type { Task } from '../task/task';

/** What a record is about. */
const topics = [
  'evaluation',
  'baselines',
  'unseen-perturbation',
  'unseen-combination',
  'unseen-context',
  'unseen-dose',
  'time',
  'drug',
  'cytokine',
  'representation',
  'knowledge',
  'composition',
  'decoder',
  'loss',
  'regularisation',
  'training',
  'noise',
  'chromatin',
  'components',
  'protein'
] as const;
export type Topic = (typeof topics)[number];

const always: readonly Topic[] = [
  'evaluation',
  'baselines',
  'representation',
  'decoder',
  'loss',
  'regularisation',
  'training',
  'noise'
];

/** The topics on which a task's debate needs the literature. */
export function evidenceTopics(
  task: Pick<Task, 'scenarios' | 'perturbation_type'> & Partial<Pick<Task, 'modality'>>
): readonly Topic[] {
  const own = (topics as readonly string[]).filter(
    topic =>
      (task.scenarios as readonly string[]).includes(topic) || topic === task.perturbation_type
  ) as Topic[];
  const combined: Topic[] = task.scenarios.includes('unseen-combination') ? ['composition'] : [];
  const peaks: Topic[] = task.modality === 'atac' ? ['chromatin'] : [];
  const proteins: Topic[] = task.modality?.includes('protein') ? ['protein'] : [];
  return [...always, ...own, ...combined, ...peaks, ...proteins];
}
