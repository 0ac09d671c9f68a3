import { z } from 'zod';
import { Plan } from './design/plan';
import { Panel } from './design/experts-by-task';
import { expertIds, Turn } from './design/turns';
import type { RoundEnd } from './design/turns';
import { CellForgeError } from './errors';
import type { RunEvent, StepDone } from './events';
import { PlannedCell } from './experiment/planned-cell';
import { addToAttempts } from './experiment/code/attempt';
import { addToCandidates } from './experiment/refinement/fold-candidates';
import { Result } from './experiment/result';
import { KnowledgeReport } from './knowledge/report';
import { CallRecord } from './minds/call';
import { nothingSpent, spend, spendInVain } from './minds/spend';
import { Report } from './task/report';
import { Evidence } from './literature/evidence';
import { Decision, RunRequest } from './request';
import { kindOfStep, steps } from './steps';
import { Assessment } from './task/assessment';
import { Described } from './task/described';
import { Fact } from './task/profile';
import type { RunView } from './view';

/** The whole run as its log tells it: the panel, the command line and the report show nothing else. */
export function fold(events: readonly RunEvent[]): RunView {
  return events.reduce(addEvent, nothingYet);
}

const nothingYet: RunView = {
  run: '',
  pipeline: '',
  experts: '',
  notebook: '',
  startedAt: null,
  phase: 'analysing',
  objective: '',
  object: null,
  settings: {},
  constraints: [],
  ablation: [],
  choosesAmong: null,
  profile: null,
  task: null,
  assessment: null,
  evidence: [],
  report: null,
  asked: [],
  knowledge: null,
  turns: [],
  consensus: { agreed: false, rounds: 0, scores: [] },
  speakers: expertIds,
  joined: [],
  plan: null,
  candidates: [],
  refinement: null,
  attempts: [],
  planApproval: null,
  approvals: [],
  cells: [],
  cellIds: [],
  result: null,
  failure: null,
  seconds: 0,
  spent: nothingSpent
};

/** The view after one more event: fold one by one to follow a run as it grows. */
export function addEvent(view: RunView, event: RunEvent): RunView {
  switch (event.type) {
    case 'run-started': {
      const { run, pipeline, experts, notebook } = event;
      return { ...view, run, pipeline, experts, notebook };
    }
    case 'step-done':
      return {
        ...view,
        phase: phaseGoingOn(view),
        ...understood(view, event),
        failure: null,
        seconds: view.seconds + event.seconds
      };
    case 'step-failed': {
      const { key: step, code, message, detail } = event;
      return { ...view, phase: 'failed', failure: { step, code, message, detail } };
    }
    case 'calls-unanswered':
      return { ...view, spent: event.calls.reduce(spendInVain, view.spent) };
    case 'run-approval': {
      const { what, reason, decision, by, source_hash } = event;
      const approvals = [...view.approvals, { what, reason, decision, by, source_hash }];
      return { ...view, approvals };
    }
    case 'run-stopped':
      return { ...view, phase: 'stopped' };
    case 'run-ended':
      return { ...view, phase: view.failure === null ? 'done' : 'failed' };
  }
}

/** Where a run stands that goes on after a stop or a failure: what it has says it. */
export function phaseGoingOn(view: RunView): RunView['phase'] {
  if (view.phase !== 'stopped' && view.phase !== 'failed') {
    return view.phase;
  }
  if (view.cellIds.length > 0) {
    return 'inserted';
  }
  if (view.plan !== null) {
    return 'plan-ready';
  }
  if (view.assessment !== null) {
    return 'debating';
  }
  return view.task === null ? 'analysing' : 'scoring-baselines';
}

/**
 * What a step adds to the view.
 *
 * @throws CellForgeError where the step was answered in a form that this version does not know, as a newer one may write.
 */
function understood(view: RunView, event: StepDone): Partial<RunView> {
  try {
    return afterStep(view, event);
  } catch (error) {
    if (!(error instanceof z.ZodError)) {
      throw error;
    }
    const [{ path, message }] = error.issues;
    throw new CellForgeError({
      code: 'record/other-form',
      message: `The step "${event.key}" of run ${view.run} can't be read by this version of CellForge`,
      expected: 'an answer in the form that this version writes',
      found: path.length === 0 ? message : `${path.join('.')}: ${message}`,
      remedy: `Open it with a newer CellForge, or with the one that recorded it (pipeline ${view.pipeline}).`
    });
  }
}

function afterStep(view: RunView, { key, answer, input }: StepDone): Partial<RunView> {
  switch (kindOfStep(key)) {
    case 'plan':
      return { plan: Plan.parse(answer), phase: 'plan-ready' };
    case 'decision':
      return afterDecision(Decision.parse(answer), input);
    case 'debate':
      return afterTurns(view, answer);
    case 'call':
      return {
        spent: spend(view.spent, CallRecord.parse(answer)),
        attempts: addToAttempts(view.attempts, key, answer)
      };
    case 'code':
      return afterCode(view, key, answer);
    case 'candidate':
      return addToCandidates(view, key, answer);
    case 'other':
      return afterOwnStep(view, key, answer);
  }
}

function afterOwnStep(view: RunView, key: string, answer: unknown): Partial<RunView> {
  switch (key) {
    case steps.startedAt:
      return { startedAt: z.string().parse(answer) };
    case steps.request: {
      const {
        objective,
        object,
        settings,
        constraints,
        ablation = [],
        search = null
      } = RunRequest.parse(answer);
      return { objective, object, settings, constraints, ablation, choosesAmong: search };
    }
    case steps.profile: {
      const { profile, task } = Described.parse(answer);
      return { profile, task, phase: 'scoring-baselines' };
    }
    case steps.baselines:
      return { assessment: Assessment.parse(answer), phase: 'debating' };
    case steps.evidence:
      return { evidence: z.array(Evidence).parse(answer), phase: 'debating' };
    case steps.literature: {
      const found = z.array(Evidence).parse(answer);
      const known = new Set(view.evidence.map(record => record.id));
      return { evidence: [...view.evidence, ...found.filter(record => !known.has(record.id))] };
    }
    case steps.asked:
      return { asked: z.array(Fact).parse(answer) };
    case steps.debateExperts: {
      const { experts } = Panel.parse(answer);
      return {
        speakers: experts.map(({ expert }) => expert),
        joined: experts.filter(({ why }) => why !== '')
      };
    }
    case steps.report:
      return { report: Report.parse(answer) };
    case steps.knowledge:
    case steps.knowledgeOfAgent:
      return { knowledge: KnowledgeReport.parse(answer) };
    case steps.cells:
      return { cells: z.array(PlannedCell).parse(answer) };
    case steps.inserted:
      return { cellIds: z.array(z.string()).parse(answer), phase: 'inserted' };
    case steps.running:
      return { phase: 'running' };
    case steps.result:
      return { result: Result.parse(answer), phase: 'done' };
    case steps.note:
      return { cells: withCell(view.cells, PlannedCell.parse(answer)) };
    case steps.builtPlan:
      return { plan: Plan.parse(answer) };
    default:
      return {};
  }
}

function afterCode(view: RunView, key: string, answer: unknown): Partial<RunView> {
  return key.endsWith('/cell')
    ? { cells: withCell(view.cells, PlannedCell.parse(answer)) }
    : { attempts: addToAttempts(view.attempts, key, answer) };
}

const withCell = (cells: readonly PlannedCell[], now: PlannedCell): readonly PlannedCell[] =>
  cells.map(cell => (cell.name === now.name ? now : cell));

/** "Insert and run" is told before the cells run, so that the wait is shown as what it is. */
function afterDecision(decided: Decision, hash: string): Partial<RunView> {
  switch (decided.decision) {
    case 'insert':
    case 'insert-and-run':
      return { planApproval: { by: decided.by ?? null, hash } };
    case 'change':
      return { planApproval: null };
    case 'send-back':
    case 'refine':
      return { planApproval: null, phase: 'debating' };
  }
}

function afterTurns(view: RunView, answer: unknown): Partial<RunView> {
  const said = z.array(Turn).safeParse(Array.isArray(answer) ? answer : [answer]);
  if (!said.success) {
    return {};
  }
  const turns = [...view.turns, ...said.data];
  const ends = said.data.filter((turn): turn is RoundEnd => turn.kind === 'round-end');
  const consensus = ends.reduce(
    (before, end) => ({
      agreed: end.agreed,
      rounds: before.rounds + 1,
      scores: [...before.scores, end.scores.map(score => score.c)]
    }),
    view.consensus
  );
  const speakers = ends.at(-1)?.scores.map(score => score.expert) ?? view.speakers;
  return { turns, consensus, speakers, phase: 'debating' };
}
