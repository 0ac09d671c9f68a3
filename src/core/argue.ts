import type { Analysed } from './analyse';
import { changeChoice } from './design/change-choice';
import { composePlan } from './design/compose-plan';
import { debate } from './design/debate';
import type { Debate } from './design/debate';
import { Plan } from './design/plan';
import type { Evidence } from './literature/evidence';
import type { RunLog, Step } from './log';
import type { Mind, Ports } from './ports';
import { Decision } from './request';
import type { RunRequest } from './request';
import { steps } from './steps';

export interface Argued {
  readonly plan: Plan;
  readonly decision: 'insert' | 'insert-and-run';
}

/** Method Design: debate, compose, and let the analyst decide, as often as the plan is changed or sent back. */
export async function argue(
  log: RunLog,
  ports: Ports,
  asked: RunRequest,
  known: Analysed,
  signal: AbortSignal
): Promise<Argued> {
  const hold = (previous: Debate | null, sentBack: readonly string[]): Promise<Debate> =>
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
      ablation: asked.ablation
    });
  let held = await hold(null, []);
  let changes: readonly Change[] = [];
  for (let version = 1; ; version++) {
    const plan = await composeStep(log, version, held, known.evidence, changes);
    const approve = (stop: AbortSignal) => ports.analyst.approve(asked.run, stop);
    const decided = await log.step(steps.decision(version), Decision, approve, { plan });
    switch (decided.decision) {
      case 'insert':
      case 'insert-and-run':
        return { plan, decision: decided.decision };
      case 'change':
        changes = [...changes, decided];
        break;
      case 'send-back':
        held = await hold(held, [decided.comment]);
        changes = [];
        break;
    }
  }
}

type Change = Extract<Decision, { readonly decision: 'change' }>;

function composeStep(
  log: RunLog,
  version: number,
  { turns }: Debate,
  evidence: readonly Evidence[],
  changes: readonly Change[]
): Promise<Plan> {
  const compose = (): Plan =>
    changes.reduce(
      (plan, change) => changeChoice(plan, change, turns),
      composePlan(turns, evidence)
    );
  return log.derive(steps.plan(version), Plan, compose, { turns, evidence, changes });
}

/** What the moderator and the built-in experts say follows from what they are told: replay argues it again. */
function stepOf(log: RunLog, mind: Mind): Step {
  return (key, schema, work, inputs) => {
    const isAnswer = key.endsWith('/comments') || key.endsWith('/call');
    const isModerator = key.endsWith('/end') || key === 'debate/facts';
    // of a mind that costs, the call is the recorded answer, and the turn follows from it
    const isDerived = mind.kind === 'built-in' || mind.call !== undefined;
    const again = isModerator || (isDerived && !isAnswer);
    return again ? log.derive(key, schema, work, inputs) : log.step(key, schema, work, inputs);
  };
}
