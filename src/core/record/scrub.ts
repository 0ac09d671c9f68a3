export interface Private {
  /** Home and working folders, absolute. */
  readonly folders: readonly string[];
  readonly user: string;
  readonly host: string;
  /** Values of tokens and keys known to this process. */
  readonly secrets: readonly string[];
}

/** Shapes of keys and tokens, whoever issued them. */
const secretShapes: readonly RegExp[] = [
  /\b(?:sk|pk|rk)-[A-Za-z0-9_-]{16,}/g,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\bhf_[A-Za-z0-9]{20,}/g,
  /\bglpat-[A-Za-z0-9_-]{16,}/g,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[A-Za-z0-9_-]{30,}/g,
  // a header is short; without an end to it a long text of beginnings would take for ever
  /\beyJ[A-Za-z0-9_-]{10,1000}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g
];

/**
 * `name=value` and `name: value` where the name, or the end of it, says what the value is; the name stays. None of these
 * looks for what stands before what it begins with: of a text of such beginnings that would take the square of its length.
 */
const namedSecret =
  /(?<![A-Za-z])((?:api[_-]?key|access[_-]?token|auth[_-]?token|token|password|passwd|secret)["']?\s*[=:]\s*["']?)[^\s"'&;,]{6,}/gi;
const bearer = /\b(Bearer\s+)[A-Za-z0-9._~+/-]{8,}=*/g;
const credentials = /(?<=[a-z0-9+.-]:\/\/)[^\s/@:]+:[^\s/@]+@/gi;
const anyHome = /(?<![\w.~-])(?:\/home\/|\/Users\/|[A-Za-z]:\\Users\\)[^\s/\\"'<>:;,)]+/g;

/**
 * Removes from every text that enters a log: secrets, home and working folders, host and user names. Idempotent.
 *
 * Relative paths stay, since cells must open them. User and host names go as whole words only, and not at all where they
 * are as short as a gene's or as common as "root".
 */
export function scrubber(known: Private): (text: string) => string {
  const secrets = longestFirst(known.secrets.filter(secret => secret.length >= 8));
  const folders = longestFirst(
    known.folders.map(trimFolder).filter(folder => folder.length > 1)
  ).map(folder => new RegExp(`(?<![\\w.~/-])${escape(folder)}(?![\\w-])`, 'g'));
  const names = [known.user, known.host].filter(isTelling).map(wholeWord);
  const once = (text: string): string => {
    let clean = text;
    for (const secret of secrets) {
      clean = clean.replaceAll(secret, '[secret]');
    }
    for (const shape of secretShapes) {
      clean = clean.replace(shape, '[secret]');
    }
    clean = clean
      .replace(bearer, '$1[secret]')
      .replace(credentials, '[secret]@')
      .replace(namedSecret, '$1[secret]');
    for (const folder of [...folders, anyHome]) {
      clean = clean.replace(folder, '~');
    }
    return names.reduce((told, name) => told.replace(name, '[name]'), clean);
  };
  const thorough = (text: string): string => {
    let [before, after] = [text, once(text)];
    // what stood beside a removed word may now be told as a path: again, until nothing is left to remove
    while (after !== before) {
      [before, after] = [after, once(after)];
    }
    return after;
  };
  return remembered(thorough);
}

/** A debate's texts pass many times, as answers and as inputs of later steps. */
function remembered(scrub: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return text => {
    let clean = known.get(text);
    if (clean === undefined) {
      clean = scrub(text);
      if (known.size >= 5000) {
        known.clear();
      }
      known.set(text, clean);
    }
    return clean;
  };
}

const common = new Set([
  'root',
  'user',
  'jovyan',
  'admin',
  'ubuntu',
  'debian',
  'docker',
  'guest',
  'localhost',
  'control',
  'runner',
  'builder'
]);

const isTelling = (name: string): boolean => name.length >= 5 && !common.has(name.toLowerCase());
const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const wholeWord = (name: string): RegExp => new RegExp(`(?<![\\w-])${escape(name)}(?![\\w-])`, 'g');
const trimFolder = (folder: string): string => folder.replace(/[/\\]+$/, '');
const longestFirst = (texts: readonly string[]): readonly string[] =>
  [...new Set(texts)].sort((left, right) => right.length - left.length);
