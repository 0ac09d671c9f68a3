import type { z } from 'zod';
import { canonicalJson } from '../canonical';
import type { NewEvent, RunEvent, RunStarted, StepDone } from '../events';
import { answersIn, askedOf, checkInput } from '../log';
import type { RunLog, Step, Work } from '../log';
import type { Mind } from '../ports';
import { RunRequest } from '../request';
import { tellRun } from '../run';
import { steps } from '../steps';
import { pipelineVersion } from '../version';
import { eventLines, linkEvent, unlinkEvent } from './chain';
import type { Hash } from './chain';
import { EndOfRecord, forbiddenPorts } from './forbidden';

export type Replay =
  /** Told again by this pipeline: `lines` is what the record holds, to the byte, exactly when nothing disagrees. */
  | {
      readonly kind: 'replayed';
      readonly lines: string;
      readonly disagreements: readonly string[];
    }
  /** Recorded by another pipeline: shown as recorded, which is no error. */
  | { readonly kind: 'other-pipeline'; readonly recordedBy: string };

export interface ReplayTools {
  readonly hash: Hash;
  /** The built-in mind argues again; any other recorded mind is never asked. */
  readonly mind: Mind;
  readonly signal: AbortSignal;
}

/**
 * Tells the run again with new work forbidden: no kernel, no network, no key. Everything that follows from recorded
 * answers (what the built-in experts say, scores, plan, cells, note) is worked out afresh and compared.
 */
export async function replay(events: readonly RunEvent[], tools: ReplayTools): Promise<Replay> {
  const started = events[0] as RunStarted;
  if (started.pipeline !== pipelineVersion) {
    return { kind: 'other-pipeline', recordedBy: started.pipeline };
  }
  const again = new ReplayLog(events, tools.hash);
  const disagreements: string[] = [];
  try {
    await tellAgain(again, started, tools);
  } catch (error) {
    // a run that was stopped, or waits for its analyst, ends where its record ends
    if (!(error instanceof EndOfRecord && again.unasked().length === 0)) {
      disagreements.push(error instanceof Error ? error.message : String(error));
    }
  }
  disagreements.push(...again.disagreements);
  disagreements.push(
    ...again.unasked().map(key => `The recorded step "${key}" is not asked for by this pipeline.`)
  );
  const lines = eventLines(again.rebuilt());
  if (disagreements.length === 0 && lines !== eventLines(events)) {
    disagreements.push('The replayed log differs from the record.');
  }
  return { kind: 'replayed', lines, disagreements };
}

async function tellAgain(log: ReplayLog, started: RunStarted, tools: ReplayTools): Promise<void> {
  const recorded = log.answer(steps.request);
  if (recorded === undefined) {
    return;
  }
  const { hash, mind, signal } = tools;
  const clock = {
    now: (): string => {
      throw new EndOfRecord('clock');
    }
  };
  const scrub = (text: string): string => text;
  const asking = started.experts === 'built-in' ? mind : silentMind(started.experts, log);
  const ports = { ...forbiddenPorts, clock, hash, scrub, mind: asking };
  await tellRun(log, ports, RunRequest.parse(recorded), { signal, runCells: true });
}

/** The recorded mind's kind, so that its turns are taken from the record and not argued again. */
function silentMind(experts: string, log: ReplayLog): Mind {
  const kind = experts === 'llm' || experts === 'replay' ? experts : 'scripted';
  const answer: Mind['answer'] = role => Promise.reject(new EndOfRecord(role));
  // a mind that costs: its calls stand in the record, and its turns follow from them
  const call: Mind['call'] = role => Promise.reject(new EndOfRecord(role));
  // a debate of agents that was held again has its calls from the record it was held from
  const isOfAgents = kind === 'llm' || log.answer(steps.sources) !== undefined;
  return isOfAgents ? { kind, answer, call } : { kind, answer };
}

/** A log that answers from the record alone and rebuilds it event by event. */
class ReplayLog implements RunLog {
  readonly disagreements: string[] = [];
  private readonly answers: ReadonlyMap<string, StepDone>;
  private readonly served = new Map<string, NewEvent>();

  constructor(
    readonly events: readonly RunEvent[],
    private readonly hash: Hash
  ) {
    this.answers = answersIn(events);
  }

  answer(key: string): unknown {
    return this.answers.get(key)?.answer;
  }

  readonly step: Step = async (key, schema, _work, inputs) =>
    this.serve(key, schema, inputs, recorded => recorded);

  readonly derive: Step = async <T>(
    key: string,
    schema: z.ZodType<T>,
    work: Work<T>,
    inputs: unknown
  ) => {
    const recorded = this.recorded(key);
    const fresh = plain(schema.parse(await work(never)));
    if (canonicalJson(fresh) !== canonicalJson(recorded.answer)) {
      this.disagreements.push(`The step "${key}" comes out otherwise than recorded.`);
    }
    return this.serve(key, schema, inputs, () => fresh as StepDone['answer']);
  };

  async unanswered(): Promise<void> {
    // stands in the record already
  }

  async approved(): Promise<void> {
    // stands in the record already
  }

  async stop(): Promise<void> {
    // where the run was stopped stands in the record already
  }

  async end(): Promise<void> {
    if (!this.events.some(event => event.type === 'run-ended')) {
      throw new EndOfRecord('end');
    }
  }

  /** Recorded steps that the pipeline did not ask for. */
  unasked(): readonly string[] {
    return [...this.answers.keys()].filter(key => !this.served.has(key));
  }

  /** The record's events, with every served step as it came out now, chained anew. */
  rebuilt(): readonly RunEvent[] {
    const linked: RunEvent[] = [];
    for (const event of this.events) {
      const now = event.type === 'step-done' ? this.served.get(event.key) : undefined;
      linked.push(linkEvent(now ?? unlinkEvent(event), linked.at(-1) ?? null, this.hash));
    }
    return linked;
  }

  private recorded(key: string): StepDone {
    const recorded = this.answers.get(key);
    if (recorded === undefined) {
      throw new EndOfRecord(key);
    }
    return recorded;
  }

  private serve<T>(
    key: string,
    schema: z.ZodType<T>,
    inputs: unknown,
    answerOf: (recorded: StepDone['answer']) => StepDone['answer']
  ): T {
    const recorded = this.recorded(key);
    const asked = askedOf(inputs, { hash: this.hash, scrub: text => text });
    checkInput(recorded, asked);
    const answer = schema.parse(answerOf(recorded.answer));
    this.served.set(key, {
      type: 'step-done',
      key,
      ...asked,
      answer: plain(answer) as StepDone['answer'],
      seconds: recorded.seconds
    });
    return answer;
  }
}

const plain = (value: unknown): unknown => JSON.parse(canonicalJson(value));

/** Derived work is instant and has nothing to stop. */
const never = {
  aborted: false,
  reason: undefined,
  throwIfAborted: () => undefined,
  addEventListener: () => undefined,
  removeEventListener: () => undefined
} as unknown as AbortSignal;
