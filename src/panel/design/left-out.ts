import type { TranslationBundle } from '@jupyterlab/translation';
import type { Ablation, ExpertId, RunView } from '../../core';
import { expertsUnder } from '../../core';

/** What a run says was switched off in it: "without peer review"; empty where the design was whole. */
export function leftOut({ ablation }: Pick<RunView, 'ablation'>, trans: TranslationBundle): string {
  return ablation.map(each => words(each, trans)).join(', ');
}

function words(ablation: Ablation, trans: TranslationBundle): string {
  switch (ablation) {
    case 'one-expert':
      return trans.__('with one expert');
    case 'no-literature':
      return trans.__('without literature');
    case 'no-critic':
      return trans.__('without critic');
    case 'no-peer-review':
      return trans.__('without peer review');
  }
}

/** Who takes part, in the order of the scores. */
export function expertsOf({
  ablation,
  speakers
}: Pick<RunView, 'ablation' | 'speakers'>): readonly ExpertId[] {
  return expertsUnder(ablation, speakers);
}
