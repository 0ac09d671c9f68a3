import { basename } from 'node:path';
import {
  CellForgeError,
  canonicalJson,
  differencesOf,
  fold,
  pipelineVersion,
  readRecord,
  recordedAgents,
  recordedAnswers,
  replayMind,
  RunRequest,
  sha256Hex,
  steps,
  unpackRun
} from '../core';
import type { Assessment, Described, RunEvent, RunView } from '../core';
import type { DesignArguments } from './arguments';
import { compression } from './compression';
import { readNotebook } from './notebook-file';
import type { Experts } from './who-debates';

interface RecordedRun {
  readonly events: readonly RunEvent[];
  readonly view: RunView;
}

/** Who is to debate, and what a replay has to agree with. */
export type ReplayGiven = Pick<
  DesignArguments,
  'experts' | 'budgetTokens' | 'settings' | 'objective' | 'constraints' | 'rounds' | 'knowledge'
>;

/** @throws CellForgeError where the notebook cannot be read, or what it holds cannot be held again. */
export function replayExperts(path: string, given: ReplayGiven): Experts {
  const recorded = recordedRun(path);
  return isOfAgents(recorded) ? agents(recorded, given) : rules(recorded);
}

/** The notebook's newest run that holds a debate. */
function recordedRun(path: string): RecordedRun {
  const record = readRecord(readNotebook(path).record ?? { version: 1, runs: {} });
  const runs = Object.keys(record.runs)
    .map(run => unpackRun(record, run, { compression, hash: sha256Hex }))
    .map(events => ({ events, view: fold(events) }))
    .filter(({ view }) => view.plan !== null)
    .sort((a, b) => (a.view.startedAt ?? '').localeCompare(b.view.startedAt ?? ''));
  const newest = runs.at(-1);
  if (newest === undefined) {
    throw new CellForgeError({
      code: 'replay/no-debate',
      message: 'There is no debate to replay in this notebook',
      expected: 'a notebook that carries the record of a designed model',
      found: Object.keys(record.runs).length === 0 ? 'no record' : 'a record without a plan',
      remedy: 'Choose another notebook, or use --experts built-in.'
    });
  }
  return newest;
}

/** Rules argue from turns alone; what agents said stands in their calls. */
const isOfAgents = ({ events }: RecordedRun): boolean =>
  events.some(event => event.type === 'step-done' && event.key === steps.sources);

function rules({ view }: RecordedRun): Experts {
  return {
    name: 'replay',
    mind: replayMind(view.turns),
    settings: view.settings,
    ablation: view.ablation,
    check: ({ profile }) => {
      if (profile !== null && view.profile?.fingerprint !== profile.fingerprint) {
        throw otherData(view, profile, []);
      }
    }
  };
}

/** What agents said rests on the question as they were asked it: settings, constraints and data are those of the record. */
function agents({ events, view }: RecordedRun, given: ReplayGiven): Experts {
  checkPipeline(view);
  const asked = requestIn(events);
  checkSameQuestion(asked, given);
  let profile: Described['profile'] = null;
  return {
    name: 'replay',
    mind: recordedAgents(),
    recorded: recordedAnswers(events),
    settings: asked.settings,
    ablation: asked.ablation ?? [],
    asked: {
      objective: asked.objective,
      constraints: asked.constraints,
      rounds: Math.min(given.rounds, asked.rounds),
      ...(asked.refine === undefined ? {} : { refine: asked.refine }),
      ...(asked.search === undefined ? {} : { search: asked.search }),
      ...(asked.coder === true ? { coder: true } : {}),
      ...(asked.approve_code === undefined ? {} : { approve_code: asked.approve_code })
    },
    check: described => {
      profile = described.profile;
      checkData(view, profile, null);
    },
    checkScored: assessment => checkData(view, profile, assessment)
  };
}

function checkData(
  view: RunView,
  profile: Described['profile'],
  assessment: Assessment | null
): void {
  if (profile === null || view.profile === null) {
    return;
  }
  const before = assessment === null ? null : view.assessment;
  const differences = differencesOf(
    { profile: view.profile, assessment: before },
    { profile, assessment }
  );
  if (differences.length > 0 || view.profile.fingerprint !== profile.fingerprint) {
    throw otherData(view, profile, differences);
  }
}

/** Differences named at most. */
const mostNamed = 5;

function otherData(
  view: RunView,
  { fingerprint }: NonNullable<Described['profile']>,
  differences: readonly string[]
): CellForgeError {
  const more = differences.length - mostNamed;
  const named = [
    ...differences.slice(0, mostNamed),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(view.profile?.fingerprint === fingerprint ? [] : [`fingerprint: ${fingerprint}`])
  ];
  return new CellForgeError({
    code: 'replay/other-data',
    message: 'The recorded debate was about other data',
    expected: `data with the fingerprint ${view.profile?.fingerprint}, measured as in the record`,
    found: named.join('; '),
    remedy: 'Give the data and settings of the recorded run, or use --experts built-in.'
  });
}

function requestIn(events: readonly RunEvent[]): RunRequest {
  const found = events.find(event => event.type === 'step-done' && event.key === steps.request);
  return RunRequest.parse(found?.type === 'step-done' ? found.answer : null);
}

function checkPipeline({ pipeline }: RunView): void {
  if (pipeline !== pipelineVersion) {
    throw new CellForgeError({
      code: 'replay/other-pipeline',
      message: 'What agents said is held again only by the pipeline that asked them',
      expected: `a record of pipeline ${pipelineVersion}`,
      found: `pipeline ${pipeline}`,
      remedy: `Install version ${pipeline}, or use --experts built-in or llm.`
    });
  }
}

function checkSameQuestion(asked: RunRequest, given: ReplayGiven): void {
  const settings = asked.settings as Readonly<Record<string, string | undefined>>;
  const differing = [
    ...Object.entries(given.settings)
      .filter(([key, value]) => settings[key] !== value)
      .map(([key, value]) => `${key}=${value} (recorded ${settings[key] ?? 'nothing'})`),
    ...(given.objective === '' || given.objective === asked.objective ? [] : ['--objective']),
    // facts of tables were argued from; one that an agent wrote is not approved by its record
    ...(isSame(names([asked.knowledge_path ?? []].flat()), names(given.knowledge))
      ? []
      : ['--knowledge']),
    ...(asked.annotate === true ? ['tables of knowledge that an agent wrote'] : []),
    ...(given.constraints.length === 0 || isSame(given.constraints, asked.constraints)
      ? []
      : ['--constraint'])
  ];
  if (differing.length > 0) {
    throw new CellForgeError({
      code: 'replay/other-question',
      message: 'The recorded agents were asked something else',
      expected: 'settings, objective and constraints as recorded, or none given',
      found: differing.slice(0, mostNamed).join('; '),
      remedy: 'Leave these options out, or use --experts built-in or llm.'
    });
  }
}

const names = (paths: readonly string[]): readonly string[] =>
  paths.map(path => basename(path)).sort();

const isSame = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);
