import type { Plan } from '../../design/plan';
import type { Constraint } from '../../design/constraints';
import { standardOptions } from '../../design/free-choices';
import { limitOf } from '../../design/read-constraint';
import type { CandidateView } from '../../view';
import { planChanges } from '../refinement/plan-changes';
import type { PlannedCell } from '../planned-cell';
import type { CodeInput, SearchInput } from './input';
import { modelCell } from './model';
import { lineLength, pythonString, pythonValue, wrapped } from './python';
import { trainingSettings } from './training-settings';

const mostOthers = 2;

/**
 * `most` candidates inside each training set: the approved plan, the best other ones that were scored on inner folds,
 * and as many settings of the approved one as are left.
 */
export function searchInput(
  most: number,
  {
    plan,
    candidates,
    constraints
  }: {
    readonly plan: Plan;
    readonly candidates: readonly CandidateView[];
    readonly constraints: readonly Constraint[];
  }
): SearchInput {
  const others = candidates
    // a coder's cell is approved for the plan it was written for; tables are read only where the approved plan uses them
    .filter(each => each.attempt === null && value(each) !== null && isLike(each.plan, plan))
    .filter(each => planChanges(each.plan, plan).length > 0)
    .sort((one, other) => value(other)! - value(one)! || one.n - other.n)
    .slice(0, Math.min(mostOthers, most - 1))
    .map(each => each.plan);
  const minutes = limitOf(constraints, 'minutes');
  return {
    others,
    trials: Math.max(0, most - 1 - others.length),
    minutes: minutes === null ? null : minutes / 2
  };
}

const usesTable = (plan: Plan): boolean =>
  plan.choices.some(({ slot, choice }) => slot === 'perturbation' && choice === 'knowledge');
const isLike = (one: Plan, plan: Plan): boolean => !usesTable(one) || usesTable(plan);

/** Higher is better, whatever the metric. */
function value({ inner }: CandidateView): number | null {
  const score = inner?.overall?.candidate.value ?? null;
  return score === null || inner === null ? null : inner.higher_is_better ? score : 0 - score;
}

type Searched = Pick<CodeInput, 'plan'> & { readonly search: SearchInput };

/** The model cells of the other candidates. */
export function otherModelCells(
  search: SearchInput | undefined,
  constraints: readonly Constraint[]
): readonly PlannedCell[] {
  return (search?.others ?? []).map((other, i) => {
    const { source } = modelCell({ plan: standardOptions(other, constraints) }, className(i));
    const name = i === 0 ? 'model-2' : 'model-3';
    return { name, kind: 'code', title: `Model of another candidate (${i + 2})`, source };
  });
}

const className = (i: number): string => `Model${i + 2}`;

/** The lines of the training cell that choose and fit. */
export function searchLines({ plan, search }: Searched): readonly string[] {
  const { others, trials, minutes } = search;
  return [
    ...wrapped(
      'Chosen afresh inside each training set, on inner folds: what a fold holds out has no say. The first is taken unless another is better by more than its standard error, and the best baseline where it is better still.',
      '# '
    ),
    'search = cf.Search(',
    '    cf.Candidate(Model, training),',
    ...others.flatMap((other, i) => candidateLines(className(i), differences(plan, other))),
    ...(trials === 0 ? [] : trialLines(plan, trials)),
    ...(minutes === null ? [] : [`    minutes=${minutes},`]),
    ')'
  ];
}

/** What the other plan's training cell would say otherwise. */
function differences(plan: Plan, other: Plan): Readonly<Record<string, number | null>> {
  const own = trainingSettings(plan);
  const theirs = trainingSettings(other);
  // what else a cell does not name it has no use for
  const absent = ['patience', 'members'].filter(name => name in own && !(name in theirs));
  const table = usesTable(plan) && !usesTable(other) ? ['knowledge'] : [];
  return {
    ...Object.fromEntries(Object.entries(theirs).filter(([name, it]) => own[name] !== it)),
    // a cell without them stops at no epoch early, and trains one network
    ...Object.fromEntries([...absent, ...table].map(name => [name, name === 'members' ? 1 : null]))
  };
}

function candidateLines(
  name: string,
  changed: Readonly<Record<string, number | null>>
): readonly string[] {
  const entries = Object.entries(changed);
  if (entries.length === 0) {
    return [`    cf.Candidate(${name}, training),`];
  }
  const line = `    cf.Candidate(${name}, training | ${pythonValue(changed)}),`;
  return line.length <= lineLength
    ? [line]
    : [
        '    cf.Candidate(',
        `        ${name},`,
        '        training',
        '        | {',
        ...entries.map(([key, it]) => `            ${pythonString(key)}: ${pythonValue(it)},`),
        '        },',
        '    ),'
      ];
}

const spaces = { weight_decay: '(0.00001, 0.1, "log")', dropout: '(0.0, 0.5)' };

/** Around the values that the experts argued for. */
function trialLines(plan: Plan, trials: number): readonly string[] {
  const rate = plan.hyperparameters.learning_rate;
  const short = (it: number): string => String(Number(it.toPrecision(2)));
  return [
    `    trials=${trials},  # further settings, proposed by Optuna`,
    '    space={',
    `        "learning_rate": (${short(rate / 4)}, ${short(rate * 4)}, "log"),`,
    // a plan without these settings has no use for them
    ...Object.entries(spaces)
      .filter(([name]) => name in trainingSettings(plan))
      .map(([name, space]) => `        "${name}": ${space},`),
    '    },'
  ];
}
