import { CellForgeError } from '../errors';
import type { Described } from './described';
import type { Profile } from './profile';
import type { Task } from './task';

/** A description from which a run can start. */
export interface Settled {
  readonly profile: Profile;
  readonly task: Task;
}

/**
 * The profile and task of `described` when nothing stands in the way and nothing is left to ask.
 *
 * @throws CellForgeError with the kernel's own problem, or "task/question" naming what to set.
 */
export function settledTask({ profile, task, questions, problem }: Described): Settled {
  if (problem !== null) {
    throw new CellForgeError(problem);
  }
  if (questions.length > 0) {
    const keys = questions.map(question => question.key).join(', ');
    throw new CellForgeError({
      code: 'task/question',
      message: `The data does not decide: ${keys}`,
      expected: `a setting for ${keys}`,
      found: questions
        .map(({ message, options }) => `${message} (${options.slice(0, 5).join(', ')})`)
        .join('; '),
      remedy: `Choose, for example ${questions[0].key}=${questions[0].options[0] ?? 'VALUE'}.`
    });
  }
  if (profile === null || task === null) {
    throw new CellForgeError({
      code: 'kernel/bad-answer',
      message: 'The kernel named neither a task nor a problem',
      expected: 'a profile and a task',
      found: 'none',
      remedy: 'Install matching versions of jupyterlab-cellforge and cellforge-runtime.'
    });
  }
  return { profile, task };
}
