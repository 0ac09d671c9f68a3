import type {
  CombinedValue,
  Comment,
  HeldConcern,
  HeldValue,
  OpenValue,
  Proposal,
  ProposalBrief,
  Review,
  ReviewBrief,
  ReviewsBrief,
  Stand
} from '../../core';
import { remarkIn, slots } from '../../core';
import type { Persona } from './persona';
import { proposalForm, reviewForm, valuesForm } from './rules';
import { dataBlock, line, wholeChoice } from './text';

/** Comments of rounds before that are shown again, so that a prompt does not grow with the debate. */
const mostEarlier = 4;
/** Letters of a comment, and of the moderator's words, which name results and what was not tried. */
const mostWords = { analyst: 600, moderator: 1200 };

/** What an expert gets to see when it proposes: its fragment so far and what is open against it. */
export function proposalMaterial(persona: Persona, brief: ProposalBrief): string {
  const { previous, reviews, round } = brief;
  const first = previous === null;
  return [
    `Propose your fragment. Take a stand on ${persona.slots.join(', ')}, and on any other slot on which you have an opinion.`,
    ...commentBlocks(brief.comments, round),
    ...(first
      ? []
      : [
          dataBlock(`your proposal ${line(previous.id, 40)}`, [
            ...previous.stands.map(shortStand),
            ...hyperparameterLines(previous)
          ]),
          dataBlock('open concerns against it', reviews.flatMap(openLines)),
          ...remarkBlocks(reviews),
          'Give your whole fragment again. Where a concern is better founded than your stand, adopt one of its options and name its review under "turns"; where it is not, keep your stand, name the concern under the stand\'s "concerns" and say in the reason, with ids, what outweighs it: without that a soft concern stays open, and a hard one stays open until who holds it withdraws it. A concern on a hyperparameter is answered by a value inside its range, or by why you keep yours, in "text".'
        ]),
    proposalForm
  ].join('\n\n');
}

/** What a reviewer gets to see of all the others at once. */
export function reviewsMaterial({
  proposals,
  held,
  changed,
  answered = [],
  values,
  comments,
  round
}: ReviewsBrief): string {
  // who has not been asked yet has everything before it, whatever the round
  const isLater = held.length > 0 || (round > 1 && changed.length < slots.length);
  const shown = [...changed, ...answered];
  const all = [...held.map(heldLine), ...(values?.held ?? []).map(heldValueLine)];
  return [
    'Review these proposals of the others.',
    ...commentBlocks(comments, round),
    ...proposals.map(proposal => proposalBlock(proposal, shown)),
    ...(values === undefined
      ? []
      : [dataBlock('hyperparameters as they stand', values.set.map(valueLine))]),
    ...(all.length === 0 ? [] : [dataBlock('concerns you hold', all)]),
    isLater
      ? `Withdraw what is answered. New concerns are heard only on slots on which somebody's stand changed: ${changed.join(', ') || 'none'}${values === undefined ? '' : `; on hyperparameters: ${values.changed.join(', ') || 'none'}`}.`
      : 'Raise the concerns that decide.',
    values === undefined ? reviewForm : `${reviewForm}\n${valuesForm}`
  ].join('\n\n');
}

/** One proposal, for a debate that reviews one by one. */
export function reviewMaterial({ proposal, comments, round }: ReviewBrief): string {
  return [
    'Review this proposal: list your criteria with weights and values from 0 to 1, and what is open.',
    ...commentBlocks(comments, round),
    proposalBlock(proposal, null)
  ].join('\n\n');
}

function commentBlocks(comments: readonly Comment[], round: number): readonly string[] {
  const said = (isModerator: boolean): readonly Comment[] =>
    comments.filter(({ by }) => (by === 'moderator') === isModerator);
  return [...wordsOf('analyst', said(false), round), ...wordsOf('moderator', said(true), round)];
}

function wordsOf(
  by: keyof typeof mostWords,
  said: readonly Comment[],
  round: number
): readonly string[] {
  const name = by === 'analyst' ? 'comments of the analyst' : 'words of the moderator';
  const now = said.filter(comment => comment.round === round);
  const earlier = said.filter(comment => comment.round !== round).slice(-mostEarlier);
  const block = (title: string, list: readonly Comment[], most: number): readonly string[] =>
    list.length === 0
      ? []
      : [
          dataBlock(
            title,
            list.map(({ id, text }) => `${line(id, 40)}: ${line(text, most)}`)
          )
        ];
  return [
    ...block(`earlier ${name}`, earlier, 160),
    ...block(`${name} in this round`, now, mostWords[by])
  ];
}

/** Stands on slots that changed in full, the others by their choice. */
function proposalBlock(proposal: Proposal, changed: ReviewsBrief['changed'] | null): string {
  const { id, text, stands } = proposal;
  const isNews = (stand: Stand): boolean => changed === null || changed.includes(stand.slot);
  const same = stands
    .filter(stand => !isNews(stand))
    .map(({ slot, choice }) => `${slot} ${line(choice, wholeChoice)}`);
  return dataBlock(`proposal ${line(id, 40)}`, [
    line(text, 200),
    ...stands.filter(isNews).map(fullStand),
    ...hyperparameterLines(proposal),
    ...(same.length === 0 ? [] : [`as before: ${same.join(', ')}`])
  ]);
}

/** A number that nobody sees is one that nobody can question. */
function hyperparameterLines({ hyperparameters }: Proposal): readonly string[] {
  const told = Object.entries(hyperparameters)
    .filter(([, value]) => value !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name} ${value}`);
  return told.length === 0 ? [] : [`hyperparameters: ${told.join(', ')}`];
}

const fullStand = ({ slot, choice, reason, facts, evidence, concerns = [] }: Stand): string =>
  `${slot} ${line(choice, wholeChoice)}: ${line(reason, 240)}${cites([...facts, ...evidence])}${concerns.length === 0 ? '' : ` answers${cites(concerns)}`}`;

const shortStand = ({ slot, choice, reason, facts, evidence }: Stand): string =>
  `${slot} ${line(choice, wholeChoice)}: ${line(reason, 120)}${cites([...facts, ...evidence])}`;

function cites(ids: readonly string[]): string {
  return ids.length === 0
    ? ''
    : ` [${ids
        .slice(0, 6)
        .map(id => line(id, 60))
        .join(', ')}]`;
}

function openLines({ id, open_concerns, open_values = [] }: Review): readonly string[] {
  return [
    ...open_concerns.map(
      ({ id: concern, slot, hard, wants, text }) =>
        `${line(concern, 40)} (${line(id, 40)}) on ${slot}${hard ? ', hard' : ''}, wants ${wants.map(want => line(want, wholeChoice)).join(' or ')}: ${line(text, 240)}`
    ),
    ...open_values.map(value => `${line(id, 40)} on ${rangeOf(value)}: ${line(value.text, 240)}`)
  ];
}

/** What reviewers said in words of their own, which need not be a concern. */
function remarkBlocks(reviews: readonly Review[]): readonly string[] {
  const said = reviews.flatMap(review => {
    const remark = remarkIn(review);
    return remark === null ? [] : [`${line(review.id, 40)}: ${line(remark, 200)}`];
  });
  return said.length === 0 ? [] : [dataBlock('remarks on it', said)];
}

const rangeOf = ({ name, least, most }: OpenValue): string =>
  least === most ? `${name}, wants ${least}` : `${name}, wants ${least} to ${most}`;

const heldValueLine = (value: HeldValue): string =>
  `${line(value.id, 40)} on ${rangeOf(value)}: ${line(value.text, 160)}`;

const valueLine = ({ name, value, experts, others }: CombinedValue): string =>
  `${name} ${value} by ${experts.join(' and ') || 'nobody'}${others
    .map(other => `; ${other.value} by ${other.experts.join(' and ')}`)
    .join('')}`;

const heldLine = ({ id, slot, hard, wants, text }: HeldConcern): string =>
  `${line(id, 40)} on ${slot}${hard ? ', hard' : ''}, wants ${wants.map(want => line(want, wholeChoice)).join(' or ')}: ${line(text, 160)}`;
