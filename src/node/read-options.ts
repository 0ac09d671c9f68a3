import { CellForgeError } from '../core';

/** Options that a command knows: with one value, with several, and without any. */
interface Known {
  readonly usage: string;
  readonly values: readonly string[];
  readonly lists: readonly string[];
  readonly flags: readonly string[];
}

/** The words of a command, told apart. */
export interface Given {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly flags: ReadonlySet<string>;
  readonly rest: readonly string[];
}

/** @throws CellForgeError "arguments/bad" for options that are unknown, without a value, or given twice. */
export function readOptions(words: readonly string[], known: Known): Given {
  const values: Record<string, string> = {};
  const lists: Record<string, string[]> = Object.fromEntries(known.lists.map(name => [name, []]));
  const flags = new Set<string>();
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const [option, inline] = splitOption(words[at]);
    if (option === null) {
      rest.push(words[at]);
      continue;
    }
    if (known.flags.includes(option)) {
      if (inline !== null) {
        throw bad(`The option --${option} takes no value`, `--${option}`, words[at], known.usage);
      }
      flags.add(option);
      continue;
    }
    if (![...known.values, ...known.lists].includes(option)) {
      const all = [...known.values, ...known.lists, ...known.flags].map(name => `--${name}`);
      throw bad(
        `There is no option --${option}`,
        `one of ${all.join(', ')}`,
        `--${option}`,
        known.usage
      );
    }
    const value = inline ?? words[++at];
    if (value === undefined || (inline === null && value.startsWith('--'))) {
      throw bad(
        `The option --${option} has no value`,
        `a value after --${option}`,
        'none',
        known.usage
      );
    }
    if (known.lists.includes(option)) {
      lists[option].push(value);
    } else if (option in values) {
      throw bad(`The option --${option} is given twice`, 'one', `${values[option]} and ${value}`);
    } else {
      values[option] = value;
    }
  }
  return { values, lists, flags, rest };
}

/** "--name=value" and "--name"; null where the word is no option. */
function splitOption(word: string): readonly [string | null, string | null] {
  if (!word.startsWith('--') || word === '--') {
    return [null, null];
  }
  const equals = word.indexOf('=');
  return equals === -1 ? [word.slice(2), null] : [word.slice(2, equals), word.slice(equals + 1)];
}

/** What stands on the command line and can't be used. */
export function bad(message: string, expected: string, found: string, remedy = ''): CellForgeError {
  return new CellForgeError({
    code: 'arguments/bad',
    message,
    expected,
    found,
    remedy: /^(design|verify|ablation) /.test(remedy) ? `Usage: ${remedy}` : remedy
  });
}
