import type { Plan } from '../../design/plan';
import { slotOptions } from '../../design/slots';
import { tiesOf, unfit } from '../../design/ties';
import { CellForgeError } from '../../errors';

type Chosen<Slot extends keyof typeof slotOptions> = (typeof slotOptions)[Slot][number];

/** One option for each slot that becomes code. */
export interface Options {
  readonly response: Chosen<'response'>;
  readonly perturbation: Chosen<'perturbation'>;
  readonly composition: Chosen<'composition'>;
  readonly context: Chosen<'context'>;
  readonly decoder: Chosen<'decoder'>;
  readonly loss: Chosen<'loss'>;
  readonly regularisation: Chosen<'regularisation'>;
  readonly training: Chosen<'training'>;
}

/**
 * The options a plan chose; a slot that nobody decided has its first one, or the first that goes with the loss.
 *
 * @throws CellForgeError where a plan names an option that can't be made into code, or two that do not go together.
 */
export function chosen(plan: Pick<Plan, 'choices'>): Options {
  const loss = plan.choices.find(({ slot }) => slot === 'loss')?.choice;
  checkTies(plan, loss);
  const pick = <Slot extends keyof typeof slotOptions>(slot: Slot): Chosen<Slot> => {
    const known: readonly string[] = slotOptions[slot];
    const choice =
      plan.choices.find(item => item.slot === slot)?.choice ?? tiesOf(loss)[slot]?.[0] ?? known[0];
    if (!known.includes(choice)) {
      throw new CellForgeError({
        code: 'plan/unknown-option',
        message: `The plan's ${slot} can't be made into code`,
        expected: known.join(', '),
        found: `"${choice}"`,
        remedy: `Choose one of them for ${slot}.`
      });
    }
    return choice as Chosen<Slot>;
  };
  return {
    response: pick('response'),
    perturbation: pick('perturbation'),
    composition: pick('composition'),
    context: pick('context'),
    decoder: pick('decoder'),
    loss: pick('loss'),
    regularisation: pick('regularisation'),
    training: pick('training')
  };
}

function checkTies({ choices }: Pick<Plan, 'choices'>, loss: string | undefined): void {
  const [odd] = unfit(choices);
  if (odd !== undefined) {
    throw new CellForgeError({
      code: 'plan/options-apart',
      message: `The plan's loss ${loss} does not go with its ${odd.slot}`,
      expected: `${odd.slot}: ${tiesOf(loss)[odd.slot]!.join(' or ')}`,
      found: `"${odd.choice}"`,
      remedy: `Change ${odd.slot} to one of these, or choose another loss.`
    });
  }
}
