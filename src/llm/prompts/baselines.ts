/** What each simple baseline predicts, in the words of its own file. */
const baselineWords: Readonly<Record<string, string>> = {
  'no-change': 'the controls as they are',
  'training-mean': 'the average change of the training conditions',
  'training-mean-matched': 'training-mean of the conditions at the nearest dose, then time',
  'target-rule': "training-mean, with the target's own feature moved as targets are in training",
  additive: 'changes of the targets measured alone, added up; nothing for one never measured alone',
  'multi-hot-ridge': 'a ridge regression on which targets are hit',
  'context-delta': "the same perturbation's mean change in the training contexts",
  'context-delta-weighted': 'the same, similar contexts first',
  'dose-interpolation': "straight lines between a target's changes at other doses",
  'time-linear': "straight lines between a target's changes at other times",
  'time-sqrt': 'the same in the root of time',
  'time-last': 'the nearest measured time carried on',
  bilinear: 'a linear model on gene embeddings of the training data',
  nearest: 'the change of the training condition most like the one asked for',
  mixture: 'the others, weighted by what helps on inner folds'
};
const shrunk = '-shrunk';

/** A line for each baseline that `told` names; of a shrunken one, once, what shrunken means. */
export function baselinesNamed(told: readonly string[]): readonly string[] {
  const words = new Set(told.join(' ').match(/[a-z][a-z0-9-]*/g) ?? []);
  const named = Object.entries(baselineWords).filter(([id]) => words.has(id));
  const isShrunk = [...words].some(word => word.endsWith(shrunk));
  return [
    ...named.map(([id, does]) => `${id}: ${does}.`),
    ...(isShrunk ? [`NAME${shrunk}: as much of it as helps on inner folds.`] : [])
  ];
}
