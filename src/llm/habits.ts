import type { Call } from '../core';

/** How the form of an answer is asked for, the strictest way first. */
const rungs = ['json-schema', 'tool', 'json-object', 'text'] as const;
export type Rung = Exclude<Call['mode'], 'none' | 'record'>;

/** What one model at one endpoint takes, learnt from its refusals. */
export interface Habits {
  readonly rung: Rung;
  /** The name it knows the answer's limit by. */
  readonly limit: 'max_tokens' | 'max_completion_tokens';
  /** The most it lets an answer have; null: not known. */
  readonly mostTokens: number | null;
  /** Parameters it does not take. */
  readonly without: readonly string[];
}

/** `max_tokens` first: who does not know it says so, while an unknown `max_completion_tokens` is silently no limit. */
export const firstHabits: Habits = {
  rung: 'json-schema',
  limit: 'max_tokens',
  mostTokens: null,
  without: []
};

/** Habits by endpoint and model, for as long as the page or the command lives. */
export type Remembered = Map<string, Habits>;

/** What every mind of this session shares. */
export const remembered: Remembered = new Map();

/** Parameters that an answer does without. */
const dispensable = ['stream_options', 'temperature', 'seed', 'stream', 'tool_choice'];

/**
 * What a refusal (status 400 or 422) with these words teaches; null where there is nothing left to change. Words that
 * name nothing we sent still speak against the strictest thing we asked for.
 */
export function learn(
  habits: Habits,
  told: string,
  sent: Readonly<Record<string, unknown>>
): Habits | null {
  const words = told.toLowerCase();
  const lower = lowerLimit(habits, words, sent);
  if (lower !== null) {
    return lower;
  }
  const other = habits.limit === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
  if (new RegExp(`\\b${habits.limit}\\b`).test(words) && !habits.without.includes(other)) {
    return { ...habits, limit: other, without: [...habits.without, habits.limit] };
  }
  const named = dispensable.find(
    name =>
      new RegExp(`\\b${name}\\b`).test(words) && name in sent && !habits.without.includes(name)
  );
  if (named !== undefined && !(named === 'stream' && /stream_options/.test(words))) {
    return { ...habits, without: [...habits.without, named] };
  }
  const next = rungs[rungs.indexOf(habits.rung) + 1];
  return next === undefined ? null : { ...habits, rung: next };
}

/** "max_tokens is too large: 32768. This model supports at most 4096 completion tokens." */
function lowerLimit(
  habits: Habits,
  words: string,
  sent: Readonly<Record<string, unknown>>
): Habits | null {
  const asked = Number(sent[habits.limit]);
  const isAboutSize = /too large|too high|at most|less than|must be|maximum/.test(words);
  if (!words.includes(habits.limit) || !isAboutSize || /unsupported|not supported/.test(words)) {
    return null;
  }
  const allowed = [...words.matchAll(/\d+/g)]
    .map(Number)
    .filter(value => value >= 16 && value < asked);
  return allowed.length === 0 ? null : { ...habits, mostTokens: Math.max(...allowed) };
}
