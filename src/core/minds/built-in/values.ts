import type { Situation } from '../../design/brief';
import { estimateParameters, usualHyperparameters } from '../../design/hyperparameters';
import type { Hyperparameters } from '../../design/plan';
import { limitOf } from '../../design/read-constraint';
import type { Stand } from '../../design/turns';
import { holds, measured, type Role } from './rules';

type Values = Partial<Hyperparameters>;

/** The training values a role speaks for, small enough for the analyst's limits. */
export function valuesFor(role: Role, stands: readonly Stand[], situation: Situation): Values {
  const said: Values = {};
  for (const rule of role.values) {
    if (said[rule.key] === undefined && holds(rule.when, situation)) {
      said[rule.key] = rule.value;
    }
  }
  return withinTime(withinParameters(said, stands, situation), situation);
}

const leastHidden = 8;
const leastRank = 4;
/** An ensemble has at least this many members, and any plan may become one. */
const ensembleMembers = 3;

/** Under a limit every expert says the same sizes: half the width, then the rank, until an ensemble of them fits. */
function withinParameters(said: Values, stands: readonly Stand[], situation: Situation): Values {
  const most = limitOf(situation.constraints, 'parameters');
  if (most === null) {
    return said;
  }
  const size = {
    features: measured(situation, 'features') ?? 2000,
    perturbations: measured(situation, 'perturbations') ?? 100,
    contexts: measured(situation, 'contexts') ?? 1,
    decoder: stands.find(stand => stand.slot === 'decoder')?.choice ?? 'low-rank'
  };
  let { hidden, rank } = usualHyperparameters;
  const members = ensembleMembers;
  while (estimateParameters(size, { hidden, rank, members }) > most && hidden > leastHidden) {
    hidden = Math.max(hidden >> 1, leastHidden);
  }
  while (estimateParameters(size, { hidden, rank, members }) > most && rank > leastRank) {
    rank = Math.max(rank >> 1, leastRank);
  }
  return { ...said, hidden, rank, members };
}

/** Under ten minutes training is kept short; the worker's clock enforces the limit itself. */
function withinTime(said: Values, situation: Situation): Values {
  const minutes = limitOf(situation.constraints, 'minutes');
  if (minutes === null || minutes >= 10 || said.max_epochs === undefined) {
    return said;
  }
  return { ...said, max_epochs: Math.max(20, Math.min(said.max_epochs, Math.round(20 * minutes))) };
}
