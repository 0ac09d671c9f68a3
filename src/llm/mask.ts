import { componentLibrary, ExpertId, freeSlots, slotOptions, slots } from '../core';
import type { PrivateNames } from '../core';
import { metricLines } from './prompts/metrics';
import { freeRule, proposalForm, reviewForm, rulesFor, valuesForm } from './prompts/rules';

/** Text with other words in the place of names. */
export type Mask = (text: string) => string;

const words = /[\p{L}\p{N}_]+/gu;
/** Keys and words of the forms that analysts, librarian and coder answer in. */
const ofForms =
  'claims facts evidence ask question column search words why source explanation faults none idea reason control batch donor';

/** Words of our own prompts: a level that is called like one tells nobody's name, and masking it would garble the question. */
function ownWords(): ReadonlySet<string> {
  const rules = [
    rulesFor(ExpertId.options),
    proposalForm,
    reviewForm,
    valuesForm,
    freeRule(freeSlots)
  ];
  const scores = Object.entries(metricLines).flat();
  const texts = [...rules, ...scores, componentLibrary, ofForms, slots.join(' ')];
  const options = JSON.stringify(slotOptions);
  return new Set([...texts, options].join(' ').toLowerCase().match(words));
}

/** A single sign can be no name, and short numbers are counts. */
const canTell = (name: string): boolean =>
  /^\d+$/.test(name) ? name.length >= 3 : [...name].length >= 2 && /[\p{L}\p{N}]/u.test(name);

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Ways in which a prompt may write a name: as it is, as `line` leaves it, as Python shows it. */
const written = (name: string): readonly string[] => [
  name,
  name.replace(/\s+/g, ' ').trim(),
  name.replace(/</g, '&lt;'),
  name.replace(/\\/g, '\\\\').replace(/'/g, "\\'")
];

/**
 * Replaces the names of donors, samples and batches by their column and a number, the same for the same name throughout.
 * Case does not matter, and a name that was cut short is masked too.
 */
export function maskOf(columns: readonly PrivateNames[]): Mask {
  const own = ownWords();
  const masks = new Map<string, string>();
  for (const { column, levels } of columns) {
    levels.forEach((level, index) => {
      if (canTell(level) && !own.has(level.toLowerCase())) {
        for (const name of written(level)) {
          masks.set(name.toLowerCase(), masks.get(name.toLowerCase()) ?? `${column}-${index + 1}`);
        }
      }
    });
  }
  if (masks.size === 0) {
    return text => text;
  }
  // the longest first: "Anna B" before "Anna"
  const names = [...masks.keys()].sort((left, right) => right.length - left.length);
  const any = new RegExp(
    `(?<![\\p{L}\\p{N}_])(?:${names.map(escaped).join('|')})(?![\\p{L}\\p{N}_])`,
    'giu'
  );
  const isBeginning = (word: string): boolean =>
    names.some(name => name.startsWith(word.toLowerCase()));
  return text =>
    text
      .replace(any, name => masks.get(name.toLowerCase()) ?? 'masked')
      .replace(/([\p{L}\p{N}_.-]{2,})…/gu, (cut, word: string) =>
        isBeginning(word) ? 'masked…' : cut
      );
}
