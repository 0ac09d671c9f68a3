import type { Analysed } from './analyse';
import { changeChoice } from './design/change-choice';
import { composePlan } from './design/compose-plan';
import { debate } from './design/debate';
import type { Constraint } from './design/constraints';
import type { Debate, ModeratorWords } from './design/debate';
import { freeChoices, withoutFreeChoices } from './design/free-choices';
import { Plan } from './design/plan';
import type { Turn } from './design/turns';
import type { Attempt } from './experiment/code/attempt';
import { type Coded, type Coding, wantsCoder, writeCode } from './experiment/code/coder';
import type { Evidence } from './literature/evidence';
import type { RunLog, Step } from './log';
import type { Mind, Ports } from './ports';
import { Decision } from './request';
import type { RunRequest } from './request';
import { steps } from './steps';

export interface Argued {
  readonly plan: Plan;
  readonly decision: 'insert' | 'insert-and-run';
  readonly turns: readonly Turn[];
  /** The coder's model cell, the last of the attempts; null: the built-in writer's. */
  readonly code: { readonly coding: Coding; readonly attempts: readonly Attempt[] } | null;
}

/**
 * Method Design: debate, compose, and let the analyst decide, as often as the plan is changed or sent back. What no
 * option says is then written by the coder; what can't be built goes back to the experts once, and is given up after.
 */
export async function argue(
  log: RunLog,
  ports: Ports,
  asked: RunRequest,
  known: Analysed,
  signal: AbortSignal
): Promise<Argued> {
  const isOld = beganWithoutExperts(log);
  const hold = (
    previous: Debate | null,
    sentBack: readonly (string | ModeratorWords)[]
  ): Promise<Debate> =>
    debate({
      ...known,
      constraints: asked.constraints,
      comments: async round => [
        ...(round === (previous?.rounds ?? 0) + 1 ? sentBack : []),
        ...(await ports.analyst.comments(round))
      ],
      mind: ports.mind,
      step: stepOf(log, ports.mind),
      signal,
      maxRounds: asked.rounds,
      previous,
      knowledge: asked.knowledge_path,
      isFree: ports.mind.call !== undefined,
      ablation: asked.ablation,
      isOld
    });
  let held = await hold(null, []);
  let changes: readonly Change[] = [];
  let given: GivenUp = { returns: 0, made: 0, unbuilt: null };
  for (let version = 1; ; version++) {
    const said = { evidence: known.evidence, changes, constraints: asked.constraints };
    const plan = await composeStep(log, version, held, { ...said, unbuilt: given.unbuilt });
    const approve = (stop: AbortSignal) => ports.analyst.approve(asked.run, stop);
    const decided = await log.step(steps.decision(version), Decision, approve, { plan });
    switch (decided.decision) {
      case 'insert':
      case 'insert-and-run': {
        const coding = { log, ports, asked, analysed: known, plan, signal, made: given.made };
        const coded = await code(coding, given);
        const { turns } = held;
        if (coded?.kind !== 'unbuilt' || freeChoices(plan).length === 0) {
          const written = coded?.kind === 'written' ? { coding, attempts: coded.attempts } : null;
          return { plan, decision: decided.decision, turns, code: written };
        }
        const made = given.made + coded.attempts.length;
        const isReturned = coded.isIdea && given.returns === 0;
        given = isReturned
          ? { returns: 1, made, unbuilt: null }
          : { ...given, made, unbuilt: coded.why };
        if (isReturned) {
          held = await hold(held, [notBuilt(plan, coded.why)]);
          changes = [];
        }
        break;
      }
      case 'change':
        changes = [...changes, decided];
        break;
      case 'send-back':
        held = await hold(held, [decided.comment]);
        changes = [];
        given = { ...given, unbuilt: null };
        break;
    }
  }
}

/** What became of plans that could not be built. */
interface GivenUp {
  /** How often the experts were told. */
  readonly returns: number;
  /** Attempts at code so far. */
  readonly made: number;
  /** Why the free choices of the plan are replaced; null: they are not. */
  readonly unbuilt: string | null;
}

/** The coder's work on a plan; null where none is wanted. */
async function code(coding: Coding, { unbuilt }: GivenUp): Promise<Coded | null> {
  if (unbuilt === null && wantsCoder(coding)) {
    return writeCode(coding);
  }
  const why = 'Nobody here can write code.';
  return freeChoices(coding.plan).length === 0
    ? null
    : { kind: 'unbuilt', attempts: [], why, isIdea: false };
}

function notBuilt(plan: Plan, why: string): ModeratorWords {
  const names = freeChoices(plan).map(({ slot, choice }) => `${slot}: ${choice}`);
  const text = `${names.join('; ')} could not be built because: ${why} Take another way, or say how it can be built.`;
  return { by: 'moderator', text };
}

type Change = Extract<Decision, { readonly decision: 'change' }>;

function composeStep(
  log: RunLog,
  version: number,
  { turns }: Debate,
  { evidence, changes, constraints, unbuilt }: Composition
): Promise<Plan> {
  const compose = (): Plan => {
    const plan = changes.reduce(
      (before, change) => changeChoice(before, change, turns),
      composePlan(turns, evidence)
    );
    return unbuilt === null ? plan : withoutFreeChoices(plan, { constraints, turns, why: unbuilt });
  };
  const inputs = { turns, evidence, changes, ...(unbuilt === null ? {} : { unbuilt }) };
  return log.derive(steps.plan(version), Plan, compose, inputs);
}

/** What a plan is composed from, besides the debate. */
interface Composition {
  readonly evidence: readonly Evidence[];
  readonly changes: readonly Change[];
  readonly constraints: readonly Constraint[];
  readonly unbuilt: string | null;
}

/** What the moderator and the built-in experts say follows from what they are told: replay argues it again. */
function stepOf(log: RunLog, mind: Mind): Step {
  return (key, schema, work, inputs) => {
    const isAnswer =
      key.endsWith('/comments') || key.endsWith('/call') || key === steps.debateExperts;
    const isModerator = key.endsWith('/end') || key === steps.debateFacts;
    // of a mind that costs, the call is the recorded answer, and the turn follows from it
    const isDerived = mind.kind === 'built-in' || mind.call !== undefined;
    const again = isModerator || (isDerived && !isAnswer);
    return again ? log.derive(key, schema, work, inputs) : log.step(key, schema, work, inputs);
  };
}

/** A log that holds the facts of a debate and not who debates is of before that was kept. */
function beganWithoutExperts({ events }: RunLog): boolean {
  const has = (key: string): boolean =>
    events.some(event => event.type === 'step-done' && event.key === key);
  return has(steps.debateFacts) && !has(steps.debateExperts);
}
