import type { Analysed } from '../../analyse';
import type { CandidatesTold } from '../../design/candidates-told';
import { composePlan } from '../../design/compose-plan';
import type { Debate, ModeratorWords } from '../../design/debate';
import type { Plan } from '../../design/plan';
import type { RoundEnd, Turn } from '../../design/turns';
import type { RunLog } from '../../log';
import { tokensIn } from '../../minds/spend';
import { fold } from '../../fold';
import type { Ports } from '../../ports';
import type { RunRequest } from '../../request';
import { steps } from '../../steps';
import type { Fact } from '../../task/profile';
import { arguedFor } from './argued-for';
import { confirmAgain } from '../code/coder';
import { CandidatePlan, Left, Refinement, type StopReason } from './candidate';
import { candidateFacts, told } from './candidate-facts';
import { choose, gainOver } from './choose';
import { InnerScores } from './inner-scores';
import { type MadeCell, makeCell } from './make-cell';
import { opening } from './opening';
import { planChanges } from './plan-changes';
import { isWorthTraining } from '../worth-training';
import { whyStop } from './why-stop';

/** A plan made into code and scored on inner folds. */
export interface Candidate extends CandidatePlan {
  readonly inner: InnerScores | null;
  /** The turns it is composed from. */
  readonly turns: readonly Turn[];
  readonly code: MadeCell['code'];
  readonly unbuilt: string | null;
}

/** What a further round is told besides what every debate is told. */
export interface FurtherRound {
  readonly candidates: CandidatesTold;
  readonly facts: readonly Fact[];
}

export interface Refining {
  readonly log: RunLog;
  readonly ports: Ports;
  readonly asked: RunRequest;
  readonly analysed: Analysed;
  readonly signal: AbortSignal;
  /** Goes on with the debate where it ended. */
  readonly hold: (
    previous: Debate,
    words: readonly ModeratorWords[],
    further: FurtherRound
  ) => Promise<Debate>;
}

/** Where the search stands. */
export interface Searched {
  readonly held: Debate;
  readonly candidates: readonly Candidate[];
  /** Attempts at code so far in the whole run. */
  readonly made: number;
}

/** Where it ended; `best` is null where nothing was scored. */
export interface Found extends Searched {
  readonly best: Candidate | null;
}

/** What the search begins with. */
export interface SearchStart extends Searched {
  /** The turns that `plan` is composed from. */
  readonly turns: readonly Turn[];
  /** The plan it begins with, as the analyst may have changed it. */
  readonly plan: Plan;
  /** Of the plan that it leads to. */
  readonly version: number;
  /** New candidates at most, besides the first. */
  readonly most: number;
}

/**
 * Refinement from results: the plan is scored on inner folds, and while that leaves something to gain, its scores open a
 * further round, whose plan is the next candidate. The best of them is what the analyst is asked to approve.
 */
export async function refine(given: Refining, start: SearchStart): Promise<Found> {
  const { plan: first, turns: said, candidates: before } = start;
  if (!isWorthTraining(given.analysed.assessment) && !given.asked.train_anyway) {
    return ended(given, start, start, nothingToLearn);
  }
  const isKnown = before.some(each => planChanges(each.plan, first).length === 0);
  const parent = choose(before);
  let state: Searched = isKnown
    ? start
    : await addCandidate(given, start, { plan: first, turns: said, parent });
  let last: Parameters<typeof whyStop>[0]['last'] = null;
  for (let made = 0; ; made++) {
    const { candidates } = state;
    const best = choose(candidates);
    const left = await leftAfter(given, candidates.length, start.version);
    const { task } = given.analysed;
    const stop = whyStop({ best, last, made, most: start.most, left, task });
    if (stop !== null || best === null || best.inner === null) {
      return ended(given, start, state, stop ?? noScores);
    }
    const told = {
      candidates: toldOf(state, best),
      facts: candidates.flatMap(factsOf)
    };
    const words = opening(
      { n: best.n, dissent: arguedFor(best.plan, state.held.turns) },
      best.inner
    );
    const held = await given.hold(state.held, [words], told);
    const turns = turnsSince(held.turns, state.held.rounds);
    const plan = composePlan(turns, given.analysed.evidence);
    const same = candidates.find(each => planChanges(each.plan, plan).length === 0);
    state = { ...state, held };
    if (same !== undefined) {
      return ended(given, start, state, noChange(same, best));
    }
    state = await addCandidate(given, state, { plan, turns, parent: best });
    last = { made: state.candidates[state.candidates.length - 1], parent: best };
  }
}

const factsOf = (candidate: Candidate): readonly Fact[] =>
  candidateFacts(candidate, candidate.inner);

/** All turns, but the ends of earlier rounds: the plan is composed from what was said since. */
const turnsSince = (turns: readonly Turn[], round: number): readonly Turn[] =>
  turns.filter(turn => turn.kind !== 'round-end' || turn.round > round);

function toldOf({ candidates, held }: Searched, best: Candidate): CandidatesTold {
  return {
    from: best.n,
    round: best.round,
    all: candidates.map(({ n, plan, inner }) => ({
      n,
      choices: plan.choices,
      dissent: arguedFor(plan, held.turns),
      hyperparameters: plan.hyperparameters,
      scores: inner?.overall ?? null
    }))
  };
}

interface Wanted {
  readonly plan: Plan;
  readonly turns: readonly Turn[];
  readonly parent: Candidate | null;
}

/** Makes a plan into a cell and scores it. */
async function addCandidate(
  { log, ports, asked, analysed, signal }: Refining,
  state: Searched,
  { plan, turns, parent }: Wanted
): Promise<Searched> {
  const n = state.candidates.length + 1;
  const coding = { log, ports, asked, analysed, plan, signal, made: state.made };
  const cell = await makeCell(coding, turns);
  const ends = turns.filter((turn): turn is RoundEnd => turn.kind === 'round-end');
  const about = (): CandidatePlan => ({
    n,
    parent: parent?.n ?? null,
    plan: cell.plan,
    changed: parent === null ? [] : [...planChanges(parent.plan, cell.plan)],
    round: Math.max(0, ...ends.map(end => end.round)),
    parameters: cell.parameters,
    attempt: cell.code?.attempts.at(-1)?.n ?? null,
    refused: cell.refused
  });
  const inputs = { plan: cell.plan, parent: parent?.n ?? null };
  const recorded = await log.derive(steps.candidate(n), CandidatePlan, about, inputs);
  const earlier = state.candidates.flatMap(({ n: candidate, inner }) =>
    inner?.overall == null ? [] : [{ candidate, parts: inner.parts.map(({ scores }) => scores) }]
  );
  const { object } = asked;
  const { task } = analysed;
  const candidate = { ...cell.cell, earlier };
  const score = async (stop: AbortSignal): Promise<InnerScores> => {
    if (cell.code !== null) {
      await confirmAgain(cell.code.coding, cell.code.attempts, stop);
    }
    return ports.kernel.scoreInner(object, task, candidate, stop);
  };
  const inner =
    cell.refused === null
      ? await log.step(steps.candidateInner(n), InnerScores, score, { object, task, candidate })
      : null;
  const { code, unbuilt, made } = cell;
  const added: Candidate = { ...recorded, inner, turns, code, unbuilt };
  return { ...state, candidates: [...state.candidates, added], made };
}

/** What is left of the budgets: asked for once a candidate, since it is another number each time. */
function leftAfter({ log, ports }: Refining, n: number, version: number): Promise<Left> {
  const ask = (): Left => {
    const { spent, consensus } = fold(log.events);
    const { minutes, tokens } = ports.budget?.() ?? { minutes: null, tokens: null };
    const used = tokensIn(spent);
    return {
      minutes,
      tokens: tokens === null ? null : tokens - used,
      tokens_a_round: used / Math.max(consensus.rounds, 1)
    };
  };
  return log.step(steps.candidateLeft(n, version), Left, ask, {});
}

interface Ended {
  readonly reason: StopReason;
  readonly text: string;
}

const nothingToLearn: Ended = {
  reason: 'nothing-to-learn',
  text: 'Nothing can be predicted from this data, so no candidate was trained.'
};

const noScores: Ended = { reason: 'not-scored', text: 'No candidate has scores.' };

const noChange = (same: Candidate, best: Candidate): Ended => ({
  reason: 'no-change',
  text:
    same === best
      ? `No expert's change of candidate ${best.n} carried the plan.`
      : `The experts came back to candidate ${same.n}.`
});

async function ended(
  { log }: Refining,
  { version }: SearchStart,
  state: Searched,
  { reason, text }: Ended
): Promise<Found> {
  const best = choose(state.candidates);
  const told = (): Refinement => ({
    chosen: best?.n ?? null,
    stopped: reason,
    why_chosen: best === null ? 'No candidate has scores.' : whyChosen(best, state.candidates),
    why_stopped: text
  });
  const inputs = { candidates: state.candidates.map(({ n, inner }) => [n, inner]), reason, text };
  await log.derive(steps.refined(version), Refinement, told, inputs);
  return { ...state, best: best ?? state.candidates.at(-1) ?? null };
}

function whyChosen(best: Candidate, candidates: readonly Candidate[]): string {
  const score = best.inner?.overall == null ? '' : told(best.inner.overall.candidate);
  if (candidates.length === 1) {
    return `Candidate ${best.n} is the only one: ${score} on inner folds.`;
  }
  const others = candidates
    .filter(each => each !== best)
    .flatMap(each => {
      const gain = gainOver(best, each);
      return gain === null ? [] : [`${told(gain)} over candidate ${each.n}`];
    });
  return `Candidate ${best.n}, ${score} on inner folds: ${others.join(', ') || 'no other has scores'}; of those level with the best, the one with fewest parameters.`;
}
