import { ablations } from '../core';
import type { Ablation } from '../core';
import type { DesignArguments } from './arguments';
import { literatureServices } from './literature';

type Flags = Pick<DesignArguments, 'experts' | 'literature' | 'coder'>;

/** What was asked for and only language models can give, a line each: no flag is silently ignored. */
export function leftOut({ experts, literature, coder }: Flags): readonly string[] {
  if (experts.kind === 'llm') {
    return [];
  }
  const isReplay = experts.kind === 'replay';
  const readers = isReplay
    ? 'a replay reads what its record holds'
    : 'the built-in experts know the bundled evidence and read nothing else';
  const writers = isReplay
    ? 'a replay writes what its record holds'
    : 'the built-in experts write no code';
  return [
    ...(literature === 'live' || (isReplay && literature === 'none')
      ? [`--literature ${literature} is left out: ${readers}`]
      : []),
    ...(coder ? [`--coder is left out: ${writers}`] : [])
  ];
}

/** What a run is asked to do without. */
export function ablationOf({
  literature,
  without
}: Pick<DesignArguments, 'without'> &
  Partial<Pick<DesignArguments, 'literature'>>): readonly Ablation[] {
  const isOff = (part: Ablation): boolean => part === 'no-literature' && literature === 'none';
  return ablations.filter(part => without.includes(part) || isOff(part));
}

/** Whom a dry run would have asked besides the model, and of what; null: nobody. */
export function wouldAsk({ experts, literature }: Flags): string | null {
  return experts.kind === 'llm' && literature === 'live'
    ? `words of the agents' searches would go to ${literatureServices.join(', ')}`
    : null;
}
