import { z } from 'zod';
import { Constraint, Settings, mostKnowledge } from '../core';
import type { PanelMemory, PanelState } from '../panel/model';

/** What the analyst put into the task's form. */
export type TaskForm = Pick<PanelState, 'settings' | 'constraints' | 'knowledge' | 'objective'>;

const key = 'task-form';

/** The form as this tab kept it: a reload before the design loses nothing. Anything unreadable is left out. */
export function recallForm(memory: PanelMemory): Partial<TaskForm> {
  let kept: unknown;
  try {
    kept = JSON.parse(memory.read(key) ?? '{}');
  } catch {
    return {};
  }
  const { settings, constraints, knowledge, objective } = Object(kept) as Record<string, unknown>;
  const readSettings = Settings.safeParse(settings);
  const readConstraints = Constraint.array().safeParse(constraints);
  const readKnowledge = z.array(z.string()).max(mostKnowledge).safeParse(knowledge);
  return {
    ...(readSettings.success ? { settings: readSettings.data } : {}),
    ...(readConstraints.success ? { constraints: readConstraints.data } : {}),
    ...(readKnowledge.success ? { knowledge: readKnowledge.data } : {}),
    ...(typeof objective === 'string' ? { objective } : {})
  };
}

/** Keeps what was entered for a reload; an empty form is forgotten. */
export function keepForm(memory: PanelMemory, form: TaskForm): void {
  const { settings, constraints, knowledge, objective } = form;
  const isEmpty = [Object.keys(settings), constraints, knowledge, objective].every(
    ({ length }) => length === 0
  );
  memory.write(
    key,
    isEmpty ? null : JSON.stringify({ settings, constraints, knowledge, objective })
  );
}
