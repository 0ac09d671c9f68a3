import type { Notebook } from '../core';
import { progressLine } from './progress-lines';
import type { Say } from './say';

const everyMs = 1000;

/** Says how far the training is, from the run folder, until `end`. */
export function follow(notebook: Pick<Notebook, 'progress'>, run: string, say: Say) {
  let last = '';
  const look = async (): Promise<void> => {
    const progress = await notebook.progress(run);
    const line = progress === null ? '' : progressLine(progress);
    if (line !== last && line !== '') {
      last = line;
      say(line);
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  return { end: () => clearInterval(timer) };
}
