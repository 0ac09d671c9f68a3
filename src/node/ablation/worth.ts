import type { ComparedRun, Comparison } from './compare';
import { full } from './arguments';

/** Below this many independent conditions no interval is a claim. */
const fewest = 6;

/**
 * What the debate was worth on this data: the whole design against one expert who argued with nobody. It claims what the
 * interval shows, and says what it does not.
 */
export function worthOfDebate(comparison: Comparison): string {
  return worth(comparison, {
    id: 'one-expert',
    what: 'the debate',
    than: 'one expert alone',
    missing: 'no run with one expert alone (--without one-expert)'
  });
}

/** What language models were worth, against the rules that need none. */
export function worthOfModels(comparison: Comparison): string | null {
  return comparison.runs.some(({ id }) => id === 'built-in')
    ? worth(comparison, {
        id: 'built-in',
        what: 'a debate of language models',
        than: 'the built-in experts',
        missing: 'no run of the built-in experts'
      })
    : null;
}

interface Against {
  /** Id of the run without it. */
  readonly id: string;
  readonly what: string;
  readonly than: string;
  readonly missing: string;
}

function worth(comparison: Comparison, { id, what, than, missing }: Against): string {
  const without = comparison.runs.find(run => run.id === id);
  const whole = comparison.runs.find(run => run.id === full);
  const subject = capital(what);
  if (without === undefined) {
    return `${subject} was not measured: there is ${missing}.`;
  }
  if (whole?.state !== 'scored' || !['scored', 'same'].includes(without.state)) {
    return `${subject} could not be measured: a run that it takes was not scored.`;
  }
  const hasNothing = whole.fell_back && without.fell_back;
  const words = { subject, than, hasNothing };
  if (without.same_as === full) {
    return `${subject} changed no cell against ${than}: on this data it was worth nothing that a score could show.`;
  }
  const parts = Object.entries(without.parts).map(([name, { paired }]) => ({ name, paired }));
  return `${parts.map(part => ofPart(part, comparison, words)).join(' ')}${caveat(comparison)}`;
}

interface Part {
  readonly name: string;
  readonly paired: ComparedRun['parts'][string]['paired'];
}

interface Words {
  readonly subject: string;
  readonly than: string;
  /** Whether neither of the two brings more than a baseline. */
  readonly hasNothing: boolean;
}

function ofPart(
  { name, paired }: Part,
  { primary, higher_is_better }: Comparison,
  { subject, than, hasNothing }: Words
): string {
  if (paired === null || paired.difference === null || paired.ci === null) {
    return `On ${name} ${lower(subject)} could not be compared with ${than}: fewer than two conditions were scored in both.`;
  }
  const { n, units, ci } = paired;
  // the run without it minus the whole: what the debate brought is the other way round
  const sign = higher_is_better ? -1 : 1;
  const gain = sign * paired.difference;
  const [low, high] = [sign * ci[0], sign * ci[1]].sort((a, b) => a - b);
  const told = `On ${name} ${lower(subject)} scored ${signed(gain)} [${signed(low)}, ${signed(high)}] ${higher_is_better ? 'more' : 'less'} in ${primary} than ${than}`;
  const conditions = `${n} held-out condition${n === 1 ? '' : 's'}`;
  if (low === 0 && high === 0) {
    const why = hasNothing
      ? ': in both, inner folds handed every answer back to a simple baseline'
      : '';
    return `On ${name} ${lower(subject)} and ${than} scored the same on each of ${conditions}${why}.`;
  }
  if (units < fewest) {
    return `${told}: ${conditions} are too few for a claim.`;
  }
  if (low <= 0 && high >= 0) {
    return `${told}: the interval holds 0, so these ${conditions} cannot show a difference.`;
  }
  const which = low > 0 ? 'better' : 'worse';
  return `${told}: ${which} over ${conditions}, by an interval that leaves out 0.`;
}

/** Many intervals are looked at: some leave 0 out by chance. */
function caveat({ runs, cut }: Comparison): string {
  const intervals = runs
    .filter(({ state }) => state === 'scored')
    .flatMap(({ parts }) => Object.values(parts))
    .filter(({ paired }) => paired?.ci != null).length;
  const many =
    intervals > 1
      ? ` ${intervals} intervals stand in this table, and of 20 such about one leaves out 0 by chance.`
      : '';
  const short = cut
    ? ' Inner folds say that nothing can be predicted from this data, so every training was cut to one epoch.'
    : '';
  return `${many}${short}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** With its sign, and two digits where three decimals would be next to nothing. */
export function signed(value: number): string {
  const size = Math.abs(value);
  const told = size > 0 && size < 0.01 ? String(Number(size.toPrecision(2))) : size.toFixed(3);
  return Number(told) === 0 ? '0' : `${value < 0 ? '-' : '+'}${told}`;
}
