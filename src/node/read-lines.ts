import { modalitiesOf } from '../core';
import type { Profile, Task } from '../core';

const told = ['control', 'separator', 'context', 'batch', 'dose', 'time'] as const;

/** What was read of the data for the task: modality and matrix, and each column or sign that was found, with its reason. */
export function readLines(profile: Profile | null, task: Task): readonly string[] {
  const findings = profile?.findings;
  const kind =
    task.perturbation_type === 'unknown' ? '' : `; perturbations: ${task.perturbation_type}`;
  return [
    `read: ${task.modality} from ${task.layer} (${task.value_state})${kind}${others(profile, task)}`,
    ...told.flatMap(name => {
      const found = findings?.[name];
      return found === undefined || found.value === null
        ? []
        : [`  ${name} "${found.value}": ${found.reason}`];
    })
  ];
}

/** Modalities that are there and not read, with the setting that reads them. */
function others(profile: Profile | null, task: Task): string {
  const read = modalitiesOf(task);
  const left = (profile?.object?.modalities ?? []).filter(({ id }) => !read.includes(id));
  return left
    .map(({ id, n_features }) => {
      const set = id === 'protein' && task.modality === 'rna' ? 'rna,protein' : id;
      return `; ${n_features} features of ${id} are there too (modality=${set})`;
    })
    .join('');
}
