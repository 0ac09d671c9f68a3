import { z } from 'zod';
import { type Answer, consult } from '../design/consult';
import type { DebateStep } from '../design/debate-step';
import type { Evidence } from '../literature/evidence';
import type { Mind } from '../ports';
import { founded } from './founded';
import type { Assessment } from './assessment';
import { baselineFacts } from './baseline-facts';
import { Fact, type Profile } from './profile';
import { Asked, mostQuestions, questionTexts } from './questions';
import { type AnalystRole, type Claim, Report } from './report';
import type { Task } from './task';

/** Asked of each analyst in turn: what is known so far, and what the ones before said. */
export interface AnalysisBrief {
  readonly kind: 'analysis';
  readonly role: AnalystRole;
  readonly objective: string;
  readonly task: Task;
  readonly facts: readonly Fact[];
  readonly assessment: Assessment;
  readonly evidence: readonly Evidence[];
  /** Columns of obs by name and number of levels; no level is named. */
  readonly columns: readonly { readonly name: string; readonly levels: number }[];
  /** Question id -> what it tells; only the dataset analyst may ask. */
  readonly questions: Readonly<Record<string, string>>;
  readonly claims: readonly Claim[];
}

const Stated = z.strictObject({
  text: z.string().max(400),
  facts: z.array(z.string()).readonly(),
  evidence: z.array(z.string()).readonly()
});

/** A search of the literature that somebody wants, with what it is for. */
export const WantedSearch = z.strictObject({
  words: z.string().max(120),
  why: z.string().max(200)
});
export type WantedSearch = z.infer<typeof WantedSearch>;

const mostSearches = 4;

/** What an analyst answers: claims; the dataset analyst's questions; the problem investigator's searches. */
export const AnalysisDraft = z.strictObject({
  claims: z.array(Stated).max(8).readonly(),
  ask: z.array(Asked).max(mostQuestions).readonly(),
  search: z.array(WantedSearch).max(mostSearches).readonly()
});
export type AnalysisDraft = z.infer<typeof AnalysisDraft>;

export interface AnalysisOptions {
  readonly mind: Mind;
  readonly step: DebateStep;
  readonly derive: DebateStep;
  readonly signal: AbortSignal;
  readonly objective: string;
  readonly task: Task;
  readonly profile: Profile;
  readonly assessment: Assessment;
  readonly facts: readonly Fact[];
  readonly evidence: readonly Evidence[];
  /** Asked once, before anything is sent: whether the first brief may go out. */
  readonly consent: (role: AnalystRole, brief: AnalysisBrief) => Promise<void>;
  /** Measures what an agent asked; at most four questions of the fixed list. */
  readonly measure: (asked: readonly Asked[], signal: AbortSignal) => Promise<readonly Fact[]>;
  /** Looks for literature; gives back the records to add. */
  readonly search: (wanted: readonly WantedSearch[]) => Promise<readonly Evidence[]>;
}

export interface Analysis {
  readonly report: Report;
  /** Citable besides the facts given: baselines' scores, and what was measured because somebody asked. */
  readonly asked: readonly Fact[];
  readonly evidence: readonly Evidence[];
}

/** Task Analysis with agents: each says what follows from what was measured; what cites nothing is dropped and counted. */
export async function analyseWithAgents(options: AnalysisOptions): Promise<Analysis> {
  const scored = baselineFacts(options.assessment, options.task);
  let known: Known = {
    facts: [...options.facts, ...scored],
    evidence: options.evidence,
    claims: [],
    dropped: 0
  };
  await options.consent('dataset-analyst', briefFor(options, 'dataset-analyst', known));
  const byRules: AnalystRole[] = [];
  const ask = async (role: AnalystRole, told: Known): Promise<AnalysisDraft> => {
    const { draft, by } = await asked(options, role, told);
    byRules.push(...(by === 'built-in' ? [role] : []));
    return draft;
  };
  const dataset = await ask('dataset-analyst', known);
  known = withClaims(known, 'dataset-analyst', dataset);
  const measuredNow = await measured(options, dataset.ask);
  known = { ...known, facts: [...known.facts, ...measuredNow] };
  const problem = await ask('problem-investigator', known);
  known = withClaims(known, 'problem-investigator', problem);
  known = { ...known, evidence: withNew(known.evidence, await options.search(problem.search)) };
  const baselines = await ask('baseline-assessor', known);
  known = withClaims(known, 'baseline-assessor', baselines);
  const refined = await ask('refiner', known);
  const last = withClaims({ ...known, claims: [] }, 'refiner', refined);
  // a refiner that founds nothing has refined nothing: what it was given stays
  const claims = last.claims.length > 0 ? last.claims : known.claims;
  const taken = byRules.length === 0 ? {} : { by_rules: byRules };
  const work = async (): Promise<Report> => ({
    claims: [...claims],
    dropped: last.dropped,
    ...taken
  });
  const report = await options.derive('analyse/report', Report, work, { claims, ...taken });
  return { report, asked: [...scored, ...measuredNow], evidence: known.evidence };
}

interface Known {
  readonly facts: readonly Fact[];
  readonly evidence: readonly Evidence[];
  readonly claims: readonly Claim[];
  readonly dropped: number;
}

function briefFor(
  { objective, task, assessment, profile }: AnalysisOptions,
  role: AnalystRole,
  { facts, evidence, claims }: Known
): AnalysisBrief {
  return {
    kind: 'analysis',
    role,
    objective,
    task,
    facts,
    assessment,
    evidence,
    columns: profile.obs_columns.map(column => ({ name: column.name, levels: column.n_unique })),
    questions: role === 'dataset-analyst' ? questionTexts : {},
    claims
  };
}

async function asked(
  options: AnalysisOptions,
  role: AnalystRole,
  known: Known
): Promise<Answer<AnalysisDraft>> {
  const brief = briefFor(options, role, known);
  const key = `analyse/${role}`;
  return consult(options, { key, role, brief, schema: AnalysisDraft });
}

function withClaims(known: Known, role: AnalystRole, draft: AnalysisDraft): Known {
  const kept = draft.claims.flatMap(claim => founded(claim, known) ?? []);
  return {
    ...known,
    claims: [
      ...known.claims,
      ...kept.map((claim, index) => ({ ...claim, id: `${role}/${index + 1}`, role }))
    ],
    dropped: known.dropped + draft.claims.length - kept.length
  };
}

/**
 * Questions about columns the data does not have are left out: an agent can slip, and a refusal would end the run. A
 * column that the question does not take is not passed on, and nothing is asked twice.
 */
async function measured(
  { step, signal, profile, measure }: AnalysisOptions,
  wanted: readonly Asked[]
): Promise<readonly Fact[]> {
  const names = new Set(profile.obs_columns.map(column => column.name));
  const possible = wanted
    .map(({ question, column }) => ({ question, column: /level/.test(question) ? column : '' }))
    .filter(
      ({ question, column }, index, all) =>
        (column === '' ? !/level/.test(question) : names.has(column)) &&
        all.findIndex(item => item.question === question && item.column === column) === index
    );
  return possible.length === 0
    ? []
    : step(
        'analyse/asked',
        z.array(Fact).readonly(),
        async () => [...(await measure(possible, signal))],
        { possible }
      );
}

function withNew(known: readonly Evidence[], found: readonly Evidence[]): readonly Evidence[] {
  const ids = new Set(known.map(record => record.id));
  return [...known, ...found.filter(record => !ids.has(record.id))];
}
