import { usedPaths } from '../core';
import type { CellsInput, RunRequest, RunView } from '../core';

/** What the cells would be written from if the plan were approved now; null before there is a plan. */
export function cellsInput(view: RunView, asked: RunRequest): CellsInput | null {
  const { task, plan, profile, assessment } = view;
  if (task === null || plan === null || profile === null) {
    return null;
  }
  return {
    ...view,
    task,
    plan,
    profile,
    assessment,
    result: null,
    object: asked.object,
    runFolder: asked.run_folder,
    dataPath: asked.data_path,
    knowledgePath: usedPaths(asked, view.knowledge),
    runtimeVersion: asked.runtime_version
  };
}
