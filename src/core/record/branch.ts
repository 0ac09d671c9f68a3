import { CellForgeError } from '../errors';
import type { NewEvent, RunEvent, RunStarted } from '../events';
import { askedOf } from '../log';
import { RunRequest } from '../request';
import { steps } from '../steps';
import { pipelineVersion } from '../version';
import { linkEvent, unlinkEvent } from './chain';
import type { Hash } from './chain';

/**
 * The log of a new run that shares this one's past before the step `before`: what is decided differently comes after.
 * A branch is told by the present pipeline, so it is also how a run of another version goes on.
 *
 * @throws CellForgeError "log/no-such-step" when the run never did that step.
 */
export function branchAt(
  events: readonly RunEvent[],
  before: string,
  newRun: { readonly run: string; readonly run_folder: string },
  hash: Hash
): readonly RunEvent[] {
  const cut = events.findIndex(event => event.type === 'step-done' && event.key === before);
  if (cut === -1) {
    throw new CellForgeError({
      code: 'log/no-such-step',
      message: `This run cannot branch before "${before}"`,
      expected: 'a step that the run has done',
      found: before,
      remedy: 'Choose one of the steps shown.'
    });
  }
  const started = events[0] as RunStarted;
  const linked: RunEvent[] = [];
  for (const event of events.slice(0, cut).map(unlinkEvent)) {
    const own = ownOf(event, { run: started.run, seq: cut }, newRun, hash);
    linked.push(linkEvent(own, linked.at(-1) ?? null, hash));
  }
  return linked;
}

/** Header and request carry the new run's name; everything else is as it was. */
function ownOf(
  event: NewEvent,
  branched_from: { readonly run: string; readonly seq: number },
  newRun: { readonly run: string; readonly run_folder: string },
  hash: Hash
): NewEvent {
  if (event.type === 'run-started') {
    return { ...event, run: newRun.run, pipeline: pipelineVersion, branched_from };
  }
  if (event.type === 'step-done' && event.key === steps.request) {
    const answer = { ...RunRequest.parse(event.answer), ...newRun };
    const asked = askedOf(answer, { hash, scrub: text => text });
    return { ...event, ...asked, answer: answer as unknown as typeof event.answer };
  }
  return event;
}
