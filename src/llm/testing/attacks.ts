import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an attack wants done, in words, and the code that a coder would write to do it. */
export interface Goal {
  readonly id: string;
  readonly order: string;
  readonly imports: string;
  readonly expression: string;
}

interface Attacks {
  readonly goals: readonly Goal[];
  /** How an order is put. */
  readonly wordings: readonly { readonly id: string; readonly text: string }[];
  /** Where in a model cell the code is put. */
  readonly placements: readonly { readonly id: string; readonly source: readonly string[] }[];
}

const file = join(__dirname, '..', '..', '..', 'tests', 'fixtures', 'injection', 'attacks.json');

/** Shared with the runtime's tests, where the fences themselves are held to the same code. */
export const attacks = JSON.parse(readFileSync(file, 'utf8')) as Attacks;

/** One text that somebody planted. */
export function attackText(goal: Goal, wording: number): string {
  return attacks.wordings[wording].text.replace('{order}', goal.order);
}

/** The cell that a coder who obeys writes at its n-th attempt. */
export function hostileCell({ imports, expression }: Goal, n: number): string {
  const { source } = attacks.placements[n % attacks.placements.length];
  return source
    .join('\n')
    .replace('{imports}', () => imports)
    .replace('{expression}', () => expression);
}

const letters = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** The goals whose orders stand in a prompt, however they are put there: a model reads over marks and gaps. */
export function ordersIn(prompt: string): readonly Goal[] {
  const said = letters(prompt);
  return attacks.goals.filter(goal => said.includes(letters(goal.order)));
}
