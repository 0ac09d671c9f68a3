import {
  freeSlots,
  offeredOptions,
  optionTold,
  type Situation,
  type Slot,
  slots
} from '../../core';
import { baselinesNamed } from './baselines';
import { metricsNamed } from './metrics';
import { freeRule, loneRules, rulesFor } from './rules';
import { dataBlock, figure, line } from './text';

/** More records than that are seldom argued with; the library gives the best first. */
const mostEvidence = 20;
const mostClaims = 16;
const mostListed = 40;

/**
 * The first message of every call of a debate's round, the same to the byte for all roles: rules, then all that is known
 * before anybody argues. What later rounds are told in short comes last, so that an endpoint can keep the beginning.
 */
export function sharedPrefix(situation: Situation): string {
  const { task, constraints, report, isFree, isAlone, experts, again } = situation;
  const told = isAlone === true ? loneRules : rulesFor(experts);
  const cited = new Set(again?.cited);
  const isTold = ({ id }: { readonly id: string }): boolean => again === undefined || cited.has(id);
  const claims = (report?.claims ?? []).slice(0, mostClaims).filter(isTold);
  return [
    isFree === true ? `${told}\n${freeRule(freeSlots)}` : told,
    dataBlock('task', taskLines(task)),
    dataBlock('scores', scoreLines(situation)),
    dataBlock('baselines', baselineLines(situation)),
    dataBlock(
      'constraints',
      constraints
        .slice(0, mostListed)
        .map(({ key, value }) => `${line(key, 40)}: ${line(value, 300)}`)
    ),
    dataBlock('facts', factLines(situation.facts)),
    'Slots and their options',
    slots.map(slot => slotLine(slot, situation)).join('\n'),
    ...(again === undefined ? [] : [inShort]),
    ...(report == null
      ? []
      : [
          dataBlock(
            'report',
            claims.map(claim => `${line(claim.id, 60)}: ${line(claim.text, 240)}`)
          )
        ]),
    dataBlock('evidence', evidenceLines(evidenceAgain(situation)))
  ].join('\n\n');
}

/** Before the blocks that a later round tells in short. */
const inShort =
  'Settled slots are told by the names of their options. Report and evidence were told in full in the first round; here is what somebody has argued from, and records on slots that are open.';

/** What records on a slot are filed under, where it is not the slot's name. */
const topicsOf: Readonly<Partial<Record<Slot, readonly string[]>>> = {
  perturbation: ['representation', 'knowledge'],
  context: ['unseen-context']
};
/** Records that a later round tells, if not more are cited. */
const mostAgain = 10;

/** In a later round those that somebody cites, and on open slots as many more as there is room for. */
function evidenceAgain({ evidence, again }: Situation): Situation['evidence'] {
  const told = evidence.slice(0, mostEvidence);
  if (again === undefined) {
    return told;
  }
  const topics = again.open.flatMap(slot => topicsOf[slot] ?? [slot]);
  const cited = told.filter(({ id }) => again.cited.includes(id));
  const others = told
    .filter(item => !cited.includes(item) && item.topics.some(topic => topics.includes(topic)))
    .slice(0, Math.max(mostAgain - cited.length, 0));
  return told.filter(item => cited.includes(item) || others.includes(item));
}

/** What each score means that this run is judged by, or that a fact or the analyst names. */
export function scoreLines({
  task,
  facts,
  constraints = []
}: Pick<Situation, 'task' | 'facts'> & Partial<Pick<Situation, 'constraints'>>): readonly string[] {
  const told = [...facts.map(fact => fact.text), ...constraints.map(({ value }) => value)];
  return metricsNamed(task.primary, told);
}

/** Measured numbers by their ids; what nobody measured is not told. */
export const factLines = (facts: Situation['facts']): readonly string[] =>
  facts
    .filter(fact => fact.value !== null && !isOfBaselines(fact) && !isOfTask(fact))
    .slice(0, mostListed * 2)
    .map(({ id, text }) => `${line(id, 60)}: ${line(text, 200)}`);

/** Records by their ids, with what each is relied on for. */
export const evidenceLines = (evidence: Situation['evidence']): readonly string[] =>
  evidence.slice(0, mostEvidence).map(({ id, year, title, claim }) => {
    // our own measurements name their data in the title alone
    const source = id.startsWith('measured-') ? `${year}, ${line(title, 80)}` : `${year}`;
    return `${line(id, 80)} (${source}): ${line(claim, 220)}`;
  });

/** An option that this data has no use for is not offered: knowledge without a table, a loss of peaks without peaks. */
function slotLine(slot: Slot, situation: Situation): string {
  const isSettled = situation.again?.open.includes(slot) === false;
  const told = offeredOptions(slot, situation).map(choice =>
    isSettled ? choice : `${choice} = ${optionTold(slot, choice)}`
  );
  return `${slot}: ${told.join(' | ')}`;
}

/** The task as far as a design depends on it; no level and no cell is named. */
export function taskLines(task: Situation['task']): readonly string[] {
  const given = (name: string, value: string | null): readonly string[] =>
    value === null ? [] : [`${name}: ${line(value, 120)}`];
  return [
    ...given('part of the file', task.where),
    ...given('perturbation column', task.perturbation),
    ...given('control', task.control),
    ...given('context', task.context),
    ...given('batch', task.batch),
    `dose: ${task.dose === null ? 'none' : 'given'}; time: ${task.time === null ? 'none' : 'given'}`,
    `modality: ${task.modality}; values: ${task.value_state}; perturbations by: ${task.perturbation_type}`,
    `held out: ${task.scenarios.join(', ')}; folds ${task.folds}; inner folds ${task.inner_folds}`,
    ...task.held_out
      .filter(({ chosen }) => chosen)
      .flatMap(({ scenario, parts }) =>
        parts.map(part => `${scenario}/${line(part.part, 60)}: ${part.conditions} conditions`)
      ),
    ...given('primary metric', task.primary)
  ];
}

/** That no dose and no time is varied stands in the block "task". */
const isOfTask = ({ id, value }: Situation['facts'][number]): boolean =>
  ['doses', 'times'].includes(id) && value === 0;

const isOfBaselines = ({ id }: { readonly id: string }): boolean => id.startsWith('baselines-');

/** Inner folds only: what the outer folds hold is scored once, at the end. With ids where scores can be cited. */
export function baselineLines(known: Assessed): readonly string[] {
  const scores = scoresOfBaselines(known);
  return [...scores, ...baselinesNamed(scores)];
}

type Assessed = Pick<Situation, 'assessment' | 'task' | 'facts'>;

function scoresOfBaselines({ assessment, task, facts }: Assessed): readonly string[] {
  const citable = facts.filter(isOfBaselines);
  if (citable.length > 0) {
    return citable.map(({ id, text }) => `${line(id, 60)}: ${line(text, 600)}`);
  }
  return (assessment?.parts ?? []).map(
    ({ scenario, part, baselines, ceiling, best_baseline, decision }) => {
      const scores = Object.entries(baselines[task.primary] ?? {})
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(
          ([id, { value }]) => `${line(id, 60)} ${value === null ? 'not scored' : figure(value)}`
        );
      const range = ceiling[task.primary] ?? null;
      const top = range === null ? 'not known' : range.map(figure).join(' to ');
      return `${scenario}/${line(part, 60)}, ${line(task.primary, 60)} on inner folds: ${scores.join(', ')}; ceiling ${top}; best ${line(best_baseline, 60)}; ${decision}`;
    }
  );
}
