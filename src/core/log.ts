import type { z } from 'zod';
import { canonicalJson } from './canonical';
import { CellForgeError, StoppedError, factsOf, throwIfStopped } from './errors';
import type { NewEvent, RunEvent, RunStarted, StepDone } from './events';
import type { RunApproval } from './experiment/approval';
import type { Call } from './minds/call';
import type { Ports } from './ports';
import { checkChain, linkEvent } from './record/chain';
import { scrubDeep } from './record/scrub-deep';

/** The answer of a schema, or a promise of it. */
export type Work<T> = (signal: AbortSignal) => T | Promise<T>;

/**
 * One piece of the pipeline: if the log holds `key`'s answer it is returned, else `work` runs and its answer is
 * appended. `inputs` is everything the answer depends on.
 *
 * @throws CellForgeError "log/changed-input" when the key was recorded with other inputs.
 * @throws StoppedError when the run is stopped, at once, even if `work` does not listen.
 */
export type Step = <T>(
  key: string,
  schema: z.ZodType<T>,
  work: Work<T>,
  inputs: unknown
) => Promise<T>;

/** A run log, open for the pipeline. */
export interface RunLog {
  readonly events: readonly RunEvent[];
  /** Work that costs, waits or may differ next time. */
  readonly step: Step;
  /** Work that depends on its inputs alone: replay does it again and compares. */
  readonly derive: Step;
  /** What calls took that gave no answer. */
  unanswered(calls: readonly Call[]): Promise<void>;
  /** What was let run, or not, each time it would start. */
  approved(approval: RunApproval): Promise<void>;
  stop(by: 'analyst' | 'budget'): Promise<void>;
  end(): Promise<void>;
}

export type RunHeader = Pick<RunStarted, 'run' | 'pipeline' | 'experts' | 'notebook'>;

/**
 * Opens the log in `ports.store`: begins it with `header`, or continues what is there.
 *
 * @throws CellForgeError "record/damaged"; "log/other-run"; "log/other-pipeline", where a branch is what to start.
 */
export async function openLog(
  ports: Pick<Ports, 'store' | 'clock' | 'hash' | 'scrub' | 'recorded'>,
  header: RunHeader,
  signal: AbortSignal
): Promise<RunLog> {
  const events = [...checkChain(await ports.store.read(), ports.hash)];
  let tail: Promise<unknown> = Promise.resolve();
  const append = (event: NewEvent): Promise<void> => {
    const appended = tail.then(async () => {
      const linked = linkEvent(event, events.at(-1) ?? null, ports.hash);
      await ports.store.append(linked);
      events.push(linked);
    });
    tail = appended.catch(() => undefined);
    return appended;
  };
  if (events.length === 0) {
    await append({ type: 'run-started', ...header, branched_from: null });
  } else {
    checkHeader(events[0] as RunStarted, header);
  }
  const step = stepOver({ ...ports, signal, append, answers: answersIn(events) });
  return {
    events,
    step,
    derive: step,
    unanswered: async calls => {
      if (calls.length > 0) {
        await append({ type: 'calls-unanswered', calls });
      }
    },
    approved: approval => append({ type: 'run-approval', ...approval }),
    stop: by => append({ type: 'run-stopped', by }),
    end: async () => {
      if (!events.some(event => event.type === 'run-ended')) {
        await append({ type: 'run-ended' });
      }
    }
  };
}

/** The last recorded answer of each key. */
export function answersIn(events: readonly RunEvent[]): Map<string, StepDone> {
  return new Map(
    events
      .filter((event): event is StepDone => event.type === 'step-done')
      .map(event => [event.key, event])
  );
}

/** What is hashed of a step's inputs, and the part of it that is kept to read. */
export function askedOf(
  inputs: unknown,
  { hash, scrub }: Pick<Ports, 'hash' | 'scrub'>
): { input: string; asked: string } {
  const text = canonicalJson(scrubDeep(inputs, scrub));
  // by character, so that no surrogate pair is cut
  return { input: hash(text), asked: [...text.slice(0, 400)].slice(0, 200).join('') };
}

/** @throws CellForgeError naming the step, what was recorded and what is asked now. */
export function checkInput(recorded: StepDone, now: { input: string; asked: string }): void {
  if (recorded.input === now.input) {
    return;
  }
  throw new CellForgeError({
    code: 'log/changed-input',
    message: `The step "${recorded.key}" was recorded with other inputs than it is asked with now`,
    expected: `${recorded.asked} (sha256 ${recorded.input.slice(0, 12)})`,
    found: `${now.asked} (sha256 ${now.input.slice(0, 12)})`,
    remedy:
      'The data, a setting or the pipeline changed since: start a new run, or branch before this step.'
  });
}

interface StepContext extends Pick<Ports, 'clock' | 'hash' | 'scrub' | 'recorded'> {
  readonly signal: AbortSignal;
  readonly append: (event: NewEvent) => Promise<void>;
  readonly answers: Map<string, StepDone>;
}

function stepOver(context: StepContext): Step {
  const running = new Map<string, Promise<unknown>>();
  return async <T>(key: string, schema: z.ZodType<T>, work: Work<T>, inputs: unknown) => {
    throwIfStopped(context.signal);
    const asked = askedOf(inputs, context);
    await running.get(key)?.catch(() => undefined);
    const recorded = context.answers.get(key);
    if (recorded !== undefined) {
      checkInput(recorded, asked);
      return schema.parse(recorded.answer);
    }
    const earlier = context.recorded?.answer(key);
    const doing: Work<T> = earlier === undefined ? work : () => schema.parse(earlier);
    const fresh = doWork(context, { key, ...asked }, schema, doing);
    running.set(key, fresh);
    try {
      return await fresh;
    } finally {
      running.delete(key);
    }
  };
}

async function doWork<T>(
  context: StepContext,
  step: { readonly key: string; readonly input: string; readonly asked: string },
  schema: z.ZodType<T>,
  work: Work<T>
): Promise<T> {
  const { clock, scrub, signal, append, answers } = context;
  const started = clock.now();
  try {
    const raw = await stoppable(Promise.resolve(work(signal)), signal);
    const answer = schema.parse(scrubDeep(raw, scrub));
    const seconds = (Date.parse(clock.now()) - Date.parse(started)) / 1000;
    const event = {
      type: 'step-done',
      ...step,
      answer: answer as StepDone['answer'],
      seconds
    } as const;
    // through canonical JSON, so that a fresh answer and a recorded one are the same
    const recorded = JSON.parse(canonicalJson(event)) as typeof event;
    await append(recorded);
    answers.set(step.key, recorded as unknown as StepDone);
    return schema.parse(recorded.answer);
  } catch (error) {
    if (signal.aborted) {
      throwIfStopped(signal);
    }
    if (!(error instanceof StoppedError)) {
      const facts = factsOf(error);
      await append({
        type: 'step-failed',
        ...step,
        code: facts.code,
        message: scrub(facts.message),
        detail: facts.detail.map(scrub)
      });
    }
    throw error;
  }
}

/** `work`, given up the moment the run is stopped. */
async function stoppable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // what comes later from given-up work is nobody's
  work.catch(() => undefined);
  throwIfStopped(signal);
  let onAbort = (): void => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      try {
        throwIfStopped(signal);
      } catch (error) {
        reject(error);
      }
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function checkHeader(recorded: RunStarted, asked: RunHeader): void {
  if (recorded.run !== asked.run) {
    throw new CellForgeError({
      code: 'log/other-run',
      message: 'This log belongs to another run',
      expected: `run ${asked.run}`,
      found: `run ${recorded.run}`,
      remedy: 'Open the log under its own run id.'
    });
  }
  if (recorded.pipeline !== asked.pipeline) {
    throw new CellForgeError({
      code: 'log/other-pipeline',
      message: 'This run was recorded by another version of the pipeline and is shown as recorded',
      expected: `pipeline ${asked.pipeline}`,
      found: `pipeline ${recorded.pipeline}`,
      remedy: `Start a branch to go on with this version, or install version ${recorded.pipeline} to resume it.`
    });
  }
}
