import { z } from 'zod';
import { Evidence } from './literature/evidence';
import { evidenceTopics } from './literature/topics';
import type { RunLog } from './log';
import type { Ports } from './ports';
import type { RunRequest } from './request';
import { steps } from './steps';
import { Assessment } from './task/assessment';
import { Described } from './task/described';
import { settledTask } from './task/settled';
import type { Settled } from './task/settled';

/** What is known before the debate. */
export interface Analysed extends Settled {
  readonly assessment: Assessment;
  readonly evidence: readonly Evidence[];
}

/** Task Analysis: what the data is, what can be predicted, how well simple baselines do, what is known. */
export async function analyse(
  { step }: RunLog,
  { kernel, library }: Ports,
  asked: RunRequest
): Promise<Analysed> {
  const { object, settings } = asked;
  const describe = async (signal: AbortSignal): Promise<Described> => {
    const described = await kernel.describe(object, settings, signal);
    // a description nobody can start from is this step's failure: resuming asks again
    settledTask(described);
    return described;
  };
  const settled = settledTask(await step(steps.profile, Described, describe, { object, settings }));
  const { task } = settled;
  const assess = (signal: AbortSignal) => kernel.assess(object, task, signal);
  const assessment = await step(steps.baselines, Assessment, assess, { object, task });
  const topics = evidenceTopics(task);
  const search = async (signal: AbortSignal) => [...(await library.search(topics, signal))];
  const evidence = await step(steps.evidence, z.array(Evidence), search, { topics });
  return { ...settled, assessment, evidence };
}
