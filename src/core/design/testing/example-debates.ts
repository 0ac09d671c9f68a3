import { bundledEvidence, bundledLibrary } from '../../literature/bundled';
import type { Evidence } from '../../literature/evidence';
import { evidenceTopics } from '../../literature/topics';
import { builtInMind } from '../../minds/built-in/built-in-mind';
import type { Mind } from '../../ports';
import { composePlan } from '../compose-plan';
import type { Constraint } from '../constraints';
import { type Debate, debate, type DebateStep } from '../debate';
import type { Plan } from '../plan';
import { readConstraint } from '../read-constraint';
import {
  exampleAssessment,
  exampleProfile,
  exampleSituations,
  type ExampleSituation,
  exampleTask
} from './situations';
import type { Turn } from '../turns';

/** A step without a log: the work runs and its answer is checked. */
export const unrecordedStep: DebateStep = async (_key, schema, work) => schema.parse(await work());

/** A signal nobody aborts. */
export const neverAborted: AbortSignal = {
  aborted: false,
  reason: undefined,
  throwIfAborted() {},
  addEventListener() {},
  removeEventListener() {}
} as unknown as AbortSignal;

export interface ExampleOptions {
  readonly constraints?: readonly Constraint[];
  /** Comments of the analyst by round. */
  readonly comments?: Readonly<Record<number, readonly string[]>>;
  readonly maxRounds?: number;
  readonly mind?: Mind;
  readonly step?: DebateStep;
  readonly previous?: Debate;
}

/** The built-in experts' debate about an example. */
export function holdExample(
  situation: ExampleSituation,
  options: ExampleOptions = {}
): Promise<Debate> {
  return debate({
    profile: exampleProfile(situation),
    assessment: exampleAssessment(situation),
    task: exampleTask(situation),
    constraints: options.constraints ?? [],
    evidence: bundledEvidence,
    comments: async round => options.comments?.[round] ?? [],
    mind: options.mind ?? builtInMind(),
    step: options.step ?? unrecordedStep,
    signal: neverAborted,
    maxRounds: options.maxRounds,
    previous: options.previous
  });
}

/** What one file under tests/fixtures/debates holds. */
export interface RecordedDebate {
  readonly turns: readonly Turn[];
  readonly evidence: readonly Evidence[];
  readonly plan: Plan;
  readonly consensus: Omit<Debate, 'turns' | 'held'>;
}

/** The example logs under tests/fixtures/debates: name -> content. */
export async function exampleDebates(): Promise<Readonly<Record<string, RecordedDebate>>> {
  const { norman, papalexi, kang } = exampleSituations;
  return {
    norman: await record(norman),
    papalexi: await record(papalexi),
    kang: await record(kang),
    comments: await record(norman, {
      comments: {
        2: ['Please try an ensemble', 'Mind the mitochondria'],
        3: ['no low-rank decoder']
      }
    }),
    'no-agreement': await record(norman, {
      constraints: [readConstraint('require', 'composition:set-network')]
    })
  };
}

async function record(
  situation: ExampleSituation,
  options: ExampleOptions = {}
): Promise<RecordedDebate> {
  const library = bundledLibrary();
  const { turns, agreed, rounds, scores } = await holdExample(situation, options);
  const evidence = await library.search(evidenceTopics(exampleTask(situation)), neverAborted);
  return {
    turns,
    evidence,
    plan: composePlan(turns, evidence),
    consensus: { agreed, rounds, scores }
  };
}
