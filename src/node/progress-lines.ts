import { ablationWords, isWorthTraining, kindOfStep, steps } from '../core';
import { candidateLine } from './candidate-lines';
import { readLines } from './read-lines';
import type { Described, Profile, Progress, Result, RunEvent, RunView, Task } from '../core';

/** What a dry run says of the data: what is unusual in it, what is to be set, and what would be held out. */
export function dryLines({ profile, task, questions }: Described): readonly string[] {
  return [
    ...warningLines(profile),
    ...controlLines(profile),
    ...questions.map(
      ({ key, message, options }) =>
        `to be set: ${key}. ${message} (${options.slice(0, 5).join(', ')})`
    ),
    ...(task === null ? [] : [taskLine(task), ...readLines(profile, task), ...heldOutLines(task)])
  ];
}

const warningLines = (profile: Profile | null): readonly string[] =>
  (profile?.warnings ?? []).map(({ title, message }) => `warning: ${title}. ${message}`);

/** At how many times controls were taken, where they were at several. */
const controlLines = (profile: Profile | null): readonly string[] =>
  (profile?.facts ?? [])
    .filter(({ id }) => id === 'times-without-controls')
    .map(({ text }) => text);

const taskLine = ({ scenarios, perturbation, control }: Task): string =>
  `task: ${scenarios.join(', ')}; perturbation "${perturbation}", control "${control}"`;

const heldOutLines = (task: Task): readonly string[] =>
  task.held_out
    .filter(({ chosen }) => chosen)
    .map(({ scenario, reason }) => `held out for ${scenario}: ${reason}`);

/** What to say on stderr when `event` has been logged and the view over it is `view`; null for nothing. */
export function eventLine(event: RunEvent, view: RunView): string | null {
  switch (event.type) {
    case 'run-started':
      return `run ${event.run}, experts: ${event.experts}`;
    case 'step-failed':
      return `failed at "${event.key}"`;
    case 'run-stopped':
      return `stopped by the ${event.by}`;
    case 'run-approval':
      return event.decision === 'run'
        ? `cells let run by: ${event.by}`
        : `not let run by: ${event.by}`;
    case 'calls-unanswered':
    case 'run-ended':
      return null;
    case 'step-done':
      return stepLine(event.key, view);
  }
}

function stepLine(key: string, view: RunView): string | null {
  switch (kindOfStep(key)) {
    case 'plan':
      return `plan: ${view.plan?.name} (${view.plan?.agreed ? 'agreed' : 'best-scored, not agreed'})`;
    case 'debate':
      return key.endsWith('/end') ? roundLine(view) : null;
    case 'decision':
    case 'call':
      return null;
    case 'code':
      return codeLine(key, view);
    case 'candidate':
      return candidateLine(key, view);
    case 'other':
      return ownLine(key, view);
  }
}

function codeLine(key: string, view: RunView): string | null {
  const attempt = view.attempts.at(-1);
  const told = (words: string): string => `code, attempt ${attempt?.n}: ${words}`;
  if (key.endsWith('/policy') && attempt?.policy?.ok === false) {
    return told(`stopped at the fence "${attempt.policy.fence}": ${attempt.policy.message}`);
  }
  if (key.endsWith('/approval') && attempt?.approved) {
    const { decision, by } = attempt.approved;
    return told(`keeps the policy; ${decision === 'run' ? 'let run' : 'refused'} by: ${by}`);
  }
  if (key.endsWith('/check') && attempt?.check) {
    const { ok, fence, message } = attempt.check;
    return told(ok ? 'passed the trial' : `stopped at the fence "${fence}": ${message}`);
  }
  if (key.endsWith('/run') && attempt?.ran?.failure) {
    return `code, attempt ${attempt.n}: failed in the full run: ${attempt.ran.failure.message}`;
  }
  return null;
}

function ownLine(key: string, view: RunView): string | null {
  switch (key) {
    case steps.request:
      return view.ablation.map(each => ablationWords[each]).join(', ') || null;
    case steps.profile:
      return [
        ...warningLines(view.profile),
        ...(view.task === null
          ? []
          : [
              ...readLines(view.profile, view.task),
              `${taskLine(view.task)}; scoring baselines on inner folds`
            ])
      ].join('\n');
    case steps.baselines:
      return [
        'baselines scored:',
        ...(view.assessment?.parts ?? []).map(
          part => `  ${part.scenario}/${part.part}: ${part.decision}; ${part.reason}`
        ),
        ...(view.assessment !== null && !isWorthTraining(view.assessment)
          ? ['not predictable from this data: training is cut to one epoch']
          : [])
      ].join('\n');
    case steps.evidence:
      return `evidence: ${view.evidence.length} records`;
    case steps.knowledge:
    case steps.knowledgeOfAgent:
      return knowledgeLines(view.knowledge);
    case steps.literature: {
      const found = view.evidence.filter(record => record.topics.includes('literature')).length;
      return `literature: ${found} of the retrieved works relied on`;
    }
    case steps.inserted:
      return `cells: ${view.cellIds.length} inserted`;
    case steps.running:
      return 'running the cells';
    case steps.result:
      return 'result read';
    default:
      return null;
  }
}

/** What was read of each table and what it is worth on inner folds. */
function knowledgeLines(report: RunView['knowledge']): string | null {
  if (report === null) {
    return null;
  }
  return [
    `prior knowledge of ${report.covered} of ${report.targets} targets; it ${report.note}:`,
    ...report.tables.flatMap(
      ({ name, shape, covered, kept, unit, n_resolved, adjusted, dropped }) => [
        `  ${name}: ${shape}; ${covered} targets, ${kept} ${unit}, ${n_resolved} names resolved`,
        ...adjusted.map(words => `    ${words}`),
        ...dropped.map(
          ({ why, n, examples }) => `    left out, ${why}: ${n}, such as ${examples[0]}`
        )
      ]
    ),
    ...report.inner.map(
      ({ scenario, part, sentence }) => `  ${scenario}/${part}, inner folds: ${sentence}`
    ),
    report.covered === 0
      ? '  nothing of it could be used: the design goes on without'
      : report.helps
        ? '  inner folds bear it out'
        : '  inner folds do not bear it out: left aside'
  ].join('\n');
}

function roundLine({ consensus }: RunView): string {
  const scores = consensus.scores.at(-1)?.map(score => score.toFixed(2)) ?? [];
  return `round ${consensus.rounds}: ${scores.join(' ')}${consensus.agreed ? ', agreed' : ''}`;
}

/** One line for how far a fit is; the same line again means that there is nothing new to say. */
export function progressLine(progress: Progress): string {
  const { phase, scenario, fold, folds, share } = progress;
  const where =
    scenario === '' ? phase : `${phase} ${scenario}, fold ${Math.min(fold, folds)} of ${folds}`;
  return `${where}: ${Math.floor(share * 10) * 10} %`;
}

/** The verdict of each part, and of each further modality of it, and what was adjusted. */
export function resultLines(result: Result | null): readonly string[] {
  if (result === null) {
    return [];
  }
  const { scenarios, notes, modalities: others = {} } = result;
  const parts = Object.entries(scenarios).flatMap(([scenario, each]) =>
    Object.entries(each.parts).map(([part, own]) => [`${scenario}/${part}`, own] as const)
  );
  return [
    ...parts.flatMap(([name, { verdict, sentence, modalities }]) => [
      `${name}: ${verdict}. ${sentence}`,
      // the first modality's is the part's
      ...Object.entries(modalities ?? {})
        .filter(([modality]) => modality in others)
        .map(([modality, own]) => `${name}/${modality}: ${own.verdict}. ${own.sentence}`)
    ]),
    ...notes.map(note => `note: ${note}`)
  ];
}
