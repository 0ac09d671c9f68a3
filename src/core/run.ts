import { z } from 'zod';
import { analyse } from './analyse';
import { argue } from './argue';
import { StoppedError } from './errors';
import { execute } from './execute';
import { fold } from './fold';
import { openLog } from './log';
import type { RunLog } from './log';
import type { Ports } from './ports';
import { RunRequest } from './request';
import { steps } from './steps';
import { pipelineVersion } from './version';
import type { RunView } from './view';

export interface RunOptions {
  readonly signal: AbortSignal;
  /** Run the inserted cells even where the analyst only asked to insert them. */
  readonly runCells?: boolean;
}

/**
 * Tells the paper's pipeline over the run's log, from wherever the log stands: start, resume and the return to a run
 * whose cells the analyst ran by hand are the same call. Settles when there is nothing more to do without the analyst.
 *
 * @throws StoppedError, after the log says so; any other failure, after the log names its step.
 */
export async function runPipeline(
  ports: Ports,
  request: RunRequest,
  options: RunOptions
): Promise<RunView> {
  const { run, experts, notebook } = request;
  const header = { run, experts, notebook, pipeline: pipelineVersion };
  const log = await openLog(ports, header, options.signal);
  try {
    await tellRun(log, ports, request, options);
  } catch (error) {
    await log.unanswered(ports.mind.unanswered?.() ?? []);
    if (options.signal.aborted || error instanceof StoppedError) {
      const reason = options.signal.aborted ? options.signal.reason : error;
      const stopped = reason instanceof StoppedError ? reason : new StoppedError('analyst');
      await log.stop(stopped.by);
      throw stopped;
    }
    throw error;
  }
  return fold(log.events);
}

/** The pipeline itself: analyse, design, experiment. Replay tells it over a log that forbids new work. */
export async function tellRun(
  log: RunLog,
  ports: Ports,
  request: RunRequest,
  options: RunOptions
): Promise<void> {
  const asked = await begin(log, ports, request);
  const analysed = await analyse(log, ports, asked, options.signal);
  const argued = await argue(log, ports, asked, analysed, options.signal);
  await execute({ log, ports, asked, analysed, argued, runCells: options.runCells === true });
}

async function begin(log: RunLog, ports: Ports, request: RunRequest): Promise<RunRequest> {
  const asked = await log.step(steps.request, RunRequest, () => request, request);
  await log.step(steps.startedAt, z.string(), () => ports.clock.now(), {});
  return asked;
}
