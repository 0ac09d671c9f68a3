import { resolve } from 'node:path';
import { builtInMind } from '../core';
import { type FromOutside, llmExperts } from './llm-experts';
import { type ReplayGiven, replayExperts } from './replay-experts';
import type { Experts } from './who-debates';

export type { Experts };

/** @throws CellForgeError where the notebook to replay cannot be read or holds no debate, or no endpoint is told. */
export async function chooseExperts(
  given: ReplayGiven,
  from: string,
  more: FromOutside = {}
): Promise<Experts> {
  const { experts: chosen, budgetTokens } = given;
  if (chosen.kind === 'llm') {
    const mind = await llmExperts(budgetTokens, more);
    return { name: 'llm', mind, settings: {}, check: () => undefined };
  }
  if (chosen.kind === 'built-in') {
    const mind = builtInMind();
    return { name: 'built-in', mind, settings: {}, check: () => undefined };
  }
  return replayExperts(resolve(from, chosen.notebook), given);
}
