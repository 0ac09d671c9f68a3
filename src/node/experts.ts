import { resolve } from 'node:path';
import {
  CellForgeError,
  builtInMind,
  fold,
  readRecord,
  replayMind,
  sha256Hex,
  unpackRun
} from '../core';
import type { Ablation, Described, Mind, RunView, Settings } from '../core';
import type { DesignArguments } from './arguments';
import { compression } from './compression';
import { type FromOutside, llmExperts } from './llm-experts';
import { readNotebook } from './notebook-file';

/** Who answers in the debate, and what follows from that choice. */
export interface Experts {
  readonly name: string;
  readonly mind: Mind;
  /** Settings that stand unless the analyst says otherwise. */
  readonly settings: Settings;
  /** What was switched off in the debate that is replayed. */
  readonly ablation?: readonly Ablation[];
  /** @throws CellForgeError where the debate was about other data. */
  check(described: Described): void;
}

/** @throws CellForgeError where the notebook to replay cannot be read or holds no debate, or no endpoint is told. */
export async function chooseExperts(
  { experts: chosen, budgetTokens }: Pick<DesignArguments, 'experts' | 'budgetTokens'>,
  from: string,
  more: FromOutside = {}
): Promise<Experts> {
  if (chosen.kind === 'llm') {
    const mind = await llmExperts(budgetTokens, more);
    return { name: 'llm', mind, settings: {}, check: () => undefined };
  }
  if (chosen.kind === 'built-in') {
    const mind = builtInMind();
    return { name: 'built-in', mind, settings: {}, check: () => undefined };
  }
  const recorded = recordedRun(resolve(from, chosen.notebook));
  return {
    name: 'replay',
    mind: replayMind(recorded.turns),
    settings: recorded.settings,
    ablation: recorded.ablation,
    check: described => checkSameData(recorded, described)
  };
}

/** The notebook's newest run that holds a debate. */
function recordedRun(path: string): RunView {
  const record = readRecord(readNotebook(path).record ?? { version: 1, runs: {} });
  const views = Object.keys(record.runs)
    .map(run => fold(unpackRun(record, run, { compression, hash: sha256Hex })))
    .filter(view => view.plan !== null)
    .sort((left, right) => (left.startedAt ?? '').localeCompare(right.startedAt ?? ''));
  const newest = views.at(-1);
  if (newest === undefined) {
    throw new CellForgeError({
      code: 'replay/no-debate',
      message: 'There is no debate to replay in this notebook',
      expected: 'a notebook that carries the record of a designed model',
      found: Object.keys(record.runs).length === 0 ? 'no record' : 'a record without a plan',
      remedy: 'Choose another notebook, or use --experts built-in.'
    });
  }
  if (newest.experts === 'llm') {
    throw new CellForgeError({
      code: 'replay/agents',
      message: 'A debate of language models cannot be held again over data yet',
      expected: 'a debate of the built-in experts',
      found: 'a record whose analysts and experts were language models',
      remedy:
        'To tell that record again, use npm run verify; to design anew, use --experts built-in or llm.'
    });
  }
  return newest;
}

function checkSameData(recorded: RunView, { profile }: Described): void {
  if (profile !== null && recorded.profile?.fingerprint !== profile.fingerprint) {
    throw new CellForgeError({
      code: 'replay/other-data',
      message: 'The recorded debate was about other data',
      expected: `data with the fingerprint ${recorded.profile?.fingerprint}`,
      found: profile.fingerprint,
      remedy: 'Give the data and settings of the recorded run, or use --experts built-in.'
    });
  }
}
