import type { TranslationBundle } from '@jupyterlab/translation';

const minus = (text: string): string => text.replace('-', '−');
const whole = new Intl.NumberFormat('en');

/** Counts: "3,375". */
export function count(value: number): string {
  return minus(whole.format(value));
}

/** Counts where the size is what matters: "41 k". */
export function thousands(value: number): string {
  return value < 10_000 ? count(value) : `${count(Math.round(value / 1000))} k`;
}

/** Scores: two decimals, a true minus; numbers too small for that keep two significant digits. */
export function decimal(value: number | null): string {
  if (value === null || !Number.isFinite(value)) {
    return '–';
  }
  if (value !== 0 && Math.abs(value) < 0.095) {
    return minus(significant(value));
  }
  return Math.abs(value) >= 1000 ? count(Math.round(value)) : unsignedZero(value.toFixed(2));
}

/** Errors in a column: two significant digits, also where the second is 0, so that "0.0050" stands under "0.0044". */
export function error(value: number | null): string {
  const isSmall = value !== null && value !== 0 && Math.abs(value) < 0.095;
  return isSmall && Math.abs(value) >= 1e-5 ? minus(value.toPrecision(2)) : decimal(value);
}

/** Correlations and shares: always two decimals, 0 as "0". */
export function score(value: number | null): string {
  if (value === null || !Number.isFinite(value)) {
    return '–';
  }
  return value === 0 ? '0' : unsignedZero(value.toFixed(2));
}

function significant(value: number): string {
  return Math.abs(value) < 1e-5 ? value.toExponential(1) : Number(value.toPrecision(2)).toString();
}

/** The number at a line of an axis, as short as it is: "0", "0.5", "−1". */
export function tickText(tick: number): string {
  return minus(String(tick));
}

function unsignedZero(text: string): string {
  return minus(/^-0\.0+$/.test(text) ? text.slice(1) : text);
}

/** A space that keeps what it joins on one line. */
const joined = '\u00a0';

/**
 * A difference of scores and its interval, all three in as many decimals: "0.02" and "[−0.03, 0.07]".
 *
 * Two; more where an end on one side of 0 would be read as 0, since the claim hangs on that end.
 */
export function difference(
  value: number,
  [low, high]: readonly [number, number]
): readonly [value: string, interval: string] {
  const nearest = low > 0 || high < 0 ? Math.min(Math.abs(low), Math.abs(high)) : 1;
  let digits = 2;
  while (digits < 6 && Number(nearest.toFixed(digits)) === 0) {
    digits++;
  }
  const told = (number: number): string => unsignedZero(number.toFixed(digits));
  return [told(value), `[${told(low)},${joined}${told(high)}]`];
}

/** "1.1 GB" from megabytes. */
export function memory(megabytes: number): string {
  return megabytes < 1000 ? `${Math.round(megabytes)} MB` : `${decimal1(megabytes / 1024)} GB`;
}

function decimal1(value: number): string {
  return value >= 10 ? String(Math.round(value)) : value.toFixed(1);
}

/** "CPU" from "cpu"; a device's own name stays as it is. */
export function device(name: string): string {
  return /^(cpu|cuda|mps)\b/.test(name) ? name.replace(/^[a-z]+/, id => id.toUpperCase()) : name;
}

/** "4 s", "2:10", "1:02:03". */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) {
    return `${s} s`;
  }
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(s / 60);
  return minutes < 60
    ? `${minutes}:${two(s % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(s % 60)}`;
}

/** "about 1 min 40 s left": to 10 s above a minute, to 1 min above ten. */
export function timeLeft(seconds: number, trans: TranslationBundle): string {
  if (seconds < 60) {
    return trans.__('about %1 s left', Math.max(1, Math.round(seconds)));
  }
  if (seconds >= 600) {
    return trans.__('about %1 min left', Math.round(seconds / 60));
  }
  const tens = Math.round(seconds / 10) * 10;
  return tens % 60 === 0
    ? trans.__('about %1 min left', tens / 60)
    : trans.__('about %1 min %2 s left', Math.floor(tens / 60), tens % 60);
}

/**
 * The interface's language, where JupyterLab says it and reads it for its own dates. English without a country has the
 * day before the month and 24 hours, as elsewhere here.
 */
function language(): string {
  const { lang } = document.documentElement;
  try {
    const [known = 'en'] = Intl.getCanonicalLocales(lang.replace('_', '-'));
    return known === 'en' ? 'en-GB' : known;
  } catch {
    // no tag of a language
    return 'en-GB';
  }
}

/** "10:42" in local time; the empty string when there is no such time. */
export function clock(iso: string | null): string {
  const at = new Date(iso ?? '');
  return Number.isNaN(at.getTime())
    ? ''
    : at.toLocaleTimeString(language(), { hour: '2-digit', minute: '2-digit' });
}

/** "12 Nov 2026, 16:40" in local time, as the interface's language writes it. */
export function day(iso: string | null): string {
  const at = new Date(iso ?? '');
  return Number.isNaN(at.getTime())
    ? ''
    : at.toLocaleString(language(), {
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit'
      });
}

/** Perturbation labels differ at both ends, so they lose their middle: "MAP2K3+…38A2". */
export function shortenMiddle(label: string, longest = 18): string {
  const letters = [...label];
  if (letters.length <= longest) {
    return label;
  }
  const tail = Math.floor((longest - 1) / 3);
  const head = longest - 1 - tail;
  return `${letters.slice(0, head).join('')}…${letters.slice(-tail).join('')}`;
}

/** "Unseen combination" from an identifier nobody has named: text, never markup. */
export function plain(id: string): string {
  return id.replace(/[-_/]+/g, ' ').trim();
}

/** A sentence written elsewhere, with true minus signs and intervals that stay on one line: "[−0.04, 0.02]". */
export function typeset(sentence: string): string {
  return sentence
    .replace(/(^|[\s([])-(?=\d)/g, '$1−')
    .replace(/(\[−?[\d.e−]+,) (?=−?[\d.e−]+\])/g, `$1${joined}`);
}

/** The text as it begins a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
