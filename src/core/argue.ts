import type { Analysed } from './analyse';
import { changeChoice } from './design/change-choice';
import { composePlan } from './design/compose-plan';
import { debate } from './design/debate';
import type { Debate, ModeratorWords } from './design/debate';
import { freeChoices, withoutFreeChoices } from './design/free-choices';
import { Plan } from './design/plan';
import type { Turn } from './design/turns';
import type { Attempt } from './experiment/code/attempt';
import {
  canWriteCode,
  type Coded,
  type Coding,
  wantsCoder,
  writeCode
} from './experiment/code/coder';
import { planChanges } from './experiment/refinement/plan-changes';
import { type Candidate, type FurtherRound, refine } from './experiment/refinement/refine';
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
 * Method Design: debate, compose, let results on inner folds open further rounds where that is asked for, and let the
 * analyst decide, as often as the plan is changed or sent back. What no option says is then written by the coder; what
 * can't be built goes back to the experts once, and is given up after.
 */
export async function argue(
  log: RunLog,
  ports: Ports,
  asked: RunRequest,
  known: Analysed,
  signal: AbortSignal
): Promise<Argued> {
  const context = { log, ports, asked, analysed: known, signal };
  const held = await hold(context, null, []);
  let at: Standing = { held, turns: held.turns, changes: [], given: nothingGiven, candidates: [] };
  if ((asked.refine ?? 0) > 0) {
    at = await searched(context, at, { version: 1, most: asked.refine! });
  }
  for (let version = 1; ; version++) {
    const plan = await composeStep(context, version, at);
    const approve = (stop: AbortSignal) => ports.analyst.approve(asked.run, stop);
    const decided = await log.step(steps.decision(version), Decision, approve, { plan });
    switch (decided.decision) {
      case 'insert':
      case 'insert-and-run': {
        const built = await build(context, plan, at);
        if ('code' in built) {
          return { plan, decision: decided.decision, turns: at.turns, code: built.code };
        }
        at = built;
        break;
      }
      case 'change':
        at = { ...at, changes: [...at.changes, decided] };
        break;
      case 'refine': {
        const most = Math.max(asked.refine ?? 0, mostWhenAsked);
        at = await searched(context, at, { version: version + 1, most });
        break;
      }
      case 'send-back':
        at = await heldAgain(context, at, decided.comment);
        at = { ...at, given: { ...at.given, unbuilt: null } };
        break;
    }
  }
}

/** New candidates at most where the analyst asks for a further round by hand. */
const mostWhenAsked = 2;
/** Rounds at most that results open: rules settle in two, and a mind that costs is asked once. */
const furtherRounds = 2;

interface Context {
  readonly log: RunLog;
  readonly ports: Ports;
  readonly asked: RunRequest;
  readonly analysed: Analysed;
  readonly signal: AbortSignal;
}

/** Where the argument stands between two decisions. */
interface Standing {
  /** The whole debate. */
  readonly held: Debate;
  /** The turns that the plan is composed from: all of them, unless an earlier candidate is the best. */
  readonly turns: readonly Turn[];
  readonly changes: readonly Change[];
  readonly given: GivenUp;
  readonly candidates: readonly Candidate[];
}

function hold(
  { log, ports, asked, analysed, signal }: Context,
  previous: Debate | null,
  words: readonly (string | ModeratorWords)[],
  further?: FurtherRound
): Promise<Debate> {
  const most = ports.mind.call === undefined ? furtherRounds : 1;
  return debate({
    ...analysed,
    constraints: asked.constraints,
    comments: async round => [
      ...(round === (previous?.rounds ?? 0) + 1 ? words : []),
      ...(await ports.analyst.comments(round))
    ],
    mind: ports.mind,
    step: stepOf(log, ports.mind),
    signal,
    maxRounds: further === undefined ? asked.rounds : Math.min(asked.rounds, most),
    previous,
    isFree: canWriteCode({ ports, asked }),
    ablation: asked.ablation,
    isOld: beganWithoutExperts(log, ports.recorded),
    ...(further === undefined ? {} : { further })
  });
}

async function heldAgain(
  context: Context,
  at: Standing,
  words: string | ModeratorWords
): Promise<Standing> {
  const held = await hold(context, at.held, [words]);
  return { ...at, held, turns: held.turns, changes: [] };
}

/** Results on inner folds decide how far the argument goes on, and which plan it comes back with. */
async function searched(
  context: Context,
  at: Standing,
  { version, most }: { readonly version: number; readonly most: number }
): Promise<Standing> {
  const { held, turns, candidates, given } = at;
  const refining = {
    ...context,
    hold: (previous: Debate, words: readonly ModeratorWords[], further: FurtherRound) =>
      hold(context, previous, words, further)
  };
  const plan = composed(context, at);
  const start = { held, turns, candidates, made: given.made, plan, version, most };
  const found = await refine(refining, start);
  const best = found.best;
  if (best === null) {
    return at;
  }
  return {
    held: found.held,
    turns: best.turns,
    // the analyst's changes are part of the plan they were made on, and of no other
    changes: planChanges(best.plan, plan).length === 0 ? at.changes : [],
    given: { ...given, made: found.made, unbuilt: best.unbuilt ?? given.unbuilt },
    candidates: found.candidates
  };
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

const nothingGiven: GivenUp = { returns: 0, made: 0, unbuilt: null };

/** The coder's work on an approved plan, and where the argument stands when it could not be done. */
async function build(
  context: Context,
  plan: Plan,
  at: Standing
): Promise<Pick<Argued, 'code'> | Standing> {
  const { given } = at;
  const scored = at.candidates.find(each => planChanges(each.plan, plan).length === 0)?.code;
  if (scored) {
    // the cell that ran on inner folds is the one that was approved with the plan
    const { attempts } = scored;
    const coding = { ...context, plan, made: given.made - attempts.length };
    return { code: { coding, attempts } };
  }
  const coding = { ...context, plan, made: given.made };
  const coded = await code(coding, given);
  if (coded?.kind !== 'unbuilt' || freeChoices(plan).length === 0) {
    return { code: coded?.kind === 'written' ? { coding, attempts: coded.attempts } : null };
  }
  const made = given.made + coded.attempts.length;
  const isReturned = coded.isIdea && given.returns === 0;
  return isReturned
    ? heldAgain(
        context,
        { ...at, given: { returns: 1, made, unbuilt: null } },
        notBuilt(plan, coded.why)
      )
    : { ...at, given: { ...given, made, unbuilt: coded.why } };
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

function composeStep(context: Context, version: number, at: Standing): Promise<Plan> {
  const { turns, changes, given } = at;
  const { unbuilt } = given;
  const { evidence } = context.analysed;
  const inputs = { turns, evidence, changes, ...(unbuilt === null ? {} : { unbuilt }) };
  return context.log.derive(steps.plan(version), Plan, () => composed(context, at), inputs);
}

/** The plan that the turns argue for, with what the analyst changed and what could not be built. */
function composed({ analysed, asked }: Context, { turns, changes, given }: Standing): Plan {
  const { constraints } = asked;
  const plan = changes.reduce(
    (before, change) => changeChoice(before, change, turns),
    composePlan(turns, analysed.evidence)
  );
  const why = given.unbuilt;
  return why === null ? plan : withoutFreeChoices(plan, { constraints, turns, why });
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
function beganWithoutExperts({ events }: RunLog, recorded: Ports['recorded']): boolean {
  const has = (key: string): boolean =>
    recorded?.has(key) === true ||
    events.some(event => event.type === 'step-done' && event.key === key);
  return has(steps.debateFacts) && !has(steps.debateExperts);
}
