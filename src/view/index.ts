export { Disclosure, Fold } from './fold';
export { Chevron, Icon, type IconName } from './icon';
export { Note } from './note';
export { isOfFolds, left, phaseName, ProgressView, Traceback } from './progress/progress-view';
export { comparePartIds, partName, rankedBaselines, scenarioName } from './result/names';
export { BarKey, PartBar, sharedDomain, type Standing } from './result/part-bar';
export { ResultView } from './result/result-view';
export { Beside } from './result/scores';
export { headline } from './result/verdict';
export {
  capital,
  clock,
  count,
  day,
  decimal,
  device,
  difference,
  duration,
  memory,
  plain,
  score,
  thousands,
  typeset
} from './text';
export { domain, TransProvider, useTrans } from './trans';
export { useWidth } from './use-width';
