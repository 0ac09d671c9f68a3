import type { TranslationBundle } from '@jupyterlab/translation';
import type { Result, VerdictId } from '../../core/experiment/result';
import { baselineName, namedParts } from './names';

/** Green only for better; "baseline wins" and "not predictable" are answers, so neutral. */
export type Tone = 'good' | 'neutral';

export function verdictTone(verdict: VerdictId): Tone {
  return verdict === 'better-than-baselines' ? 'good' : 'neutral';
}

export interface Headline {
  readonly tone: Tone;
  /** The status line: "Better in 2 of 3 parts". */
  readonly status: string;
  /** The sentence at the head of the result. */
  readonly sentence: string;
}

/** What a whole result says in one line: never more than its parts say. */
export function headline(result: Result, trans: TranslationBundle): Headline {
  const parts = Object.values(result.scenarios).flatMap(({ parts }) => Object.values(parts));
  const better = parts.filter(part => part.verdict === 'better-than-baselines').length;
  if (parts.length === 0) {
    const nothing = trans.__('Nothing was scored');
    return { tone: 'neutral', status: nothing, sentence: `${nothing}.` };
  }
  if (better > 0) {
    const all = better === parts.length;
    return {
      tone: 'good',
      status: all
        ? trans.__('Better than the baselines')
        : trans.__('Better in %1 of %2 parts', better, parts.length),
      sentence: all ? trans.__('Better than every baseline.') : inSomeParts(result, trans)
    };
  }
  return withoutGain(parts, trans);
}

/** More names than that are no line: the picture under it has them. */
const mostNamed = 3;

/** "Better than every baseline in 1 of 3 parts: one target seen." */
function inSomeParts(result: Result, trans: TranslationBundle): string {
  const parts = namedParts(result, trans);
  const better = parts.filter(({ result: part }) => part.verdict === 'better-than-baselines');
  if (better.length > mostNamed) {
    return trans.__('Better than every baseline in %1 of %2 parts.', better.length, parts.length);
  }
  const names = better.map(({ name }) => name.charAt(0).toLowerCase() + name.slice(1));
  return trans.__(
    'Better than every baseline in %1 of %2 parts: %3.',
    better.length,
    parts.length,
    names.join('; ')
  );
}

/** Halves of held-out cells agree, and the training mean says as much: another answer than no signal at all. */
export function isBeyondTheMean(part: Part): boolean {
  return part.verdict === 'no-signal' && part.sentence.includes('beyond the average change');
}

type Part = Result['scenarios'][string]['parts'][string];

function withoutGain(parts: readonly Part[], trans: TranslationBundle): Headline {
  const verdicts = new Set(parts.map(part => part.verdict));
  const only = (verdict: VerdictId): boolean => verdicts.size === 1 && verdicts.has(verdict);
  if (only('no-signal') && parts.every(isBeyondTheMean)) {
    return {
      tone: 'neutral',
      status: trans.__('Not predictable beyond the average change'),
      sentence: trans.__('Use the average change: these cells can’t show that anything says more.')
    };
  }
  if (only('no-signal')) {
    return {
      tone: 'neutral',
      status: trans.__('Not predictable from this data'),
      sentence: trans.__('Not predictable from this data.')
    };
  }
  if (only('too-few-conditions')) {
    return {
      tone: 'neutral',
      status: trans.__('Done: too few conditions'),
      sentence: trans.__('Too few held-out conditions for a claim.')
    };
  }
  const winners = new Set(
    parts.flatMap(part => (part.best_baseline === null ? [] : [part.best_baseline]))
  );
  const [winner] = winners;
  if (only('baseline-at-ceiling')) {
    return {
      tone: 'neutral',
      status: trans.__('Done: a baseline is at the ceiling'),
      sentence:
        winners.size === 1 && winner !== undefined
          ? trans.__('Use “%1”: it is at the ceiling of the data.', baselineName(winner, trans))
          : trans.__('Use the best baseline: it is at the ceiling of the data.')
    };
  }
  return {
    tone: 'neutral',
    status: trans.__('Done: the baseline wins'),
    sentence:
      winners.size === 1 && winner !== undefined
        ? trans.__('Use “%1”. The model is not shown to be better.', baselineName(winner, trans))
        : trans.__('Use the best baseline. The model is not shown to be better.')
  };
}
