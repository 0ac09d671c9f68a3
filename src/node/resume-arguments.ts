import {
  type DesignArguments,
  address,
  designOptions,
  exported,
  literatureChoices,
  minutes,
  oneOf,
  readExperts,
  wholeNumber
} from './arguments';
import { codeRules } from './code-rule';
import { bad, readOptions } from './read-options';

/** `design --resume RUN ...`: what the record does not tell. */
export interface ResumeArguments extends Pick<
  DesignArguments,
  'budgetMinutes' | 'budgetTokens' | 'json' | 'literature' | 'contact' | 'approveCode' | 'exports'
> {
  /** A notebook, or the folder of a run beside it. */
  readonly resume: string;
  /** Also where somebody else writes the run. */
  readonly takeOver: boolean;
  /** Where the data is, when it has moved; null: where the record says. */
  readonly data: string | null;
  /** Null: those of the record. */
  readonly experts: DesignArguments['experts'] | null;
}

/** What may be said anew of a run that goes on; all else stands in its record. */
const sayable = [
  'resume',
  'take-over',
  'experts',
  'json',
  'export',
  'budget-minutes',
  'budget-tokens',
  'approve-code',
  'literature',
  'contact'
];

/** Whether a design is to go on with a run. */
export const isResume = (words: readonly string[]): boolean =>
  words.some(word => word === '--resume' || word.startsWith('--resume='));

/** @throws CellForgeError "arguments/..." for options that the record decides. */
export function readResumeArguments(words: readonly string[]): ResumeArguments {
  const values = [...designOptions.values, 'resume'];
  const flags = [...designOptions.flags, 'take-over'];
  const given = readOptions(words, { ...designOptions, values, flags });
  const lists = Object.keys(given.lists).filter(name => given.lists[name].length > 0);
  const decided = [...Object.keys(given.values), ...lists, ...given.flags].find(
    name => !sayable.includes(name)
  );
  if (decided !== undefined) {
    throw bad(
      `A run that goes on was asked already: --${decided} stands in its record`,
      `beside --resume only ${sayable
        .slice(1)
        .map(name => `--${name}`)
        .join(', ')}`,
      `--${decided}`,
      'Leave it out, or design anew without --resume.'
    );
  }
  if (given.rest.length > 1) {
    throw bad(
      '--resume takes one DATA at most',
      'DATA where it has moved, or none',
      given.rest.join(' ')
    );
  }
  const { values: told } = given;
  return {
    resume: told.resume ?? '',
    takeOver: given.flags.has('take-over'),
    data: given.rest[0] ?? null,
    experts: told.experts === undefined ? null : readExperts(told.experts),
    budgetMinutes: minutes(told['budget-minutes']),
    budgetTokens: wholeNumber(told, 'budget-tokens', 0, Number.MAX_SAFE_INTEGER),
    json: told.json ?? null,
    literature: oneOf(told, 'literature', literatureChoices, 'bundled'),
    contact: address(told.contact),
    approveCode: oneOf(told, 'approve-code', codeRules, 'usual'),
    exports: exported(given)
  };
}
