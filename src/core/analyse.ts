import { z } from 'zod';
import { situationFacts } from './design/facts';
import { CellForgeError, StoppedError } from './errors';
import { type Gathered, readTables, withAnnotations } from './knowledge/gather';
import { cite } from './literature/cite';
import { Evidence } from './literature/evidence';
import { explore } from './literature/explore';
import { withoutOwnScreen } from './literature/own-screen';
import { evidenceTopics } from './literature/topics';
import type { RunLog } from './log';
import type { Ports } from './ports';
import type { RunRequest } from './request';
import { steps } from './steps';
import { analyseWithAgents, type WantedSearch } from './task/analysts';
import { Assessment } from './task/assessment';
import { Described } from './task/described';
import type { Fact } from './task/profile';
import type { Report } from './task/report';
import { settledTask } from './task/settled';
import type { Settled } from './task/settled';

/** What is known before the debate. */
export interface Analysed extends Settled {
  readonly assessment: Assessment;
  readonly evidence: readonly Evidence[];
  /** Numbers that agents asked for besides. */
  readonly asked?: readonly Fact[];
  readonly report?: Report;
  /** Tables of prior knowledge that the design may rely on. */
  readonly knowledge?: Gathered;
}

/** Task Analysis: what the data is, what can be predicted, how well simple baselines do, what is known. */
export async function analyse(
  log: RunLog,
  ports: Ports,
  asked: RunRequest,
  signal: AbortSignal
): Promise<Analysed> {
  const { step } = log;
  const { kernel, library } = ports;
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
  const isRead = !(asked.ablation ?? []).includes('no-literature');
  const topics = isRead ? evidenceTopics(task) : [];
  const search = async (stop: AbortSignal) =>
    isRead ? [...withoutOwnScreen(await library.search(topics, stop), settled)] : [];
  const evidence = await step(steps.evidence, z.array(Evidence), search, { topics });
  const gathering = { log, ports, asked, signal, settled };
  const tables = await readTables(gathering);
  const analysed = withTables({ ...settled, assessment, evidence }, tables);
  if (ports.mind.call === undefined) {
    return analysed;
  }
  const found = await withAgents({ log, ports, asked, signal, isRead }, analysed);
  return withTables(found, await withAnnotations(gathering, tables, found.evidence));
}

/** Nothing is added where there is nothing, so that records without tables replay as they are. */
const withTables = (known: Analysed, knowledge: Gathered | null): Analysed =>
  knowledge === null ? known : { ...known, knowledge };

interface Agents {
  readonly log: RunLog;
  readonly ports: Ports;
  readonly asked: RunRequest;
  readonly signal: AbortSignal;
  /** Whether literature is read at all. */
  readonly isRead: boolean;
}

/** The same with what agents make of it: further numbers, literature found live, a report. */
async function withAgents(agents: Agents, known: Analysed): Promise<Analysed> {
  const { ports, asked, signal } = agents;
  const { step, derive } = agents.log;
  const { task, profile, assessment, evidence } = known;
  const names = async () => (agents.isRead ? [...(ports.library.live?.sources.names ?? [])] : []);
  const sources = await step(steps.sources, z.array(z.string()), names, {});
  const found = await analyseWithAgents({
    mind: ports.mind,
    step,
    derive,
    signal,
    objective: asked.objective,
    task,
    profile,
    assessment,
    facts: situationFacts(profile, assessment, known.knowledge?.report.facts),
    evidence,
    consent: (role, brief) => askConsent(agents, role, brief),
    measure: (wanted, stop) => ports.kernel.furtherFacts(asked.object, task, wanted, stop),
    search: async wanted => withoutOwnScreen(await readLiterature(agents, sources, wanted), known)
  });
  return { ...known, evidence: found.evidence, asked: found.asked, report: found.report };
}

/** @throws StoppedError where the analyst lets nothing go out: nothing was sent. */
async function askConsent({ log, ports }: Agents, role: string, brief: unknown): Promise<void> {
  const { mind, analyst } = ports;
  const ask = async (stop: AbortSignal): Promise<boolean> => {
    const offer = await mind.offer?.(role, brief);
    const isGiven = offer === undefined ? true : ((await analyst.consent?.(offer, stop)) ?? true);
    if (!isGiven) {
      // no answer is recorded: resuming asks again
      throw new StoppedError('analyst');
    }
    return true;
  };
  await log.step(steps.consent, z.boolean(), ask, {});
}

/** Live services are asked only where there are any; in a replay the record answers for them. */
async function readLiterature(
  { log, ports, asked, signal }: Agents,
  names: readonly string[],
  searches: readonly WantedSearch[]
): Promise<readonly Evidence[]> {
  if (names.length === 0 || searches.length === 0) {
    return [];
  }
  const { step, derive } = log;
  const { live } = ports.library;
  const question = asked.objective;
  const works = await explore({
    sources: { ...(live?.sources ?? unreachable), names },
    rank: live?.rank ?? unreachable.rank,
    step,
    signal,
    question,
    searches
  });
  return cite({ mind: ports.mind, step, derive, signal, question }, works);
}

const gone = () =>
  Promise.reject(
    new CellForgeError({
      code: 'literature/gone',
      message: 'The literature services of this run can no longer be asked',
      expected: 'the services the run began with',
      found: 'none',
      remedy: 'Switch them on again and resume, or start a new run.'
    })
  );
const unreachable = { search: gone, related: gone, rank: gone };
