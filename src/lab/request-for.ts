import { UUID } from '@lumino/coreutils';

import { knowledgePathOf, runtimeVersion } from '../core';
import type { RunRequest } from '../core';
import { refineOf, searchOf } from './refine-of';
import type { SharedDesk } from './shared-desk';

export const newRunId = (): string => `r-${UUID.uuid4().slice(0, 8)}`;

/** What a new run is asked: what the panel shows now. */
export function requestFor(
  { services, notebook, state }: Pick<SharedDesk, 'services' | 'notebook' | 'state'>,
  run: string,
  object: string
): RunRequest {
  return {
    run,
    notebook: notebook.name,
    experts: state.llm.experts,
    object,
    objective: state.objective,
    settings: state.settings,
    constraints: [...state.constraints],
    ...(state.llm.experts === 'llm' && state.llm.masksNames ? { mask_names: true } : {}),
    rounds: services.capabilities.design?.rounds() ?? 20,
    ...refineOf(services.capabilities.design?.refine() ?? null, state.llm.experts),
    ...searchOf(services.capabilities.design?.search() ?? 0),
    seed: 42,
    train_anyway: false,
    run_folder: notebook.folder(run).relativePath,
    data_path: null,
    knowledge_path: knowledgePathOf(state.knowledge),
    runtime_version: runtimeVersion,
    ...(state.llm.experts === 'llm' && state.llm.annotate ? { annotate: true } : {})
  };
}
