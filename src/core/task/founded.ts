import type { Evidence } from '../literature/evidence';
import type { Fact } from './profile';

/** What a claim may rest on. */
export interface Grounds {
  readonly facts: readonly Fact[];
  readonly evidence: readonly Evidence[];
}

export interface Stated {
  readonly text: string;
  readonly facts: readonly string[];
  readonly evidence: readonly string[];
}

/**
 * A claim with only the ids that exist, or null where nothing founds it: it cites neither a measured fact nor a known
 * record, or names a number that stands in nothing it cites.
 */
export function founded<T extends Stated>(claim: T, { facts, evidence }: Grounds): T | null {
  const measured = facts.filter(fact => claim.facts.includes(fact.id));
  const records = evidence.filter(record => claim.evidence.includes(record.id));
  if (claim.text.trim() === '' || measured.length + records.length === 0) {
    return null;
  }
  const told = [
    ...measured.flatMap(fact => [fact.text, String(fact.value ?? '')]),
    ...records.flatMap(record => [record.claim, record.title, String(record.year)])
  ].join(' ');
  return numbersStand(claim.text, told)
    ? { ...claim, facts: measured.map(fact => fact.id), evidence: records.map(item => item.id) }
    : null;
}

/** Whether every number in `text` stands in `source`, exactly or rounded to the digits that are told; percents as shares too. */
export function numbersStand(text: string, source: string): boolean {
  const known = numbersIn(source).map(item => item.value);
  return numbersIn(text).every(({ value, decimals }) =>
    known.some(other =>
      sameFigure(other).some(
        each => Math.abs(round(each, decimals) - value) < 1e-9 + Math.abs(value) * 1e-9
      )
    )
  );
}

/** A share is also told as percent and back; anything greater, such as a year, only as it is. */
const sameFigure = (value: number): readonly number[] => [
  value,
  ...(value <= 1 ? [value * 100] : []),
  ...(value <= 100 ? [value / 100] : [])
];

// a digit inside a name (IL6, NKX2-1) is no number
const number =
  /(?<![\p{L}\d_.,-])[-−]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?![\p{L}\d_]|[.,]\d)/gu;
const betweenNumbers = /(?<=(?:^|[\s([])\d[\d.,]*)[-–](?=\d)/g;

function numbersIn(text: string): readonly { value: number; decimals: number }[] {
  return [...text.replace(betweenNumbers, ' ').matchAll(number)].map(([found]) => {
    const plain = found.replaceAll(',', '').replace('−', '-');
    return { value: Math.abs(Number(plain)), decimals: (plain.split('.')[1] ?? '').length };
  });
}

const round = (value: number, decimals: number): number => {
  const scale = 10 ** decimals;
  return Math.round(Math.abs(value) * scale) / scale;
};
