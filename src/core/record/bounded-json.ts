import { CellForgeError } from '../errors';

/** What a record may be at most; a real one is far smaller. */
export const recordLimits = {
  runs: 200,
  /** Of one run, unpacked. */
  bytes: 8_000_000,
  /** Of all runs together, as stored. */
  packedBytes: 9_000_000,
  events: 20_000,
  depth: 100
} as const;

/**
 * `JSON.parse` for text nobody vouches for: size and depth are looked at before anything is built.
 *
 * @throws CellForgeError "record/hostile" for a text beyond the limits or one with a key that could reach a prototype;
 *   "record/damaged" where it is no JSON.
 */
export function parseUntrusted(text: string, limit: number = recordLimits.bytes): unknown {
  if (text.length > limit) {
    throw hostile(`${text.length.toLocaleString('en')} characters`);
  }
  if (isDeeperThan(text, recordLimits.depth)) {
    throw hostile(`values nested more than ${recordLimits.depth} deep`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damagedRecord('text that is not JSON');
  }
  refusePrototypeKeys(value);
  return value;
}

/** The refusal of a record that no CellForge writes: too large, too deep, or with a key that reaches a prototype. */
export function hostile(found: string): CellForgeError {
  return new CellForgeError({
    code: 'record/hostile',
    message: 'This record was refused before it was read',
    expected: `at most ${recordLimits.runs} runs of ${recordLimits.events.toLocaleString('en')} events and ${recordLimits.bytes / 1_000_000} MB each, as CellForge writes them`,
    found,
    remedy:
      'The notebook itself is untouched and can be used. Remove the record if you do not know its author.'
  });
}

/** The refusal of a record that cannot be read as one. */
export function damagedRecord(found: string): CellForgeError {
  return new CellForgeError({
    code: 'record/damaged',
    message: 'The record in this file is damaged',
    expected: 'a record as CellForge wrote it',
    found,
    remedy: 'Ask its author for the file as saved; the notebook itself is untouched.'
  });
}

/** Looks at brackets outside strings, without recursion. */
function isDeeperThan(text: string, most: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 92 /* \ */) {
        at++;
      } else if (code === 34 /* " */) {
        inString = false;
      }
    } else if (code === 34) {
      inString = true;
    } else if (code === 91 /* [ */ || code === 123 /* { */) {
      if (++depth > most) {
        return true;
      }
    } else if (code === 93 || code === 125) {
      depth--;
    }
  }
  return false;
}

const prototypeKeys = new Set(['__proto__', 'constructor', 'prototype']);

function refusePrototypeKeys(value: unknown): void {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (next === null || typeof next !== 'object') {
      continue;
    }
    if (!Array.isArray(next)) {
      const bad = Object.keys(next).find(key => prototypeKeys.has(key));
      if (bad !== undefined) {
        throw hostile(`a member named ${bad}`);
      }
    }
    for (const member of Object.values(next)) {
      waiting.push(member);
    }
  }
}
