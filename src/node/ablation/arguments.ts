import { type Ablation, ablations } from '../../core';
import {
  type DesignArguments,
  readParts,
  readShared,
  sharedOptions,
  usualRounds,
  type SharedArguments
} from '../arguments';
import { bad, readOptions } from '../read-options';

export const ablationUsage =
  'ablation DATA [--experts built-in|llm] [--without LIST] [--objective TEXT] [--set KEY=VALUE ...] ' +
  '[--constraint KEY=VALUE ...] [--out FOLDER] [--seed N] [--rounds MAX] [--budget-tokens N] ' +
  '[--budget-minutes N] [--mask-names] [--json FILE]';

/** `ablation DATA ...`: what a design is told, and which runs are to be compared with it. */
export interface AblationArguments {
  readonly design: SharedArguments & Pick<DesignArguments, 'isDryRun'>;
  /** A folder; null: beside where the command was called, named after the data. */
  readonly out: string | null;
  readonly variants: readonly Variant[];
}

/** One run of the comparison. */
export interface Variant {
  /** "full", the part that is left out, or "built-in". */
  readonly id: string;
  readonly without: readonly Ablation[];
  readonly experts: 'built-in' | 'llm';
  readonly rounds: number;
}

export const full = 'full';

/** @throws CellForgeError "arguments/..." naming what is known. */
export function readAblationArguments(words: readonly string[]): AblationArguments {
  const given = readOptions(words, {
    usage: ablationUsage,
    ...sharedOptions,
    flags: ['mask-names']
  });
  const shared = readShared(given, ablationUsage);
  const { kind } = shared.experts;
  if (kind === 'replay') {
    throw bad('A replayed debate is held as it was', 'built-in or llm', 'replay', ablationUsage);
  }
  const wanted = given.values.without;
  return {
    design: { ...shared, isDryRun: false },
    out: given.values.out ?? null,
    variants: variantsOf({
      experts: kind,
      parts: wanted === undefined ? ablations : readParts(wanted),
      rounds: shared.rounds,
      areRoundsGiven: given.values.rounds !== undefined
    })
  };
}

interface Wanted {
  readonly experts: 'built-in' | 'llm';
  readonly parts: readonly Ablation[];
  readonly rounds: number;
  readonly areRoundsGiven: boolean;
}

/** The whole design first; then less of it, one part at a time; with language models, the built-in experts last. */
function variantsOf({ experts, parts, rounds, areRoundsGiven }: Wanted): readonly Variant[] {
  const builtIn = {
    id: 'built-in',
    without: [],
    experts: 'built-in',
    rounds: areRoundsGiven ? rounds : usualRounds['built-in']
  } as const;
  return [
    { id: full, without: [], experts, rounds },
    ...parts.map(part => ({ id: part, without: [part], experts, rounds })),
    ...(experts === 'llm' ? [builtIn] : [])
  ];
}
