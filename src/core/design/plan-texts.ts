import { switchesOf } from './hyperparameters';
import { optionSentence, optionShort } from './option-texts';
import type { Choice, Hyperparameters, Plan } from './plan';
import type { Slot } from './slots';
import type { RoundEnd } from './turns';

const nameSlots: readonly Slot[] = [
  'decoder',
  'response',
  'composition',
  'context',
  'regularisation'
];
/** Losses that say how the model is fitted. */
const namedLosses: readonly string[] = ['evidence'];
/** Options that go without saying in a name. */
const unsaid: readonly string[] = ['none', 'weight-decay'];

/** "Low-rank change over control, additive, shrunk to the best baseline". */
export function planName(choices: readonly Choice[]): string {
  const loss = choices.find(({ slot, choice }) => slot === 'loss' && namedLosses.includes(choice));
  const said = [...nameSlots.map(slot => choices.find(choice => choice.slot === slot)), loss]
    .filter(choice => choice !== undefined && !unsaid.includes(choice.choice))
    .map(choice => optionShort(choice!.slot, choice!.choice));
  const words =
    said.length > 1 ? [`${said[0]} ${said[1]}`, ...said.slice(2)].join(', ') : said.join('');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The paper's five parts in sentences. */
export function planParts(
  choices: readonly Choice[],
  values: Hyperparameters,
  end: RoundEnd
): Plan['parts'] {
  const say = (...wanted: readonly Slot[]): string =>
    choices
      .filter(choice => wanted.includes(choice.slot))
      .map(choice => optionSentence(choice.slot, choice.choice))
      .join(' ');
  const chosen = (slot: Slot): string | undefined =>
    choices.find(choice => choice.slot === slot)?.choice;
  const rank = chosen('decoder') === 'low-rank' ? `, rank ${values.rank}` : '';
  return {
    architecture: join(
      say('perturbation', 'composition', 'context', 'decoder'),
      chosen('loss') === 'evidence'
        ? `${switchesOf(values, choices)} soft switches at most.`
        : `Hidden width ${values.hidden}${rank}, dropout ${values.dropout}.`
    ),
    data: join(
      say('response'),
      'Condition means and matched controls come from training cells only; held-out cells stay with the evaluator.'
    ),
    training: join(
      say('loss', 'regularisation', 'training'),
      chosen('loss') === 'evidence'
        ? evidenceValues(values)
        : trainingValues(values, chosen('training'))
    ),
    evaluation: join(
      say('evaluation'),
      'The primary score stands beside every baseline and the noise ceiling.'
    ),
    implementation: implementation(end)
  };
}

function evidenceValues({ members, max_epochs, learning_rate }: Hyperparameters): string {
  const averaged = members > 1 ? `The best ${members} of several starts, averaged. ` : '';
  return `${averaged}${max_epochs} steps of the optimiser, learning rate ${learning_rate}, all conditions at once.`;
}

function trainingValues(values: Hyperparameters, training: string | undefined): string {
  const stop = training === 'fixed-epochs' ? '' : `, patience ${values.patience}`;
  const members = values.members > 1 ? `${values.members} members, averaged. ` : '';
  return `${members}At most ${values.max_epochs} epochs${stop}, learning rate ${values.learning_rate}, weight decay ${values.weight_decay}, batches of ${values.batch_size} conditions.`;
}

function implementation(end: RoundEnd): string {
  const outcome = end.agreed
    ? `Agreed in round ${end.round}.`
    : `Not agreed: the best-scored plan, of round ${end.round}.`;
  return `One PyTorch module, trained with Lightning in a worker process. ${outcome}`;
}

const join = (...sentences: readonly string[]): string => sentences.filter(Boolean).join(' ');
