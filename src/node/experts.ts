import { resolve } from 'node:path';
import { builtInMind } from '../core';
import type {
  Ablation,
  Assessment,
  Described,
  Mind,
  Recorded,
  RunRequest,
  Settings
} from '../core';
import { type FromOutside, llmExperts } from './llm-experts';
import { type ReplayGiven, replayExperts } from './replay-experts';

/** Who answers in the debate, and what follows from that choice. */
export interface Experts {
  readonly name: string;
  readonly mind: Mind;
  /** Settings that stand unless the analyst says otherwise. */
  readonly settings: Settings;
  /** What was switched off in the debate that is replayed. */
  readonly ablation?: readonly Ablation[];
  /** What else of the request is as recorded: what agents were asked. */
  readonly asked?: Partial<
    Pick<RunRequest, 'objective' | 'constraints' | 'rounds' | 'refine' | 'coder'>
  >;
  /** What was answered in the debate that is held again. */
  readonly recorded?: Recorded;
  /** @throws CellForgeError where the debate was about other data. */
  check(described: Described): void;
  /** The same, once baselines are scored. */
  checkScored?(assessment: Assessment): void;
}

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
