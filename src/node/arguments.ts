import {
  ablations,
  checkAblation,
  checkConstraints,
  mostKnowledge,
  readConstraint,
  settingKeys
} from '../core';
import type { Ablation, Constraint, SettingKey, Settings } from '../core';
import { type CodeRule, codeRules } from './code-rule';
import { type ExportKind, readExports } from './export-files';
import { type Given, bad, readOptions } from './read-options';

/** `design DATA ...`, checked as far as it can be before the data is opened. */
export interface DesignArguments {
  readonly data: string;
  readonly objective: string;
  readonly settings: Settings;
  readonly constraints: readonly Constraint[];
  /** Tables of prior knowledge, relative to where the command was called. */
  readonly knowledge: readonly string[];
  /** Let a language model propose annotations of unseen targets, and use what passes the check. */
  readonly annotate: boolean;
  /** What is switched off; empty: nothing. */
  readonly without: readonly Ablation[];
  readonly experts:
    | { readonly kind: 'built-in' }
    | { readonly kind: 'llm' }
    | { readonly kind: 'replay'; readonly notebook: string };
  readonly out: string | null;
  readonly seed: number | null;
  readonly rounds: number;
  /** New candidates at most that results on inner folds may lead to. */
  readonly refine: number;
  /** Candidates that each training set chooses among; 0: none. */
  readonly search: number;
  readonly budgetMinutes: number | null;
  readonly budgetTokens: number | null;
  readonly isDryRun: boolean;
  /** Names of donors, samples and batches are masked in what is sent. */
  readonly isMasked: boolean;
  readonly json: string | null;
  readonly literature: LiteratureChoice;
  /** An address that literature services may write to; null: none is given here. */
  readonly contact: string | null;
  /** Whether the coder writes the model cell where standard options would do, too. */
  readonly coder: boolean;
  readonly approveCode: CodeRule;
  /** What the predictions are written for when the run has come to scores. */
  readonly exports: readonly ExportKind[];
}

/** What `design` and `ablation` are both told. */
export type SharedArguments = Omit<
  DesignArguments,
  | 'without'
  | 'refine'
  | 'search'
  | 'out'
  | 'isDryRun'
  | 'literature'
  | 'contact'
  | 'coder'
  | 'approveCode'
  | 'exports'
>;

/** What is read: bundled evidence and services that are asked, bundled evidence alone, or nothing. */
export const literatureChoices = ['live', 'bundled', 'none'] as const;
export type LiteratureChoice = (typeof literatureChoices)[number];

/** `verify NOTEBOOK ...`. */
export interface VerifyArguments {
  readonly notebook: string;
  readonly data: string | null;
  readonly isQuick: boolean;
  readonly json: string | null;
}

export const designUsage =
  'design DATA|--resume RUN [--take-over] [--objective TEXT] [--set KEY=VALUE ...] [--constraint KEY=VALUE ...] ' +
  '[--knowledge FILE ...] [--annotate] ' +
  '[--experts built-in|llm|replay:NOTEBOOK] [--without LIST] [--out NOTEBOOK.ipynb] [--seed N] ' +
  '[--literature live|bundled|none] [--contact ADDRESS] [--coder] [--approve-code none|usual|policy] ' +
  '[--rounds MAX] [--refine N] [--search N] ' +
  '[--budget-tokens N] [--budget-minutes N] [--mask-names] [--export LIST] [--dry-run] [--json FILE]';
export const verifyUsage = 'verify NOTEBOOK.ipynb [--data DATA] [--quick] [--json FILE]';

/** Rounds at most where nothing is said: those of a language model cost. */
export const usualRounds = { 'built-in': 20, replay: 20, llm: 4 } as const;

/** Options that `design` and `ablation` share. */
export const sharedOptions = {
  values: [
    'objective',
    'experts',
    'without',
    'out',
    'seed',
    'rounds',
    'budget-tokens',
    'budget-minutes',
    'json'
  ],
  lists: ['set', 'constraint', 'knowledge']
} as const;

/** New candidates at most where nothing is said: the rules' plan is what the published figures are of. */
const usualRefine = { 'built-in': 0, replay: 0, llm: 1 } as const;

/** Those of `design` alone. */
const ownValues = ['refine', 'search', 'literature', 'contact', 'approve-code', 'export'];

/** Everything that `design` takes. */
export const designOptions = {
  usage: designUsage,
  ...sharedOptions,
  values: [...sharedOptions.values, ...ownValues],
  flags: ['dry-run', 'mask-names', 'annotate', 'coder']
} as const;

/** @throws CellForgeError "arguments/..." naming what is known. */
export function readDesignArguments(words: readonly string[]): DesignArguments {
  const given = readOptions(words, designOptions);
  const out = given.values.out ?? null;
  if (out !== null && !out.endsWith('.ipynb')) {
    throw bad('--out names no notebook', 'a path that ends with .ipynb', out);
  }
  const shared = readShared(given, designUsage);
  return {
    ...shared,
    without: withoutFor(shared.experts, given.values.without),
    refine: wholeNumber(given.values, 'refine', 0, 10) ?? usualRefine[shared.experts.kind],
    search: searched(given.values),
    out,
    isDryRun: given.flags.has('dry-run'),
    literature: oneOf(given.values, 'literature', literatureChoices, 'bundled'),
    contact: address(given.values.contact),
    ...codeAsked(given),
    exports: exported(given)
  };
}

/** @throws CellForgeError where a coder is asked for whose code may not run. */
function codeAsked({ values, flags }: Given): Pick<DesignArguments, 'coder' | 'approveCode'> {
  const coder = flags.has('coder');
  const approveCode = oneOf(values, 'approve-code', codeRules, 'usual');
  if (coder && approveCode === 'none') {
    throw bad(
      'A coder is asked for, and none of its code may run',
      '--coder with --approve-code usual or policy, or neither',
      '--coder --approve-code none'
    );
  }
  return { coder, approveCode };
}

/** @throws CellForgeError where a dry run, which predicts nothing, is to export. */
export function exported({ values, flags }: Given): readonly ExportKind[] {
  const kinds = readExports(values.export);
  if (kinds.length > 0 && flags.has('dry-run')) {
    throw bad('A dry run predicts nothing to export', '--export or --dry-run', 'both');
  }
  return kinds;
}

/** 0, or two and more: one candidate alone leaves nothing to choose. */
function searched(values: Given['values']): number {
  const most = wholeNumber(values, 'search', 0, 50) ?? 0;
  if (most === 1) {
    throw bad('--search 1 leaves nothing to choose', '0 for no search, or 2 to 50', '1');
  }
  return most;
}

/**
 * What `design` and `ablation` are both told.
 *
 * @throws CellForgeError "arguments/...".
 */
export function readShared(given: Given, usage: string): SharedArguments {
  const knowledge = readKnowledge(given.lists.knowledge);
  const constraints = given.lists.constraint.map(text => {
    const [key, value] = keyValue('--constraint', text);
    return readConstraint(key, value);
  });
  const annotate = given.flags.has('annotate');
  checkConstraints(constraints, knowledge.length > 0 || annotate);
  const experts = readExperts(given.values.experts ?? 'built-in');
  if (annotate && experts.kind !== 'llm') {
    throw bad(
      '--annotate asks a language model',
      '--experts llm beside it',
      `--experts ${experts.kind}`
    );
  }
  const seed = wholeNumber(given.values, 'seed', 0, 2 ** 31 - 1);
  return {
    data: only(given.rest, 'DATA', usage),
    objective: given.values.objective ?? '',
    settings: withDefaults(readSettings(given.lists.set), constraints, seed),
    constraints,
    knowledge,
    annotate,
    experts,
    seed,
    rounds: wholeNumber(given.values, 'rounds', 1, 20) ?? usualRounds[experts.kind],
    budgetMinutes: minutes(given.values['budget-minutes']),
    budgetTokens: wholeNumber(given.values, 'budget-tokens', 0, Number.MAX_SAFE_INTEGER),
    isMasked: given.flags.has('mask-names'),
    json: given.values.json ?? null
  };
}

/** @throws CellForgeError "arguments/..." naming what is known. */
export function readVerifyArguments(words: readonly string[]): VerifyArguments {
  const given = readOptions(words, {
    usage: verifyUsage,
    values: ['data', 'json'],
    lists: [],
    flags: ['quick']
  });
  return {
    notebook: only(given.rest, 'NOTEBOOK', verifyUsage),
    data: given.values.data ?? null,
    isQuick: given.flags.has('quick'),
    json: given.values.json ?? null
  };
}

function readSettings(texts: readonly string[]): Settings {
  const settings: Partial<Record<SettingKey, string>> = {};
  for (const text of texts) {
    const [key, value] = keyValue('--set', text);
    if (!(settingKeys as readonly string[]).includes(key)) {
      throw bad(`There is no setting "${key}"`, `one of ${settingKeys.join(', ')}`, text);
    }
    settings[key as SettingKey] = value;
  }
  return settings;
}

/** What an option says and a setting does not: the seed, and the metric that a constraint puts first. */
function withDefaults(
  settings: Settings,
  constraints: readonly Constraint[],
  seed: number | null
): Settings {
  const primary = constraints.find(constraint => constraint.key === 'primary')?.value;
  return {
    ...(primary === undefined ? {} : { primary }),
    ...(seed === null ? {} : { seeds: String(seed) }),
    ...settings
  };
}

function keyValue(option: string, text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) {
    throw bad(`${option} is not KEY=VALUE`, `${option} KEY=VALUE`, text);
  }
  return [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
}

/** Who debates, as --experts names them. @throws CellForgeError "arguments/bad" */
export function readExperts(text: string): DesignArguments['experts'] {
  if (text === 'built-in') {
    return { kind: 'built-in' };
  }
  if (text.startsWith('replay:') && text.length > 'replay:'.length) {
    return { kind: 'replay', notebook: text.slice('replay:'.length) };
  }
  if (text === 'llm') {
    return { kind: 'llm' };
  }
  throw bad('There are no such experts', 'built-in, llm, or replay:NOTEBOOK', text);
}

/** A recorded debate is held as it was. */
function withoutFor(
  { kind }: DesignArguments['experts'],
  text: string | undefined
): readonly Ablation[] {
  if (kind === 'replay' && text !== undefined) {
    throw bad('A replayed debate is held as it was', 'no --without with replay:NOTEBOOK', text);
  }
  return readWithout(text);
}

/** @throws CellForgeError for what cannot be switched off, or not together. */
function readWithout(text: string | undefined): readonly Ablation[] {
  const off = readParts(text);
  checkAblation(off);
  return off;
}

/** The parts of a comma list, in one order, so that the same request is the same to the byte. */
export function readParts(text: string | undefined): readonly Ablation[] {
  const words = text === undefined ? [] : text.split(',').map(word => word.trim());
  const unknown = words.find(word => !(ablations as readonly string[]).includes(word));
  if (unknown !== undefined) {
    throw bad(
      'There is no such part to leave out',
      `a comma list of ${ablations.join(', ')}`,
      unknown
    );
  }
  return ablations.filter(each => words.includes(each));
}

function readKnowledge(files: readonly string[]): readonly string[] {
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined || files.length > mostKnowledge) {
    throw bad(
      '--knowledge names no usable list of tables',
      `each table once, at most ${mostKnowledge}`,
      twice ?? `${files.length} tables`
    );
  }
  return files;
}

/** The whole number from `least` to `most` that an option gives; null where it was not given. */
export function wholeNumber(
  values: Given['values'],
  option: string,
  least: number,
  most: number
): number | null {
  const text = values[option];
  if (text === undefined) {
    return null;
  }
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number) || number < least || number > most) {
    throw bad(`--${option} is no usable number`, `a whole number from ${least} to ${most}`, text);
  }
  return number;
}

/** 24 days; a longer timer would end at once. */
const mostMinutes = 34_560;

/** The budget in minutes; null where none was given. */
export function minutes(text: string | undefined): number | null {
  if (text === undefined) {
    return null;
  }
  const number = Number(text);
  if (text.trim() === '' || !(number > 0 && number <= mostMinutes)) {
    const usable = `a number of minutes above 0, ${mostMinutes} at most`;
    throw bad('--budget-minutes is no usable number', usable, text);
  }
  return number;
}

/** The choice that an option names, or the usual one. */
export function oneOf<T extends string>(
  values: Given['values'],
  option: string,
  choices: readonly T[],
  usual: T
): T {
  const text = values[option] ?? usual;
  const found = choices.find(choice => choice === text);
  if (found === undefined) {
    throw bad(`--${option} names no choice`, `one of ${choices.join(', ')}`, text);
  }
  return found;
}

/** The contact for literature services; null where none was given. */
export function address(text: string | undefined): string | null {
  if (text !== undefined && !/^[^\s@<>()";,]+@[^\s@<>()";,]+$/.test(text)) {
    throw bad('--contact is no address', 'one e-mail address', text);
  }
  return text ?? null;
}

function only(rest: readonly string[], what: string, usage: string): string {
  if (rest.length !== 1) {
    const found = rest.length === 0 ? 'none' : rest.slice(0, 5).join(' ');
    throw bad(`Exactly one ${what} is needed`, `one ${what}`, found, usage);
  }
  return rest[0];
}
