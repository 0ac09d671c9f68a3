import type { Table } from './ask';
import type { HeldValue } from './brief';
import { type CombinedValue, HyperparameterName } from './combined-value';
import { combineValues } from './hyperparameters';
import { proposalsBefore } from './stands-changed';
import type { Proposal, Review, RoundEnd } from './turns';

/** Who is shown the combined hyperparameters and may mind them: the critic, and whose field they are. */
const reviewers: readonly Review['reviewer'][] = ['critic', 'training'];

export const reviewsValues = ({ panel }: Table, reviewer: Review['reviewer']): boolean =>
  panel !== null && reviewers.includes(reviewer);

/** The set as the proposals combine before anybody has scored them: each expert's voice counts what it counted last. */
export function combinedNow(
  { turns }: Table,
  proposals: readonly Proposal[]
): readonly CombinedValue[] {
  const end = turns.filter((turn): turn is RoundEnd => turn.kind === 'round-end').at(-1);
  return combineValues(
    proposals.map(proposal => ({
      expert: proposal.expert,
      c: end?.scores.find(({ expert }) => expert === proposal.expert)?.c ?? 1,
      critic: 0,
      proposal
    })),
    trainingNow(proposals)
  );
}

/** The set as a round's scores combine it; `scores` in the order of `proposals`. */
export function combinedAfter(
  proposals: readonly Proposal[],
  reviews: readonly Review[],
  scores: readonly number[]
): readonly CombinedValue[] {
  const voices = proposals.map((proposal, index) => ({
    expert: proposal.expert,
    c: scores[index] ?? 0,
    critic:
      reviews.find(({ reviewer, of }) => reviewer === 'critic' && of === proposal.id)?.score ?? 0,
    proposal
  }));
  return combineValues(voices, trainingNow(proposals));
}

/** Members hang on the training choice: as most proposals have it, among equals the first said. */
function trainingNow(proposals: readonly Proposal[]) {
  const stands = proposals.flatMap(each => each.stands.filter(({ slot }) => slot === 'training'));
  const held = ({ choice }: { readonly choice: string }): number =>
    stands.filter(stand => stand.choice === choice).length;
  return [...stands].sort((a, b) => held(b) - held(a)).slice(0, 1);
}

/** Values that anybody gives, changes or takes back since the round before. */
export function changedValues(
  table: Table,
  proposals: readonly Proposal[],
  isFirst: boolean
): readonly HyperparameterName[] {
  const before = isFirst ? [] : proposalsBefore(table);
  const said = (list: readonly Proposal[], name: HyperparameterName): string =>
    list
      .flatMap(({ expert, hyperparameters }) => {
        const value = hyperparameters[name];
        return value === undefined ? [] : [`${expert}:${value}`];
      })
      .sort()
      .join(' ');
  return HyperparameterName.options.filter(name => said(before, name) !== said(proposals, name));
}

/** Whether a proposal gives a value that a reviewer could not accept. */
export function isOutside(
  { name, least, most }: HeldValue,
  { hyperparameters }: Proposal
): boolean {
  const value = hyperparameters[name];
  return value !== undefined && (value < least || value > most);
}
