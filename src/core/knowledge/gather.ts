import { z } from 'zod';
import { fold } from '../fold';
import type { Evidence } from '../literature/evidence';
import type { RunLog } from '../log';
import { CallRecord } from '../minds/call';
import type { Ports } from '../ports';
import type { RunRequest } from '../request';
import { knowledgePaths } from '../request';
import { steps } from '../steps';
import type { Settled } from '../task/settled';
import {
  Annotation,
  type AnnotationBrief,
  AnnotationDraft,
  type ProposedKnowledge,
  annotationsText,
  asksUnseenTargets,
  checkedAnnotations,
  mostTargets,
  targetsOf
} from './annotations';
import { KnowledgeReport, mayKnow } from './report';

/** What gathering needs. */
export interface Gathering {
  readonly log: RunLog;
  readonly ports: Ports;
  readonly asked: RunRequest;
  readonly signal: AbortSignal;
  readonly settled: Settled;
}

/** Tables that the run may rely on, with what they are worth on inner folds. */
export interface Gathered {
  readonly paths: readonly string[];
  readonly report: KnowledgeReport;
}

const agentFile = 'knowledge-agent.tsv';

/** Before the name of a column of the data's own obs, where a table's path stands. */
export const ofObs = 'obs:';

/** The column of SMILES that a screen of drugs brings with it, where compounds nobody gave are asked for. */
function ownStructures({ task, profile }: Settled): readonly string[] {
  const isAsked =
    task.perturbation_type === 'drug' && task.scenarios.includes('unseen-perturbation');
  const column = profile.obs_columns.find(({ name }) =>
    name
      .toLowerCase()
      .replaceAll(/[\W_]+/g, '')
      .includes('smiles')
  );
  return isAsked && column !== undefined ? [`${ofObs}${column.name}`] : [];
}

/** The tables that the cells of a run read, from what its view tells; null: none. */
export function usedPaths(
  asked: Pick<RunRequest, 'knowledge_path' | 'run_folder'>,
  report: Pick<KnowledgeReport, 'tables'> | null
): readonly string[] | null {
  const given = knowledgePaths(asked);
  const names = (report?.tables ?? []).map(({ name }) => name);
  const own = names.filter(name => name.startsWith(ofObs) && !given.includes(name));
  const named = [...given, ...own];
  const isAgents = names.length > named.length;
  const paths = isAgents ? [...named, `${asked.run_folder}/${agentFile}`] : named;
  return report === null ? null : paths;
}

/** Reads the tables that the analyst named; null where there are none. */
export async function readTables(gathering: Gathering): Promise<Gathered | null> {
  const given = knowledgePaths(gathering.asked);
  const isNamed = given.some(path => path.startsWith(ofObs));
  const paths = [...given, ...(isNamed ? [] : ownStructures(gathering.settled))];
  return paths.length === 0 ? null : assessed(gathering, steps.knowledge, paths, null);
}

/**
 * Asks a language model for annotations of the targets, once, and adds them where the analyst approves; `known` itself
 * where nobody is to be asked, nothing usable came, or it was refused.
 */
export async function withAnnotations(
  gathering: Gathering,
  known: Gathered | null,
  evidence: readonly Evidence[]
): Promise<Gathered | null> {
  const { log, ports, asked, settled } = gathering;
  const targets = targetsOf(settled.profile).slice(0, mostTargets);
  const isWanted =
    asked.annotate === true && ports.mind.call !== undefined && asksUnseenTargets(settled.task);
  if (!isWanted || targets.length === 0) {
    return known;
  }
  const { objective } = asked;
  const brief: AnnotationBrief = {
    kind: 'annotation',
    objective,
    task: settled.task,
    targets,
    evidence
  };
  const ask = (signal: AbortSignal) => proposed(gathering, brief, signal);
  const recorded = await log.step(steps.annotatorCall, CallRecord, ask, brief);
  const kept = Kept.parse(recorded.draft);
  if (kept.decision !== 'approved') {
    return known;
  }
  const date = fold(log.events).startedAt ?? '';
  const text = annotationsText({ rows: kept.rows, model: recorded.call.model }, date);
  const path = `${asked.run_folder}/${agentFile}`;
  return assessed(gathering, steps.knowledgeOfAgent, [...(known?.paths ?? []), path], {
    path,
    text
  });
}

/** What the log keeps of the annotator's answer: of a refused one, only that it was refused. */
const Kept = z.discriminatedUnion('decision', [
  z.strictObject({
    decision: z.literal('approved'),
    rows: z.array(Annotation).readonly(),
    dropped: z.int()
  }),
  z.strictObject({ decision: z.literal('refused') }),
  z.strictObject({ decision: z.literal('nothing'), dropped: z.int() })
]);
type Kept = z.infer<typeof Kept>;

/** The call and the decision are one step, so that the log never holds what the analyst refused. */
async function proposed(
  { log, ports }: Gathering,
  brief: AnnotationBrief,
  signal: AbortSignal
): Promise<CallRecord> {
  const role = 'annotator';
  const { value, by, call } = await ports.mind.call!(role, brief, AnnotationDraft, signal);
  const { rows, dropped } = checkedAnnotations(value, brief);
  const record = (draft: Kept): CallRecord => ({
    role,
    by,
    call,
    draft: draft as CallRecord['draft']
  });
  if (rows.length === 0) {
    return record({ decision: 'nothing', dropped });
  }
  const table: ProposedKnowledge = {
    model: call.model,
    prompt: call.prompt,
    rows,
    targets: brief.targets.length,
    dropped,
    note: mayKnow
  };
  try {
    const isApproved = (await ports.analyst.approveKnowledge?.(table, signal)) ?? false;
    return record(isApproved ? { decision: 'approved', rows, dropped } : { decision: 'refused' });
  } catch (error) {
    // stopped before the decision: what the call took is not lost
    await log.unanswered([call]);
    throw error;
  }
}

async function assessed(
  { log, ports, asked, settled }: Gathering,
  key: string,
  paths: readonly string[],
  written: { readonly path: string; readonly text: string } | null
): Promise<Gathered> {
  const { object } = asked;
  const { task } = settled;
  const assess = (signal: AbortSignal) =>
    ports.kernel.assessKnowledge(object, task, { paths, written }, signal);
  const report = await log.step(key, KnowledgeReport, assess, { object, task, paths, written });
  return { paths, report };
}
