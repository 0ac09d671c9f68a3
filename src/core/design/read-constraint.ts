import { CellForgeError } from '../errors';
import type { Problem } from '../task/task';
import { Constraint } from './constraints';
import { readWords, type Wish } from './read-words';
import { type Slot, slotOptions, slots } from './slots';
import { tiesOf } from './ties';

const constraintKeys = Constraint.shape.key.options;

/** Metrics of metrics.md that a plan may be judged by first. */
export const primaryMetrics = [
  'pearson_delta_indep',
  'pearson_delta',
  'pearson_delta_mean_ref',
  'pearson_delta_notarget',
  'pearson_delta_z',
  'pearson_delta_top20',
  'mse',
  'mae',
  'mse_de',
  'mae_de',
  'pearson_de',
  'direction_match',
  'de_overlap',
  'discrimination',
  'e_distance',
  'roc_auc_matched',
  'roc_auc',
  'pr_auc'
] as const;

const units = {
  parameters: 'parameters of the model at most',
  minutes: 'minutes of training at most',
  memory_mb: 'MB of memory at most'
} as const;

/**
 * A constraint as the analyst typed it: typed where its key is; words are kept and say whether an expert can read them.
 *
 * @throws CellForgeError "design/bad-constraint" for an unknown key or a value that the key can't have.
 */
export function readConstraint(key: string, value: string): Constraint {
  const text = value.trim();
  switch (key) {
    case 'parameters':
    case 'minutes':
    case 'memory_mb':
      return readLimit(key, text);
    case 'require':
    case 'forbid':
      return readOption(key, text);
    case 'primary':
      return readPrimary(text);
    case 'words':
      return readFreeWords(text);
    default:
      throw problem(key, text, {
        message: `There is no constraint "${key}".`,
        expected: `one of ${constraintKeys.join(', ')}`,
        remedy: 'Use one of these keys, or words for anything else.'
      });
  }
}

export const notUnderstood = 'not understood by the built-in experts';

function readFreeWords(text: string): Constraint {
  const wishes = readWords(text);
  if (wishes.length === 0) {
    return { key: 'words', value: text, understood: false, note: notUnderstood };
  }
  const read = wishes.map(({ slot, choice, wanted }) => `${slot} ${wanted ? '' : 'not '}${choice}`);
  return { key: 'words', value: text, understood: true, note: `read as: ${read.join(', ')}` };
}

function readLimit(key: keyof typeof units, text: string): Constraint {
  const number = Number(text);
  const whole = key !== 'minutes';
  if (
    text === '' ||
    !Number.isFinite(number) ||
    number <= 0 ||
    (whole && !Number.isInteger(number))
  ) {
    throw problem(key, text, {
      message: `The constraint ${key} has no usable number.`,
      expected: `a ${whole ? 'whole ' : ''}number above 0`,
      remedy: `Write it as ${key}=${key === 'minutes' ? '10' : '200000'}.`
    });
  }
  return { key, value: String(number), understood: true, note: `${number} ${units[key]}` };
}

function readOption(key: 'require' | 'forbid', text: string): Constraint {
  const [slot, choice, ...rest] = text.split(':').map(part => part.trim());
  if (!slots.includes(slot as Slot)) {
    throw problem(key, text, {
      message: `The constraint ${key} names no slot of a plan.`,
      expected: `SLOT:OPTION with a slot of ${slots.join(', ')}`,
      remedy: `Write it as ${key}=composition:additive.`
    });
  }
  const options = slotOptions[slot as Slot] as readonly string[];
  if (rest.length > 0 || !options.includes(choice)) {
    throw problem(key, text, {
      message: `The constraint ${key} names no option of ${slot}.`,
      expected: `${slot}: with one of ${options.join(', ')}`,
      remedy: `Write it as ${key}=${slot}:${options[0]}.`
    });
  }
  const note = key === 'require' ? `${slot} must be ${choice}` : `${slot} must not be ${choice}`;
  return { key, value: `${slot}:${choice}`, understood: true, note };
}

function readPrimary(text: string): Constraint {
  if (!(primaryMetrics as readonly string[]).includes(text)) {
    throw problem('primary', text, {
      message: 'The constraint primary names no metric that can decide.',
      expected: `one of ${primaryMetrics.join(', ')}`,
      remedy: 'Write it as primary=pearson_delta_indep.'
    });
  }
  return { key: 'primary', value: text, understood: true, note: `judged by ${text} first` };
}

function problem(
  key: string,
  value: string,
  told: Pick<Problem, 'message' | 'expected' | 'remedy'>
): CellForgeError {
  return new CellForgeError({
    code: 'design/bad-constraint',
    found: value === '' ? `${key} without a value` : `${key}=${value}`,
    ...told
  });
}

/**
 * Refuses constraints that no plan can keep together.
 *
 * @throws CellForgeError "design/contradicting-constraints" naming the slot when two options are required, one is required and forbidden, or all are forbidden.
 */
export function checkConstraints(constraints: readonly Constraint[], hasKnowledge = false): void {
  if (!hasKnowledge && optionLimits(constraints, 'perturbation').required.includes('knowledge')) {
    throw new CellForgeError({
      code: 'design/no-knowledge',
      message: 'The constraints require prior knowledge.',
      expected: 'a recorded table of prior knowledge',
      found: 'none',
      remedy: 'Name a table of prior knowledge, or take the constraint back.'
    });
  }
  for (const slot of slots) {
    const { required, forbidden } = optionLimits(constraints, slot);
    const options: readonly string[] = slotOptions[slot];
    const open = options.filter(
      choice => !forbidden.includes(choice) && required.every(wanted => wanted === choice)
    );
    if (open.length === 0) {
      const said = [
        ...required.map(choice => `require ${slot}:${choice}`),
        ...forbidden.map(choice => `forbid ${slot}:${choice}`)
      ];
      throw new CellForgeError({
        code: 'design/contradicting-constraints',
        message: `The constraints leave no option for ${slot}.`,
        expected: `at least one of ${options.join(', ')} to stay possible`,
        found: said.join(', '),
        remedy: 'Take one of them back.'
      });
    }
  }
  checkTies(constraints);
}

/** A loss that goes with some options alone can't be required beside limits that leave none of them. */
function checkTies(constraints: readonly Constraint[]): void {
  for (const loss of optionLimits(constraints, 'loss').required) {
    for (const [slot, fits] of Object.entries(tiesOf(loss)) as [Slot, readonly string[]][]) {
      if (!leaves(constraints, slot, fits)) {
        throw new CellForgeError({
          code: 'design/contradicting-constraints',
          message: `The constraints require loss:${loss}, which goes with ${slot}:${fits.join(' or ')} alone.`,
          expected: `${fits.join(' or ')} to stay possible for ${slot}`,
          found: constraints
            .filter(({ key }) => ['require', 'forbid', 'words'].includes(key))
            .map(({ key, value }) => `${key} ${value}`)
            .join(', '),
          remedy: 'Take one of them back.'
        });
      }
    }
  }
}

/** Whether the analyst leaves one of these options. */
export function leaves(
  constraints: readonly Constraint[],
  slot: Slot,
  options: readonly string[]
): boolean {
  const { required, forbidden } = optionLimits(constraints, slot);
  return options.some(
    choice => !forbidden.includes(choice) && required.every(wanted => wanted === choice)
  );
}

/** What the analyst requires and forbids in one slot, typed or in words the experts can read. */
export function optionLimits(
  constraints: readonly Constraint[],
  slot: Slot
): { readonly required: readonly string[]; readonly forbidden: readonly string[] } {
  const limits = constraints.flatMap(limitsIn).filter(limit => limit.slot === slot);
  const of = (wanted: boolean): readonly string[] => [
    ...new Set(limits.filter(limit => limit.wanted === wanted).map(limit => limit.choice))
  ];
  return { required: of(true), forbidden: of(false) };
}

function limitsIn({ key, value, understood }: Constraint): readonly Wish[] {
  if (key === 'words') {
    return understood ? readWords(value) : [];
  }
  if (key !== 'require' && key !== 'forbid') {
    return [];
  }
  const [slot, choice] = value.split(':');
  return [{ slot: slot as Slot, choice, wanted: key === 'require' }];
}

/** The least of the analyst's limits of one kind; null where there is none. */
export function limitOf(
  constraints: readonly Constraint[],
  key: 'parameters' | 'minutes' | 'memory_mb'
): number | null {
  const limits = constraints.filter(item => item.key === key).map(item => Number(item.value));
  return limits.length === 0 ? null : Math.min(...limits);
}
