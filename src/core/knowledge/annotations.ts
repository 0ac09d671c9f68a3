import { z } from 'zod';
import type { Evidence } from '../literature/evidence';
import type { Profile } from '../task/profile';
import type { Task } from '../task/task';
import { mayKnow } from './report';

/** Targets that one brief names, terms of one target, and letters of a term: what is beyond them is left out. */
export const mostTargets = 150;
export const mostTerms = 8;
const longestTerm = 40;

/** Asked once of the role "annotator": what is known of the targets by name. */
export interface AnnotationBrief {
  readonly kind: 'annotation';
  readonly objective: string;
  readonly task: Task;
  /** Names in the data; never cells or counts. */
  readonly targets: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** What the annotator answers. */
export const AnnotationDraft = z.strictObject({
  annotations: z
    .array(
      z.strictObject({
        target: z.string().max(80),
        terms: z.array(z.string().max(80)).max(20).readonly(),
        /** "memory", or the id of a listed record. */
        source: z.string().max(120)
      })
    )
    .max(2 * mostTargets)
    .readonly()
});
export type AnnotationDraft = z.infer<typeof AnnotationDraft>;

/** One line of the proposed table. */
export const Annotation = z.strictObject({
  target: z.string(),
  terms: z.array(z.string()).readonly(),
  source: z.string()
});
export type Annotation = z.infer<typeof Annotation>;

/** A table that a language model proposes, as the analyst is shown it. */
export interface ProposedKnowledge {
  readonly model: string;
  /** sha256 of the prompt. */
  readonly prompt: string;
  readonly rows: readonly Annotation[];
  /** Of so many targets of the data. */
  readonly targets: number;
  /** Parts of the answer that did not pass the check. */
  readonly dropped: number;
  readonly note: typeof mayKnow;
}

/** The targets of the profile, by name; the listed conditions hold them all but in very large screens. */
export function targetsOf(profile: Pick<Profile, 'conditions'>): readonly string[] {
  const names = new Set(profile.conditions.flatMap(condition => [...condition.targets]));
  return [...names].sort();
}

/** Whether some target is asked for that was never perturbed in training: only then can knowledge of names say more. */
export function asksUnseenTargets(task: Pick<Task, 'scenarios' | 'held_out'>): boolean {
  const isUnseen = (part: string): boolean => /^seen-[01]/.test(part);
  return (
    task.scenarios.includes('unseen-perturbation') ||
    (task.scenarios.includes('unseen-combination') &&
      task.held_out.some(
        ({ scenario, parts }) =>
          scenario === 'unseen-combination' && parts.some(({ part }) => isUnseen(part))
      ))
  );
}

/**
 * What of an answer may be used: names that are targets of this data, short terms of plain letters, memory or a listed
 * record as the source. No prose gets further, so none can reach code, a file's other columns or a prompt.
 */
export function checkedAnnotations(
  { annotations }: AnnotationDraft,
  { targets, evidence }: Pick<AnnotationBrief, 'targets' | 'evidence'>
): { readonly rows: readonly Annotation[]; readonly dropped: number } {
  const named = new Set(targets);
  const sources = new Set(['memory', ...evidence.map(({ id }) => id)]);
  const held = new Map<string, Set<string>>();
  let dropped = 0;
  const rows = annotations.flatMap(({ target, terms, source }): readonly Annotation[] => {
    if (!named.has(target) || !sources.has(source)) {
      dropped += Math.max(terms.length, 1);
      return [];
    }
    const own = held.get(target) ?? new Set<string>();
    held.set(target, own);
    const kept = terms.flatMap(given => {
      const term = plainTerm(given);
      const isNew = term !== null && !own.has(term) && own.size < mostTerms;
      if (!isNew) {
        dropped += 1;
        return [];
      }
      own.add(term);
      return [term];
    });
    return kept.length === 0 ? [] : [{ target, terms: kept, source }];
  });
  return { rows, dropped };
}

/** A term in small letters, digits and single underscores; null for what is none. */
function plainTerm(given: string): string | null {
  const term = given
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '_');
  const isPlain = /^[a-z0-9][a-z0-9_+/:-]*$/.test(term) && term.length <= longestTerm;
  // more than five words are a sentence
  return isPlain && term.split('_').length <= 5 ? term : null;
}

/** The file that the cells read, in the form they read any table in. */
export function annotationsText(
  { rows, model }: Pick<ProposedKnowledge, 'rows' | 'model'>,
  date: string
): string {
  const byTarget = new Map<string, string[]>();
  for (const { target, terms } of rows) {
    byTarget.set(target, [...(byTarget.get(target) ?? []), ...terms]);
  }
  const name = model.replace(/[^\p{L}\p{N}._:/-]+/gu, ' ').slice(0, 80);
  return [
    `# source: language model ${name}, approved by the analyst; ${mayKnow}`,
    `# date: ${date.slice(0, 10)}`,
    'gene\tterms',
    ...[...byTarget].map(([target, terms]) => `${target}\t${terms.join(' ')}`),
    ''
  ].join('\n');
}
