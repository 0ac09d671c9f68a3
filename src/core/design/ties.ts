import type { Slot } from './slots';

type Tied = Readonly<Partial<Record<Slot, readonly string[]>>>;
interface Chosen {
  readonly slot: Slot;
  readonly choice: string;
}

/** Losses that go with some options of other slots alone; the first of each is the nearest. */
const ties: Readonly<Record<string, Tied>> = {
  // the linear layers are integrated out whole: nothing may stand between switches and features, or be stopped early
  evidence: {
    response: ['delta'],
    perturbation: ['multi-hot'],
    composition: ['interaction-residual', 'additive'],
    context: ['none', 'dose-time-curve', 'control-profile'],
    decoder: ['full'],
    training: ['ensemble', 'fixed-epochs']
  }
};

/** What a loss goes with, slot by slot; empty: with everything. */
export const tiesOf = (loss: string | undefined): Tied =>
  loss !== undefined && Object.hasOwn(ties, loss) ? ties[loss] : {};

const optionOf = (choices: readonly Chosen[], slot: Slot): string | undefined =>
  choices.find(each => each.slot === slot)?.choice;

/** The choices that do not go with the loss chosen beside them. */
export function unfit<C extends Chosen>(choices: readonly C[]): readonly C[] {
  const tied = tiesOf(optionOf(choices, 'loss'));
  return choices.filter(({ slot, choice }) => tied[slot]?.includes(choice) === false);
}

/** Whether all would go together with this option in its slot. */
export const goesWith = (choices: readonly Chosen[], { slot, choice }: Chosen): boolean =>
  unfit([...choices.filter(each => each.slot !== slot), { slot, choice }]).length === 0;

interface Argued<Side> {
  readonly slot: Slot;
  /** The strongest first. */
  readonly sides: readonly Side[];
}

/**
 * The sides of each slot, the strongest that go together first. Slots follow the loss where somebody argued for an option
 * that goes with it; where nobody did, the loss gives way to the next one that was argued for.
 */
export function tied<Side extends { readonly choice: string }>(
  argued: readonly Argued<Side>[]
): readonly Argued<Side>[] {
  const losses = argued.find(({ slot }) => slot === 'loss')?.sides ?? [];
  const wanted = tiesOf(losses[0]?.choice);
  const followed = argued.map(({ slot, sides }) => {
    const fit = sides.find(({ choice }) => wanted[slot]?.includes(choice) ?? true);
    return { slot, sides: fit === undefined ? sides : first(fit, sides), isStuck: !fit };
  });
  const next = losses.find(({ choice }) => Object.keys(tiesOf(choice)).length === 0);
  return followed.some(({ isStuck }) => isStuck) && next !== undefined
    ? argued.map(each =>
        each.slot === 'loss' ? { ...each, sides: first(next, each.sides) } : each
      )
    : followed.map(({ slot, sides }) => ({ slot, sides }));
}

const first = <Side>(side: Side, sides: readonly Side[]): readonly Side[] => [
  side,
  ...sides.filter(each => each !== side)
];
