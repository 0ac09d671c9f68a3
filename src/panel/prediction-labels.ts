import type { TranslationBundle } from '@jupyterlab/translation';
import type { ScenarioId, Task } from '../core';

/** One label a line; a semicolon, or a comma before a space, also ends one. Commas inside names of compounds do not. */
export function labelsIn(text: string): readonly string[] {
  return text
    .split(/[\n;]|,(?=\s|$)/)
    .map(label => label.trim())
    .filter(Boolean);
}

/** How what a task's scenarios can answer is asked for, a form each. */
export function predictionForms(task: Task, trans: TranslationBundle): readonly string[] {
  return task.scenarios.map(scenario => form(scenario, trans));
}

function form(scenario: ScenarioId, trans: TranslationBundle): string {
  switch (scenario) {
    case 'unseen-combination':
      return trans.__('a pair as A+B');
    case 'unseen-context':
      return trans.__('a perturbation and its cells as A (T98G)');
    case 'unseen-dose':
      return trans.__('a dose in the unit of the data as A @ 0.5, in another as A @ 500 nM');
    case 'time':
      return trans.__('a time as A @ 6 h');
    case 'unseen-perturbation':
      return trans.__('a name as in the data');
  }
}
