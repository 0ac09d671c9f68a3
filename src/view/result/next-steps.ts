import type { TranslationBundle } from '@jupyterlab/translation';
import type { Result, VerdictId } from '../../core/experiment/result';
import { capital, score } from '../text';
import { baselineMeaning } from './baseline-words';
import { baselineName, metricInfo } from './names';
import { isBeyondTheMean } from './verdict';

type Part = Result['scenarios'][string]['parts'][string];

/** What a verdict that is no win means and what can be done about it, a sentence each; empty where all parts are better. */
export function nextSteps(result: Result, trans: TranslationBundle): readonly string[] {
  const parts = Object.values(result.scenarios).flatMap(({ parts }) => Object.values(parts));
  const of = (verdict: VerdictId): readonly Part[] =>
    parts.filter(part => part.verdict === verdict);
  const level = of('no-better-than-baselines');
  const full = of('baseline-at-ceiling');
  return [
    ...winners([...level, ...full], trans),
    ...(level.length > 0 ? notBetter(result, level, trans) : []),
    ...(full.length > 0
      ? [
          trans.__(
            'At the ceiling no model can be seen to be better: two halves of the same cells agree no better than the baseline does. Only more cells a condition raise the ceiling.'
          )
        ]
      : []),
    ...(of('no-signal').some(isBeyondTheMean)
      ? [
          trans.__(
            'Not predictable beyond the average change: the average over training conditions says as much about a held-out one as half of its own cells do. It is a good prediction; whether another is better would take more cells a condition to see.'
          )
        ]
      : []),
    ...(of('no-signal').some(part => !isBeyondTheMean(part))
      ? [
          trans.__(
            'Not predictable says nothing against the model: these cells are too few, or answer too weakly, for any prediction to be checked. More cells a condition would help.'
          )
        ]
      : []),
    ...(of('too-few-conditions').length > 0
      ? [
          trans.__(
            'A claim needs six held-out conditions: more perturbations, or another scenario.'
          )
        ]
      : [])
  ];
}

/** The baselines to use instead, in words. */
function winners(parts: readonly Part[], trans: TranslationBundle): readonly string[] {
  const ids = [...new Set(parts.flatMap(({ best_baseline }) => best_baseline ?? []))];
  return ids.flatMap(id => {
    const meaning = baselineMeaning(id, trans);
    return meaning === null ? [] : [trans.__('%1: %2.', capital(baselineName(id, trans)), meaning)];
  });
}

function notBetter(
  result: Result,
  parts: readonly Part[],
  trans: TranslationBundle
): readonly string[] {
  const room = roomLeft(result, parts);
  const isUnseen = Object.hasOwn(result.scenarios, 'unseen-perturbation');
  return [
    trans.__(
      'The kept model is drawn toward the best baseline as far as inner folds said, so predicting with it loses little, and gains nothing that could be shown.'
    ),
    ...(room !== null && room > 0
      ? [trans.__('Up to %1 is left between baseline and ceiling.', score(room))]
      : []),
    isUnseen && result.knowledge === undefined
      ? trans.__(
          'To try: prior knowledge of the targets (gene sets, networks, structures of compounds), a new run with another scenario, or Refine.'
        )
      : trans.__('To try: Refine, a new run with another scenario, or more cells a condition.')
  ];
}

/** The most that lies between the best baseline and the ceiling's upper end, in the metric that judges. */
function roomLeft(result: Result, parts: readonly Part[]): number | null {
  const { higher_is_better: isHigher } = metricInfo(result, result.primary);
  const rooms = parts.flatMap(({ best_baseline, metrics }) => {
    const scored = Object.hasOwn(metrics, result.primary) ? metrics[result.primary] : null;
    const best = best_baseline === null ? undefined : scored?.baselines[best_baseline];
    const ends = scored?.ceiling ?? null;
    return ends === null || best?.value === undefined || best.value === null || !isHigher
      ? []
      : [ends[1] - best.value];
  });
  return rooms.length > 0 ? Math.max(...rooms) : null;
}
