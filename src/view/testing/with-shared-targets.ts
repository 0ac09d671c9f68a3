import type { SharedTargetResult } from '../../core/experiment/result';
import { Result } from '../../core/experiment/result';
import { exampleResult } from './example-result';

const told = (shared: number): SharedTargetResult => ({
  column: 'target',
  conditions: 9,
  shared,
  scores: {
    pearson_delta_indep: {
      shared: { n: shared, model: 0.61, baselines: { 'training-mean': 0.33, additive: 0.4 } },
      new: { n: 9 - shared, model: 0.21, baselines: { 'training-mean': 0.2, additive: 0.1 } }
    }
  },
  each: [
    {
      compound: 'belinostat',
      fold: 1,
      conditions: 4,
      targets: ['hdac1'],
      also_hit_by: ['vorinostat']
    }
  ].slice(0, shared)
});

/** The example with its first part's compounds told apart: `shared` of nine hit nothing new. */
export function withShared(shared: number): Result {
  const [scenario, { parts }] = Object.entries(exampleResult.scenarios)[0];
  const [name, part] = Object.entries(parts)[0];
  const changed = { ...parts, [name]: { ...part, shared_targets: told(shared) } };
  return Result.parse({ ...exampleResult, scenarios: { [scenario]: { parts: changed } } });
}
